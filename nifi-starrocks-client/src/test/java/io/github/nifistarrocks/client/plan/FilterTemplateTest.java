package io.github.nifistarrocks.client.plan;

import java.util.Map;

import io.github.nifistarrocks.client.core.RowText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FilterTemplateTest {

    private static final Map<String, String> LITERALS = Map.of("a", "'x'", "day", "'2024-02-29'", "n", "(-5)");

    @Test
    void parametersAreReplaced() {
        assertThat(sql("day >= :day AND x-:n > 0 or(:a)=y")).isEqualTo("day >= '2024-02-29' AND x-(-5) > 0 or('x')=y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a = ':a'", "a = \"it's :a\"", "`:a` = 1", "a = 'it''s :a'", "a = '\\':a'", "a > 1 -- not :a", "a > /* :a ' */ 1", "map{1: b}", "a = b",
                    "x = '`' and y = '--:a'", "c = 12:00", "t.c::a", ""})
    void quotesCommentsAndOtherColonsHaveNoParameters(final String filter) {
        assertThat(FilterTemplate.parse(filter).parameters()).isEmpty();
        assertThat(sql(filter)).isEqualTo(filter);
    }

    @Test
    void parametersAfterQuotesAndCommentsAreFound() {
        assertThat(FilterTemplate.parse("a = 'x\\\\' and b = :a /* :no */ and `c``:no` < :n -- :no\n and d = :day").parameters())
                .containsExactly("a", "n", "day");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a = 'x", "a = \"x", "`a = 1", "a = 1 /* x", "a = 'x\\'"})
    void whatHasNoEndIsRefused(final String filter) {
        assertThatIllegalArgumentException().isThrownBy(() -> FilterTemplate.parse(filter)).withMessageContaining("without an end");
    }

    @Test
    void parameterWithoutAValueIsNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> sql("a = :other")).withMessageContaining("[:other]");
    }

    @Test
    void literalsAndParametersAreMarked() {
        final ScanFilter filter = FilterTemplate.parse("name = :a and `c1` in ('y', 12, t2.x, 1.5e3)").bind(LITERALS);

        assertThat(RowText.hidden(filter.marked())).isEqualTo("name = *** and `c1` in (***, ***, t2.x, ***)");
        assertThat(RowText.shown(filter.marked())).isEqualTo(filter.sql());
    }

    @Test
    void aLongFilterIsParsed() {
        final String filter = "a in ('" + "x', '".repeat(200_000) + "') or b = '" + "y''".repeat(200_000) + "'";

        assertThat(sql(filter)).isEqualTo(filter);
    }

    private static String sql(final String filter) {
        return FilterTemplate.parse(filter).bind(LITERALS).sql();
    }
}
