package io.github.nifistarrocks.client.core;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AddressMapTest {

    @ParameterizedTest
    @CsvSource({
            "10.0.0.5:8040=localhost:18040,            10.0.0.5:8040,        localhost:18040",
            "10.0.0.5:8040=localhost:18040,            10.0.0.5:9060,        10.0.0.5:9060",
            "10.0.0.5=gateway,                         10.0.0.5:9060,        gateway:9060",
            "be-*.svc:8040=be-*.example.com:80,        be-2.svc:8040,        be-2.example.com:80",
            "*=gateway,                                anything:9060,        gateway:9060",
            "BE1=gateway,                              be1:9060,             gateway:9060",
            "[fd00::1]:8040=[::1]:1,                   [fd00::1]:8040,       [::1]:1"})
    void ruleMapsAddressesThatMatch(final String rules, final String inside, final String outside) {
        assertThat(AddressMap.parse(rules).map(HostPort.parse(inside)).address()).hasToString(outside);
    }

    @Test
    void firstMatchingRuleIsUsed() {
        final AddressMap map = AddressMap.parse("be1=first; be*=second,\n*=third");

        assertThat(map.map(new HostPort("be1", 1)).address().host()).isEqualTo("first");
        assertThat(map.map(new HostPort("be2", 1)).address().host()).isEqualTo("second");
        assertThat(map.map(new HostPort("other", 1)).address().host()).isEqualTo("third");
    }

    @Test
    void unmappedAddressIsReachedDirectly() {
        final AddressMap.Target target = AddressMap.DIRECT.map(new HostPort("be1", 8040));

        assertThat(target).isEqualTo(new AddressMap.Target(new HostPort("be1", 8040), Optional.empty()));
    }

    @Test
    void ruleMaySetTheScheme() {
        assertThat(AddressMap.parse("*.svc:8040=https://*.example.com:443").map(new HostPort("be1.svc", 8040)))
                .isEqualTo(new AddressMap.Target(new HostPort("be1.example.com", 443), Optional.of("https")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"be1", "=be1", "be1=", "be1=*", "a*b*=c", "be1:0=x", "be1=x:70000", "be1:port=x", "*=a*b*"})
    void ruleThatCannotBeReadIsNamed(final String rule) {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressMap.parse("ok=fine," + rule)).withMessageContaining(rule.substring(0, 1));
    }
}
