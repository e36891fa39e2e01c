package io.github.nifistarrocks.emulator.sql;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class H2TextTest {

    @Test
    void stringsOfBothQuotesAndEscapesBecomeStandardOnes() {
        assertThat(H2Text.of("a = \"it's\" and b = 'x\\'y' and `c d` = 'a\\nb'")).isEqualTo("a = 'it''s' and b = 'x''y' and \"c d\" = 'a\nb'");
    }

    @Test
    void arrayLiteralsAreNamedAndSubscriptsAreNot() {
        assertThat(H2Text.of("select ['x', 1], a[1], []")).isEqualTo("select ARRAY['x', 1], a[1], ARRAY[]");
    }

    @Test
    void functionsThatH2WritesOtherwiseAreReplaced() {
        assertThat(H2Text.of("select if(a, 1, 2), now(), cast(a as string)")).isEqualTo("select CASEWHEN(a, 1, 2), LOCALTIMESTAMP(6), cast(a as VARCHAR)");
    }

    @Test
    void seriesBecomesASystemRange() {
        assertThat(H2Text.of("select generate_series from TABLE(generate_series(1, 5)) where 1=1"))
                .isEqualTo("select generate_series from (SELECT x AS generate_series FROM SYSTEM_RANGE(1, 5)) where 1=1");
    }
}
