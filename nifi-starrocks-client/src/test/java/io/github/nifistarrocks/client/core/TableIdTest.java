package io.github.nifistarrocks.client.core;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TableIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"t", "*", "Ünïcode", "a.b", "...", "a%2fb", "a b"})
    void nameIsAccepted(final String name) {
        assertThat(new TableId(name, name)).hasToString(name + "." + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "..", "a/b", "../t", "..\\t", "/"})
    void nameThatIsEmptyOrAPathIsRefused(final String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new TableId("d", name)).withMessageStartingWith("The table name ");
        assertThatIllegalArgumentException().isThrownBy(() -> new TableId(name, "t")).withMessageStartingWith("The database name ");
    }
}
