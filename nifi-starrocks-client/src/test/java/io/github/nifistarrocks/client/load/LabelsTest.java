package io.github.nifistarrocks.client.load;

import java.util.List;

import io.github.nifistarrocks.client.core.TableId;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotBlank;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LabelsTest {

    private static final TableId TABLE = new TableId("db", "orders");
    private static final String UUID = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

    @Test
    void labelShowsTableAndFlowFile() {
        assertThat(Labels.derive("processor", UUID, TABLE))
                .isEqualTo("nifi-orders-6ba7b810-9dad-11d1-80b4-00c04fd430c8-" + Labels.derive("processor", UUID, TABLE).substring(49));
    }

    @Test
    void labelIsTheSameEachTime() {
        // Written out, because another label after an update of the bundle would load a FlowFile twice that waits for its retry.
        assertThat(Labels.derive("processor", UUID, TABLE)).isEqualTo(Labels.derive("processor", UUID, TABLE))
                .isEqualTo("nifi-orders-6ba7b810-9dad-11d1-80b4-00c04fd430c8-6f8b4a2fed6757f8f17d");
    }

    @Test
    void eachPartOfTheIdentityMakesAnotherLabel() {
        assertThat(List.of(Labels.derive("p", UUID, TABLE), Labels.derive("q", UUID, TABLE), Labels.derive("p", UUID + "1", TABLE),
                Labels.derive("p", UUID, new TableId("other", "orders")), Labels.derive("p", UUID, new TableId("db", "Orders")))).doesNotHaveDuplicates();
    }

    @Property
    void everyLabelIsValid(@ForAll final String sender, @ForAll final String unit, @ForAll @NotBlank final String database,
            @ForAll @NotBlank final String table) {
        Assume.that(isName(database) && isName(table));

        assertThat(Labels.isValid(Labels.derive(sender, unit, new TableId(database, table)))).isTrue();
    }

    private static boolean isName(final String text) {
        return !text.isBlank() && !text.matches("\\.\\.?|(?s:.*[/\\\\].*)");
    }

    @Property
    void normalizedLabelIsValid(@ForAll final String wanted) {
        assertThat(Labels.isValid(Labels.normalize(wanted))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nifi-orders-1", "ends-with-attempt7"})
    void attemptIsReadFromItsLabel(final String label) {
        assertThat(Labels.attempt(label, label)).hasValue(1);
        assertThat(Labels.attempt(Labels.ofAttempt(label, 2000), label)).hasValue(2000);
        assertThat(Labels.attempt(Labels.ofAttempt(label, 3) + "0", label)).hasValue(30);
        assertThat(Labels.attempt("other-attempt3", label)).isEmpty();
        assertThat(Labels.attempt("other", label)).isEmpty();
    }

    @Test
    void attemptOfAnOverlongLabelIsFound() {
        final String label = "x".repeat(125);

        assertThat(Labels.attempt(Labels.ofAttempt(label, 5), label)).hasValue(5);
    }

    @Test
    void validLabelIsKept() {
        assertThat(Labels.normalize("orders_2026-11-22")).isEqualTo("orders_2026-11-22");
    }

    @Test
    void labelsThatDifferOnlyInInvalidCharactersStayDifferent() {
        assertThat(Labels.normalize("a/b")).isNotEqualTo(Labels.normalize("a:b")).startsWith("a_b-");
    }

    @Test
    void overlongLabelsThatDifferOnlyAtTheEndStayDifferent() {
        assertThat(Labels.normalize("x".repeat(200) + "1")).hasSize(128).isNotEqualTo(Labels.normalize("x".repeat(200) + "2"));
    }
}
