package io.github.nifistarrocks.processors.table;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How long the columns of a table are used, by a clock that the tests set. */
class TableSchemasContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String COLUMNS = "(id INT NOT NULL, %s INT) %s KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1";

    private final String database = CLUSTER.newDatabase();
    private final TableId table = new TableId(database, CLUSTER.newTable(database, "CREATE TABLE {table} " + COLUMNS.formatted("a", "PRIMARY")));
    private final CallScope scope = new CallScope();
    private final AtomicLong now = new AtomicLong(42);
    private final TableSchemas schemas = new TableSchemas(now::get);
    private StarRocksClient client;

    @BeforeEach
    void open() {
        client = StarRocksClient.open(StarRocksClientConfig.builder(CLUSTER.frontendUrls()).credentials(CLUSTER.user(), CLUSTER.password()).build());
    }

    @AfterEach
    void close() {
        CLUSTER.emulator().faults().clear();
        client.close();
    }

    @Test
    void tableThatIsCreatedAgainIsSeenAfterASecond() throws Exception {
        assertThat(schemas.of(client, table, scope).appendsRows()).isFalse();
        CLUSTER.execute("DROP TABLE %s; CREATE TABLE %1$s %s;".formatted(table, COLUMNS.formatted("renamed", "DUPLICATE")));

        pass(Duration.ofSeconds(1));

        final TargetTable seen = schemas.of(client, table, scope);
        assertThat(seen.appendsRows()).isTrue();
        assertThat(seen.schema().orElseThrow().columns()).extracting(TableColumn::name).containsExactly("id", "renamed");
    }

    @Test
    void flowFilesOfOneSecondShareARequest() throws Exception {
        schemas.of(client, table, scope);
        CLUSTER.emulator().requests().clear();

        for (int i = 0; i < 100; i++) {
            pass(Duration.ofMillis(9));
            schemas.of(client, table, scope);
        }

        assertThat(CLUSTER.emulator().requests().to("/schema")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 401, 503})
    void lastKnownColumnsAreUsedWhileThereIsTrouble(final int status) throws Exception {
        final TargetTable before = schemas.of(client, table, scope);
        CLUSTER.emulator().faults().on(RequestKind.SCHEMA).inject(new Fault.Reply(status, "text/plain", "out of order"));

        for (int i = 0; i < 29; i++) {
            pass(Duration.ofSeconds(2));
            assertThat(schemas.of(client, table, scope)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 503})
    void columnsThatAreTooOldAreNotUsed(final int status) throws Exception {
        schemas.of(client, table, scope);
        CLUSTER.emulator().faults().on(RequestKind.SCHEMA).inject(new Fault.Reply(status, "text/plain", "out of order"));

        pass(Duration.ofMinutes(1));

        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> schemas.of(client, table, scope));
    }

    @Test
    void refusalThatLastsIsKnownAsARefusal() throws Exception {
        schemas.of(client, table, scope);
        CLUSTER.emulator().faults().on(RequestKind.SCHEMA).inject(new Fault.Reply(401, "text/plain", "Access denied"));

        pass(Duration.ofMinutes(1));

        assertThat(schemas.of(client, table, scope).schema()).isEmpty();
        assertThat(schemas.isNewlyUnknown(client, table)).isTrue();
        assertThat(schemas.isNewlyUnknown(client, table)).isFalse();
    }

    @Test
    void tableThatIsGoneIsNotUsed() throws Exception {
        schemas.of(client, table, scope);
        CLUSTER.execute("DROP TABLE " + table);

        pass(Duration.ofSeconds(1));

        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> schemas.of(client, table, scope))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(StarRocksException.Kind.NOT_FOUND));
    }

    @Test
    void columnThatIsMissingIsRequestedOnceForTheSameTable() throws Exception {
        final TargetTable known = schemas.of(client, table, scope);
        schemas.refreshFor(client, known, Set.of("extra"), scope);
        pass(Duration.ofSeconds(1));
        final TargetTable again = schemas.of(client, table, scope);
        CLUSTER.emulator().requests().clear();

        schemas.refreshFor(client, again, Set.of("extra"), scope);

        assertThat(CLUSTER.emulator().requests().to("/schema")).isEmpty();
    }

    private void pass(final Duration time) {
        now.addAndGet(time.toNanos());
    }
}
