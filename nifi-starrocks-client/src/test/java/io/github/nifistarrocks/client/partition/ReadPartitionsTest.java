package io.github.nifistarrocks.client.partition;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.core.TableId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which partitions are a change. */
class ReadPartitionsTest {

    private static final TableId TABLE = new TableId("shop", "orders");

    private final List<JsonNode> rows = new ArrayList<>();

    @Test
    void atFirstAllPartitionsWithRowsAreRead() throws Exception {
        local("p1", 10, 3).local("p2", 20, 1).local("p3", 30, 2);

        final PartitionChanges changes = changes(ReadPartitions.none()).orElseThrow();

        assertThat(changes.names()).containsExactly("p1", "p3");
        assertThat(changes.lowestVersion()).hasValue(2);
    }

    @Test
    void nothingIsReadAgainWithoutAChange() throws Exception {
        local("p1", 10, 3).local("p2", 20, 1);

        assertThat(changes(read())).isEmpty();
    }

    @Test
    void partitionWithANewVersionIsRead() throws Exception {
        local("p1", 10, 3).local("p2", 20, 2);
        final ReadPartitions read = read();
        clear().local("p1", 10, 3).local("p2", 20, 3);

        assertThat(changes(read).orElseThrow().names()).containsExactly("p2");
    }

    @Test
    void versionsSurviveTheText() throws Exception {
        local("p1", 10, 3).local("p2", 20, 2);
        final ReadPartitions read = ReadPartitions.parse(read().text());
        clear().local("p1", 10, 4).local("p2", 20, 2);

        assertThat(changes(read).orElseThrow().names()).containsExactly("p1");
    }

    @Test
    void partitionThatIsCreatedWithoutRowsIsNoChange() throws Exception {
        local("p1", 10, 3);
        final ReadPartitions read = read();
        local("p2", 20, 1);

        assertThat(changes(read)).isEmpty();
    }

    @Test
    void partitionOfTheSameNameWithAnotherIdIsRead() throws Exception {
        local("p1", 10, 3).local("p2", 20, 3);
        final ReadPartitions read = read();
        clear().local("p1", 10, 3).local("p2", 99, 2);

        assertThat(changes(read).orElseThrow().names()).containsExactly("p2");
    }

    @Test
    void partitionThatIsTruncatedIsAChangeWithoutRows() throws Exception {
        local("p1", 10, 3).local("p2", 20, 3);
        final ReadPartitions read = read();
        clear().local("p1", 10, 3).local("p2", 99, 1);

        final PartitionChanges changes = changes(read).orElseThrow();

        assertThat(changes.names()).containsExactly("p2");
        assertThat(changes.lowestVersion()).isEmpty();
        assertThat(changes(changes.read())).isEmpty();
    }

    @Test
    void partitionThatIsDroppedIsNoChange() throws Exception {
        local("p1", 10, 3).local("p2", 20, 3);
        final ReadPartitions read = read();
        clear().local("p1", 10, 3);

        assertThat(changes(read)).isEmpty();
    }

    @Test
    void versionsOfDroppedPartitionsAreNotKept() throws Exception {
        local("p1", 10, 3).local("p2", 20, 3);
        final ReadPartitions read = read();
        clear().local("p1", 10, 4);

        assertThat(changes(read).orElseThrow().read().text()).startsWith("1 partitions");
    }

    @Test
    void partitionOfSeveralPhysicalOnesIsReadIfOneChanged() throws Exception {
        local("t", 10, 3).local("t", 11, 3);
        final ReadPartitions read = read();
        clear().local("t", 10, 3).local("t", 11, 4);

        final PartitionChanges changes = changes(read).orElseThrow();

        assertThat(changes.names()).containsExactly("t");
        assertThat(changes.lowestVersion()).hasValue(3);
    }

    @Test
    void selectedPartitionsAreComparedWithoutCase() throws Exception {
        local("P1", 10, 3).local("P2", 20, 3);

        assertThat(changes(ReadPartitions.none(), "p2").orElseThrow().names()).containsExactly("P2");
    }

    @Test
    void versionsOfOtherPartitionsAreKeptIfTheSelectionChanges() throws Exception {
        local("p1", 10, 3).local("p2", 20, 3);
        final ReadPartitions first = changes(ReadPartitions.none(), "p1").orElseThrow().read();
        final ReadPartitions both = changes(first, "p2").orElseThrow().read();

        assertThat(changes(both)).isEmpty();
        clear().local("p1", 10, 4).local("p2", 20, 3);
        assertThat(changes(both).orElseThrow().names()).containsExactly("p1");
    }

