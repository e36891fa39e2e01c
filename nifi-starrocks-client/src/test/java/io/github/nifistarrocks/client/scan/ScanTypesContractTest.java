package io.github.nifistarrocks.client.scan;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.PlanRequest;
import io.github.nifistarrocks.client.plan.ScanPlan;
import io.github.nifistarrocks.client.plan.Tablet;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.util.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Plan and scan return the values of a table unchanged. */
class ScanTypesContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final List<String> COLUMNS = List.of("id", "flag", "tiny", "small", "middle", "big", "large", "single", "twice", "money", "amount", "huge",
            "day", "moment", "code", "label", "doc", "raw");

    private final CallScope scope = new CallScope();
    private StarRocksClient client;
    private TableId table;

    @BeforeEach
    void open() {
        final String database = CLUSTER.newDatabase();
        CLUSTER.execute(("CREATE TABLE %s.types (id INT NOT NULL, flag BOOLEAN NULL, tiny TINYINT NULL, small SMALLINT NULL, middle INT NULL, big BIGINT NULL, "
                + "large LARGEINT NULL, single FLOAT NULL, twice DOUBLE NULL, money DECIMAL(9,2) NULL, amount DECIMAL(18,4) NULL, huge DECIMAL(38,10) NULL, "
                + "day DATE NULL, moment DATETIME NULL, code CHAR(4) NULL, label VARCHAR(100) NULL, doc JSON NULL, raw VARBINARY NULL) "
                + "DUPLICATE KEY (id) DISTRIBUTED BY HASH(id) BUCKETS 4 PROPERTIES('replication_num'='1')").formatted(database));
        table = new TableId(database, "types");
        client = StarRocksClient.open(StarRocksClientConfig.builder(CLUSTER.frontendUrls()).credentials(CLUSTER.user(), CLUSTER.password()).build());
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void everyScalarTypeComesThroughExactly() throws Exception {
        insert("1, true, 127, 32767, 2147483647, 9223372036854775807, 170141183460469231731687303715884105727, 1.5, 1.7976931348623157E308, 9999999.99, "
                + "99999999999999.9999, 9999999999999999999999999999.9999999999, '9999-12-31', '2024-02-29 23:59:59.123456', 'abcd', 'Grüße, 世界 🌍', "
                + "parse_json('{\"a\": [1, null, \"x\"]}'), x'00FF7F80'");
        insert("2, false, -128, -32768, -2147483648, -9223372036854775808, -170141183460469231731687303715884105728, -0.25, 4.9E-324, -9999999.99, "
                + "-99999999999999.9999, -9999999999999999999999999999.9999999999, '0001-01-01', '1969-12-31 23:59:59', '', '', parse_json('\"text\"'), x''");
        insert("3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL");

        final List<List<Object>> rows = read(new PlanRequest(table, COLUMNS, Optional.empty()));

        assertThat(rows).containsExactly(
                List.of(1, true, (byte) 127, (short) 32767, 2147483647, 9223372036854775807L, "170141183460469231731687303715884105727", 1.5f,
                        1.7976931348623157E308, new BigDecimal("9999999.99"), new BigDecimal("99999999999999.9999"),
                        new BigDecimal("9999999999999999999999999999.9999999999"), "9999-12-31", "2024-02-29 23:59:59.123456", "abcd", "Grüße, 世界 🌍",
                        "{\"a\":[1,null,\"x\"]}", List.of((byte) 0, (byte) -1, (byte) 127, (byte) -128)),
                List.of(2, false, (byte) -128, (short) -32768, -2147483648, -9223372036854775808L, "-170141183460469231731687303715884105728", -0.25f, 4.9E-324,
                        new BigDecimal("-9999999.99"), new BigDecimal("-99999999999999.9999"), new BigDecimal("-9999999999999999999999999999.9999999999"),
                        "0001-01-01", "1969-12-31 23:59:59", "", "", "\"text\"", List.of()),
                Arrays.asList(3, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null));
    }

    @Test
    void columnsHaveTheirStarRocksTypes() throws Exception {
        insert("1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL");
        final ScanPlan plan = client.plan(new PlanRequest(table, COLUMNS, Optional.of("id = 1")), scope);
        try (TabletScan scan = open(plan, plan.tablets().getFirst(), 4096)) {
            assertThat(scan.columns()).extracting(ScanColumn::name).containsExactlyElementsOf(COLUMNS);
            assertThat(scan.columns()).extracting(ScanColumn::type).containsExactly(PrimitiveType.INT, PrimitiveType.BOOLEAN, PrimitiveType.TINYINT,
                    PrimitiveType.SMALLINT, PrimitiveType.INT, PrimitiveType.BIGINT, PrimitiveType.LARGEINT, PrimitiveType.FLOAT, PrimitiveType.DOUBLE,
                    PrimitiveType.DECIMAL32, PrimitiveType.DECIMAL64, PrimitiveType.DECIMAL128, PrimitiveType.DATE, PrimitiveType.DATETIME, PrimitiveType.CHAR,
                    PrimitiveType.VARCHAR, PrimitiveType.JSON, PrimitiveType.VARBINARY);
        }
    }

    @Test
    void columnsComeInTheOrderAskedFor() throws Exception {
        insert("7, true, 1, 2, 3, 4, 5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'x', NULL, NULL");
        assertThat(read(new PlanRequest(table, List.of("label", "big", "id"), Optional.empty()))).containsExactly(List.of("x", 4L, 7));
    }

    @Test
    void filterIsAppliedByTheCluster() throws Exception {
        final String nulls = ", NULL".repeat(14);
        final List<String> rows = new ArrayList<>();
        for (int id = 0; id < 6; id++) {
            rows.add("(" + id + nulls + ", 'it''s \"" + id + "\"', NULL, NULL)");
        }
        CLUSTER.execute("INSERT INTO %s VALUES %s".formatted(table, String.join(", ", rows)));
        final PlanRequest request = new PlanRequest(table, List.of("id"), Optional.of("id >= 4 or label = 'it''s \"3\"'"));
        assertThat(read(request)).containsExactly(List.of(3), List.of(4), List.of(5));
    }

    @Test
    void nothingToReadIsAPlanWithoutTablets() throws Exception {
        final ScanPlan plan = client.plan(new PlanRequest(table, List.of(), Optional.empty()), scope);
        assertThat(plan.tablets()).isEmpty();
    }

    @Test
    void everyTabletIsReadOnceInBatchesOfTheSizeAskedFor() throws Exception {
        final StringBuilder values = new StringBuilder();
        for (int id = 0; id < 1000; id++) {
            values.append(id == 0 ? "" : ",").append("(").append(id).append(", NULL".repeat(COLUMNS.size() - 1)).append(")");
        }
        CLUSTER.execute("INSERT INTO %s VALUES %s".formatted(table, values));
        final ScanPlan plan = client.plan(new PlanRequest(table, List.of("id"), Optional.empty()), scope);
        assertThat(plan.tablets()).hasSize(4);
        final Set<Object> ids = new HashSet<>();
        long rows = 0;
        for (final Tablet tablet : plan.tablets()) {
            try (TabletScan scan = open(plan, tablet, 50)) {
                while (scan.nextBatch()) {
                    assertThat(scan.vectors().getRowCount()).isLessThanOrEqualTo(50);
                    addColumn(scan.vectors().getVector(0), scan.vectors().getRowCount(), ids);
                }
                rows += scan.rows();
            }
        }
        assertThat(rows).isEqualTo(1000);
        assertThat(ids).hasSize(1000);
    }

    @Test
    void schemaHasColumnsAndKeys() throws Exception {
        final TableSchema schema = client.tableSchema(table, scope);
        assertThat(schema.keys()).isEqualTo(TableSchema.Keys.DUPLICATE);
        assertThat(schema.columns()).extracting(TableColumn::name).containsExactlyElementsOf(COLUMNS);
        assertThat(schema.columns()).filteredOn(TableColumn::key).extracting(TableColumn::name).containsExactly("id");
        assertThat(schema.columns()).extracting(TableColumn::type).filteredOn(DecimalType.class::isInstance).extracting(Object::toString)
                .containsExactly("DECIMAL(9,2)", "DECIMAL(18,4)", "DECIMAL(38,10)");
    }

    private void insert(final String values) {
        CLUSTER.execute("INSERT INTO %s VALUES (%s)".formatted(table, values));
    }

    private List<List<Object>> read(final PlanRequest request) throws StarRocksException, CallCancelledException {
        final ScanPlan plan = client.plan(request, scope);
        final List<List<Object>> rows = new ArrayList<>();
        for (final Tablet tablet : plan.tablets()) {
            try (TabletScan scan = open(plan, tablet, 4096)) {
                while (scan.nextBatch()) {
                    for (int row = 0; row < scan.vectors().getRowCount(); row++) {
                        rows.add(values(scan.vectors().getFieldVectors(), row));
                    }
                }
            }
        }
        rows.sort(Comparator.comparing(row -> String.valueOf(row.getFirst())));
        return rows;
    }

    private TabletScan open(final ScanPlan plan, final Tablet tablet, final int batchRows) throws StarRocksException, CallCancelledException {
        final ScanLimits limits = new ScanLimits(batchRows, Duration.ofSeconds(60), Duration.ofMinutes(5));
        return client.scan(new ScanRequest(table, plan.opaquePlan(), List.of(tablet.id()), limits), tablet.replicas().getFirst(), scope);
    }

    private static List<Object> values(final List<FieldVector> vectors, final int row) {
        final List<Object> values = new ArrayList<>();
        for (final FieldVector vector : vectors) {
            values.add(value(vector, row));
        }
        return values;
    }

    private static Object value(final FieldVector vector, final int row) {
        final Object value = vector.getObject(row);
        if (value instanceof byte[] bytes) {
            final List<Byte> list = new ArrayList<>();
            for (final byte one : bytes) {
                list.add(one);
            }
            return list;
        }
        return value instanceof Text ? text(vector.getName(), value.toString()) : value;
    }

    /** White space in a JSON value depends on the server. */
    private static String text(final String column, final String text) {
        return column.equals("doc") ? text.replace(" ", "") : text;
    }

    private static void addColumn(final FieldVector vector, final int rows, final Set<Object> values) {
        for (int row = 0; row < rows; row++) {
            values.add(vector.getObject(row));
        }
    }
}
