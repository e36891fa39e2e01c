package io.github.nifistarrocks.processors.column;

import java.util.Arrays;
import java.util.List;

import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SqlExpressionTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "a + 1 | a",
            "`a b` + `c``d` | a b,cd",
            "concat('x', \"y\", z) | z",
            "'it''s \\' a' | ''",
            "date (d) | d",
            "s.a.b + t . c | s,t",
            "1e5 + 0x1F + 2.5 | ''",
            "größe * $x_1 | größe,$x_1",
            "arr[i] | arr,i",
            "case when k = 'd' then 1 else 0 end | k"})
    void namesAreFound(final String sql, final String names) throws InvalidRecordException {
        final List<String> expected = "''".equals(names) ? List.of() : Arrays.asList(names.split(","));

        assertThat(SqlExpression.of("c", sql).identifiers()).filteredOn(name -> !List.of("case", "when", "then", "else", "end").contains(name))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void namesKnowNoCase() throws InvalidRecordException {
        assertThat(SqlExpression.of("c", "Price * 2").uses("PRICE")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "~~ | is empty",
            "a, b | has a comma outside of brackets; it must be one expression",
            "f(a | has a bracket that is not closed",
            "f(a)) | closes a bracket that is not open",
            "'a | has a ' that is not closed",
            "`a | has a ` that is not closed",
            "'a\\' | has a ' that is not closed",
            "a -- b | has a comment; remove it",
            "a /* b */ | has a comment; remove it"})
    void whatIsNotOneExpressionIsRefused(final String sql, final String trouble) {
        assertThatThrownBy(() -> SqlExpression.of("c", sql)).isInstanceOf(InvalidRecordException.class).hasMessage("The expression for column `c` " + trouble);
    }

    @Test
    void lineBreakIsRefusedBecauseTheTextBecomesAHeader() {
        assertThatThrownBy(() -> SqlExpression.of("c", "a\n+ 1")).hasMessageContaining("has a line break");
    }
}
