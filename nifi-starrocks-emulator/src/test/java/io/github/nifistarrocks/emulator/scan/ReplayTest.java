package io.github.nifistarrocks.emulator.scan;

import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.starrocks.shade.org.apache.thrift.TException;
import com.starrocks.thrift.TScanBatchResult;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.TableDefinition;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReplayTest {

    private static final List<Column> COLUMNS = List.of(Column.of("id", ColumnType.of(TypeKind.INT)), Column.of("name", ColumnType.string()));

    private final ScanCluster cluster = new ScanCluster();
    private final Table table = cluster.create(TableDefinition.duplicate(new TableName("demo", "t"), COLUMNS).withBuckets(3));

    @AfterEach
    void closeCluster() {
        cluster.close();
    }

    private static List<List<Object>> rows(final int count) {
        return IntStream.range(0, count).mapToObj(id -> List.<Object>of(id, "name " + id)).toList();
    }

    @Test
    void everyTabletServesAllRowsManyTimes() {
        final Replay replay = Replay.ofRows(COLUMNS, rows(10), 5);
        cluster.engine().replay(table.name(), replay);

        final List<List<Object>> read = cluster.readAll(table, "select * from demo.t", 4);

        assertThat(replay.rowsPerTablet()).isEqualTo(50);
        assertThat(read).hasSize(150).contains(ArrowRows.row(9, "name 9"));
    }

    @Test
    void projectionIsKept() {
        cluster.engine().replay(table.name(), Replay.ofRows(COLUMNS, rows(10), 1));

        assertThat(cluster.readAll(table, "select name, id from demo.t", 100)).hasSize(30).contains(ArrowRows.row("name 3", 3));
    }

    @Test
    void streamsAreServedAsGiven() throws TException {
        final byte[] stream = {1, 2, 3};
        cluster.engine().replay(table.name(), Replay.ofStreams(List.of(new PreparedBatch(stream, 7)), 2));
        final JsonNode plan = cluster.plan(table, "select id from demo.t");
        final long tablet = Long.parseLong(ScanCluster.firstTablet(plan).orElseThrow());

        try (ScanClient client = cluster.connect(table, tablet)) {
            final String context = client.open(plan.get("opaqued_query_plan").asText(), List.of(tablet), 100).getContext_id();
            final TScanBatchResult first = client.next(context, 0);
            final TScanBatchResult second = client.next(context, 7);

            assertThat(first.getRows()).isEqualTo(stream);
            assertThat(second.getRows()).isEqualTo(stream);
            assertThat(client.next(context, 14).isEos()).isTrue();
        }
    }
}
