package io.github.nifistarrocks.client.core;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RowTextTest {

    private final String message = "Field [name] holds [%s], which is too long".formatted(RowText.of("secret"));

    @Test
    void valuesAreShownWithoutMarks() {
        assertThat(RowText.shown(message)).isEqualTo("Field [name] holds [secret], which is too long");
    }

    @Test
    void valuesAreHidden() {
        assertThat(RowText.hidden(message)).isEqualTo("Field [name] holds [***], which is too long");
    }

    @Test
    void messageInsideOfAValueIsHiddenAsAWhole() {
        assertThat(RowText.hidden("Why: " + RowText.of(message) + ".")).isEqualTo("Why: ***.");
    }

    @Test
    void valueThatIsCutOffIsHidden() {
        assertThat(RowText.hidden(message.substring(0, message.indexOf("cret")))).isEqualTo("Field [name] holds [***");
    }

    @Test
    void valueCannotEndItsMark() {
        final String end = RowText.of("").substring(1);

        assertThat(RowText.hidden(RowText.of("a" + end + "secret"))).isEqualTo("***");
    }
}
