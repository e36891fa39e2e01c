package io.github.nifistarrocks.client.core;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AllowedHostsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            *                      | any.host.example
            *                      | fe80::1
            be-1                   | BE-1
            be-*                   | be-12
            *.example.com          | be.example.com
            *.*.example.com        | a.be.example.com
            be-*.ns.svc            | be-0.ns.svc
            10.1.2.*               | 10.1.2.3
            10.*.*.*               | 10.1.2.3
            10.1.2.1*              | 10.1.2.17
            10.1.2.3               | 10.1.2.3
            x, be-1 y              | be-1
            fd00::*                | fd00::17
            [::1]                  | ::1
            """)
    void hostIsAllowed(final String patterns, final String host) {
        assertThat(AllowedHosts.parse(patterns).allows(host)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            be-*                   | be-1.evil.com
            *.example.com          | a.be.example.com
            *.example.com          | example.com
            *.example.com          | be.example.com.evil.com
            *.example.com          | bexexample.com
            10.1.2.*               | 10.1.2.evil
            10.1.2.*               | 10.1.2.evil.com
            10.1.2.*               | 10.1.23.4
            10.1.2.*               | 10x1x2x3
            10.*.*.*               | 10.a.b.com
            be-1                   | be-11
            be-1                   | be.1
            fe*                    | fe80::1
            fd00::*                | fd00::1:17
            10.1.2.*               | 10.1.2.999
            10.1.2.*               | 10.1.2.017
            be-*                   | be-1/x
            be-*                   | be-1%eth0
            """)
    void hostIsNotAllowed(final String patterns, final String host) {
        assertThat(AllowedHosts.parse(patterns).allows(host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " , ", "10.*", "10.1.*", "10.1.2.3.*", "10.1.2.0/24", "be-1:9060", "10.1.2.3:9060", "[::1]:9060", "http://be-1"})
    void patternThatCannotMatchIsRefused(final String patterns) {
        assertThatIllegalArgumentException().isThrownBy(() -> AllowedHosts.parse(patterns));
    }
}