    @Test
    void changeOfAPartitionThatIsNotSelectedIsReadWhenItIs() throws Exception {
        local("p1", 10, 3).local("p2", 20, 3);
        final ReadPartitions read = read();
        clear().local("p1", 10, 4).local("p2", 20, 4);
        final ReadPartitions second = changes(read, "p2").orElseThrow().read();

        assertThat(changes(second, "p1").orElseThrow().names()).containsExactly("p1");
    }

    @Test
    void selectedPartitionThatIsMissingIsRefused() {
        local("p1", 10, 3);

        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> changes(ReadPartitions.none(), "p1", "p9"))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.INVALID))
                .withMessage("Table [shop.orders] has no partition [p9]. Its partitions are [p1]");
    }

    @Test
    void olderVersionIsThatOfAnotherFrontend() throws Exception {
        local("p1", 10, 3);
        final ReadPartitions read = read();
        clear().local("p1", 10, 2);

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> changes(read)).withMessageContaining("version [2] of partition [p1]", "version [3]",
                "clear the state");
    }

    @Test
    void templateOfAutomaticPartitionsIsIgnored() throws Exception {
        local("p1", 10, 3).local("$shadow_automatic_partition", 20, 2);

        assertThat(changes(ReadPartitions.none()).orElseThrow().names()).containsExactly("p1");
    }

    @Test
    void compactionOfASharedDataClusterIsNoChange() throws Exception {
        shared("p1", 10, 5, 3);
        final ReadPartitions read = read();
        clear().shared("p1", 10, 6, 3);

        assertThat(changes(read)).isEmpty();
    }

    @Test
    void loadIntoASharedDataClusterIsAChangeWhoseVersionIsThatOfThePlan() throws Exception {
        shared("p1", 10, 5, 3);
        final ReadPartitions read = read();
        clear().shared("p1", 10, 7, 4);

        final PartitionChanges changes = changes(read).orElseThrow();

        assertThat(changes.lowestVersion()).hasValue(7);
        assertThat(changes.compactionsCounted()).isFalse();
    }

    @Test
    void withoutDataVersionsCompactionsAreChanges() throws Exception {
        local("p1", 10, 5);
        ((ObjectNode) rows.getFirst()).put("CompactVersion", "0").remove("DataVersion");

        assertThat(changes(ReadPartitions.none()).orElseThrow().compactionsCounted()).isTrue();
    }

    @Test
    void restoredPartitionOfALocalClusterIsAChangeAlthoughItsDataVersionIsNot() throws Exception {
        local("p1", 10, 3);
        final ReadPartitions read = read();
        clear().local("p1", 10, 9);
        ((ObjectNode) rows.getFirst()).put("DataVersion", "3");

        assertThat(changes(read).orElseThrow().names()).containsExactly("p1");
    }

    @Test
    void rowWithoutAVersionIsRefused() {
        local("p1", 10, 3);
        ((ObjectNode) rows.getFirst()).remove("VisibleVersion");

        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> changes(ReadPartitions.none()))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.PROTOCOL)).withMessageContaining("[VisibleVersion]");
    }

    @Test
    void moreVersionsThanTheStateCanKeepAreRefused() {
        for (int i = 0; i < 60_000; i++) {
            local("p" + i, 1_000_003L * i + i * (i % 97L) + 1, 2 + 7919L * i % 1_000_000);
        }

        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> changes(ReadPartitions.none()))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.INVALID)).withMessageContaining("60000 partitions");
    }

    private ReadPartitions read() throws Exception {
        return changes(ReadPartitions.none()).orElseThrow().read();
    }

    private Optional<PartitionChanges> changes(final ReadPartitions read, final String... selected) throws Exception {
        return read.changes(TablePartitions.of(TABLE, rows), List.of(selected));
    }

    private ReadPartitionsTest clear() {
        rows.clear();
        return this;
    }

    private ReadPartitionsTest local(final String name, final long id, final long version) {
        rows.add(JsonNodeFactory.instance.objectNode().put("PartitionId", Long.toString(id)).put("PartitionName", name)
                .put("VisibleVersion", Long.toString(version)).put("DataVersion", Long.toString(version)));
        return this;
    }

    private ReadPartitionsTest shared(final String name, final long id, final long visibleVersion, final long dataVersion) {
        local(name, id, visibleVersion);
        ((ObjectNode) rows.getLast()).put("CompactVersion", "0").put("DataVersion", Long.toString(dataVersion));
        return this;
    }
}
