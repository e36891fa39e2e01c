package io.github.nifistarrocks.processors.planning;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class IdentifierListTest {

    @Test
    void namesAreSeparatedByCommasAndStripped() {
        assertThat(IdentifierList.parse("Columns", " id , order time,\nprice")).containsExactly("id", "order time", "price");
    }

    @Test
    void nothingMeansNoNames() {
        assertThat(IdentifierList.parse("Columns", "  ")).isEmpty();
    }

    @Test
    void backticksKeepAComma() {
        assertThat(IdentifierList.parse("Columns", "`a,b`,`e`")).containsExactly("a,b", "e");
    }

    /** StarRocks would read the partition p25. */
    @ParameterizedTest
    @ValueSource(strings = {"`p``25`", "p``25", "a,`p`2`5`"})
    void aBacktickInsideOfANameIsRefused(final String list) {
        assertThatIllegalArgumentException().isThrownBy(() -> IdentifierList.parse("Partitions", list)).withMessageContaining("backtick inside of a name");
    }

    @Test
    void anEmptyNameIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> IdentifierList.parse("Columns", "a,,b")).withMessageStartingWith("Columns [a,,b]");
    }

    @Test
    void aNameGivenTwiceIsRefusedWhateverItsCase() {
        assertThatIllegalArgumentException().isThrownBy(() -> IdentifierList.parse("Columns", "id,ID")).withMessageContaining("[ID] twice");
    }

    @Test
    void anOpenBacktickIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> IdentifierList.parse("Columns", "`a,b")).withMessageContaining("without an end");
    }
}
