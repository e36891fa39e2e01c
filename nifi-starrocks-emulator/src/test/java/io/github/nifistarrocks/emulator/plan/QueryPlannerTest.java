package io.github.nifistarrocks.emulator.plan;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.starrocks.shade.org.apache.thrift.TException;
import com.starrocks.shade.org.apache.thrift.protocol.TBinaryProtocol;
import com.starrocks.shade.org.apache.thrift.protocol.TField;
import com.starrocks.shade.org.apache.thrift.protocol.TProtocol;
import com.starrocks.shade.org.apache.thrift.protocol.TProtocolUtil;
import com.starrocks.shade.org.apache.thrift.protocol.TType;
import com.starrocks.shade.org.apache.thrift.transport.TMemoryInputTransport;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.TableDefinition;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.View;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;
import io.github.nifistarrocks.emulator.scan.ScanCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class QueryPlannerTest {

    private static final TableName ORDERS = new TableName("demo", "orders");
    private static final TableName EVENTS = new TableName("demo", "events");
    private static ScanCluster cluster;
    private static Table orders;
    private static Table events;

    @BeforeAll
    static void createTables() {
        cluster = new ScanCluster();
        final List<Column> columns = List.of(Column.of("id", ColumnType.of(TypeKind.BIGINT)), Column.of("region", ColumnType.varchar(16)),
                Column.of("amount", ColumnType.decimal(18, 4)));
        orders = cluster.create(TableDefinition.duplicate(ORDERS, columns).withBuckets(6));
        cluster.load(orders, IntStream.range(0, 60).mapToObj(id -> new Object[] {(long) id, id % 2 == 0 ? "eu" : "us", null}).toList());
        final List<Column> eventColumns = List.of(Column.of("ts", ColumnType.of(TypeKind.DATETIME)), Column.of("user_id", ColumnType.of(TypeKind.INT)));
        events = cluster.create(TableDefinition.duplicate(EVENTS, eventColumns).withBuckets(4, "user_id").withReplicas(3)
                .withPartitions(List.of("ts"), List.of(range("p2024", "2025-01-01"), range("p2025", "2026-01-01"), range("p2026", "2027-01-01"))));
        cluster.load(events, List.of(new Object[] {LocalDateTime.of(2024, 5, 5, 0, 0), 1}, new Object[] {LocalDateTime.of(2025, 5, 5, 0, 0), 1}));
        cluster.create(TableDefinition.duplicate(new TableName("demo", "empty"), columns));
        cluster.catalog().addView(new View(new TableName("demo", "v"), "select id from demo.orders"));
    }

    @AfterAll
    static void closeCluster() {
        cluster.close();
    }

    private static TableDefinition.Range range(final String name, final String upper) {
        return new TableDefinition.Range(name, List.of(), List.of(upper));
    }

    @Test
    void planNamesEveryTabletWithItsReplicasAndVersion() {
        final JsonNode plan = cluster.plan(events, "select * from demo.events");

        assertThat(plan.get("status").asInt()).isEqualTo(200);
        assertThat(plan.get("partitions")).hasSize(8).allSatisfy(tablet -> {
            assertThat(tablet.get("routings")).hasSize(3).allSatisfy(routing -> assertThat(routing.asText()).matches("127\\.0\\.0\\.1:\\d+"));
            assertThat(tablet.get("version").asLong()).isEqualTo(2);
            assertThat(tablet.get("schemaHash").asLong()).isPositive();
        });
    }

    @Test
    void routingsAreShuffled() {
        final TreeSet<String> orderings = new TreeSet<>();
        for (int call = 0; call < 50; call++) {
            cluster.plan(events, "select ts from demo.events").get("partitions").forEach(tablet -> orderings.add(tablet.get("routings").toString()));
        }

        assertThat(orderings).hasSize(6);
    }

    @Test
    void opaquePlanSaysAllThatABackendNeeds() {
        final String sql = "select region as r, `id` from demo.orders o where o.id > 5 and region like 'e%'";
        final String opaque = cluster.plan(orders, sql).get("opaqued_query_plan").asText();

        final QueryPlan plan = QueryPlan.decode(opaque);

        assertThat(plan.columns()).containsExactly(new QueryPlan.OutputColumn("region", "r"), new QueryPlan.OutputColumn("id", "id"));
        assertThat(plan.where()).contains("`id` > 5 AND `region` LIKE 'e%'");
        assertThat(plan.tablets()).hasSize(6).containsValue(2L);
        assertThat(plan.table().toString()).isEqualTo("demo.orders");
    }

    /** Fields and types of QueryPlanExtra.thrift, as in the recordings 040 to 064. */
    @Test
    void opaquePlanIsAThriftStructure() throws TException {
        final byte[] plan = Base64.getDecoder().decode(cluster.plan(orders, "select id from demo.orders").get("opaqued_query_plan").asText());
        final TProtocol protocol = new TBinaryProtocol(new TMemoryInputTransport(plan));
        final List<String> fields = new ArrayList<>();
        for (TField field = protocol.readFieldBegin(); field.type != TType.STOP; field = protocol.readFieldBegin()) {
            fields.add(field.id + ":" + field.type);
            TProtocolUtil.skip(protocol, field.type);
        }

        assertThat(fields).containsExactly("1:12", "2:13", "3:12", "4:12", "5:15");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            partition (p2024)                               | 4
            partition (`P2024`, p2025)                      | 8
            partition (`p``2024`)                           | 4
            partitions(p2026)                               | 0
            partition (p2024) where ts >= '2025-02-01'      | 0
            partition (p2025) e where user_id = 1           | 1
            """)
    void partitionsThatAreNotNamedAreSkipped(final String clause, final int tablets) {
        assertThat(cluster.plan(events, "select ts from demo.events " + clause).get("partitions")).hasSize(tablets);
    }

    @Test
    void unknownPartitionIsInvalid() {
        final String sql = "select ts from demo.events partition (p1999)";

        assertError(cluster.planReply(EVENTS, "{\"sql\":\"" + sql + "\"}"), 500, "Invalid SQL: " + sql);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ts >= '2025-02-01'                              | 4
            ts < '2025-01-01'                               | 4
            ts <= '2025-01-01 00:00:00'                     | 8
            '2025-01-01' > ts                               | 4
            ts between '2024-12-01' and '2024-12-31'        | 4
            ts = '2025-05-05'                               | 4
            ts in ('2024-05-05', '2024-06-06')              | 4
            ts >= '2025-02-01' and user_id = 1              | 1
            user_id = 1                                     | 2
            user_id in (1, 1)                               | 2
            user_id = 1 or user_id = 2                      | 8
            user_id > 1                                     | 8
            not ts < '2025-01-01'                           | 8
            ts >= '2030-01-01'                              | 0
            ts >= '2026-01-01'                              | 0
            1 = 0                                           | 0
            user_id = 1 and false                           | 0
            (ts >= '2025-02-01') and (user_id >= 0)         | 4
            """)
    void tabletsThatCannotMatchAreSkipped(final String filter, final int tablets) {
        assertThat(cluster.plan(events, "select ts from demo.events where " + filter).get("partitions")).hasSize(tablets);
    }

    @Test
    void emptyTableGivesAnEmptyPlan() {
        final PlanReply reply = reply(new TableName("demo", "empty"), "select id from demo.empty");

        assertThat(reply.httpStatus()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"partitions\":{},\"opaqued_query_plan\":\"\",\"status\":200}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"select * from demo.orders limit 1", "select * from demo.orders order by id", "select count(*) from demo.orders",
            "select distinct region from demo.orders", "select region from demo.orders group by region",
            "select row_number() over (order by id) from demo.orders"})
    void moreThanAScanIsRefused(final String sql) {
        assertError(reply(ORDERS, sql), 400, "only support single table filter-prune-scan, but found [ " + sql + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"selec nothing", "select nope from demo.orders", "select id from demo.orders where nope = 1",
            "select id from demo.orders where nofunction(id) = 1", "select * from orders", "select id from demo.orders tablet(1)", "select * from demo.nosuch"})
    void invalidSqlIsAServerError(final String sql) {
        assertError(reply(ORDERS, sql), 500, "Invalid SQL: " + sql);
    }

    @Test
    void subqueryIsRefused() {
        final String sql = "select * from (select id from demo.orders) t";

        assertError(reply(ORDERS, sql), 400, "Select statement must not embed another statement: " + sql);
    }

    @Test
    void subqueryInTheFilterIsRefused() {
        final String sql = "select id from demo.orders where id in (select id from demo.empty)";

        assertError(reply(ORDERS, sql), 500, "Planner should plan just only 1 ScanNode but found 2, sql is " + sql);
    }

    @Test
    void otherTableThanThePathIsRefused() {
        assertError(reply(ORDERS, "select * from demo.events"), 400,
                "Requested database and table must consistent with sql: request [ demo.orders]and sql [demo.events]");
    }

    @Test
    void otherStatementIsRefused() {
        assertError(reply(ORDERS, "insert into demo.orders values (2,'x',2)"), 400,
                "Select statement needed, but found [insert into demo.orders values (2,'x',2) ]");
    }

    @Test
    void viewIsForbidden() {
        assertError(reply(new TableName("demo", "v"), "select * from demo.v"), 403, "Only support OlapTable, CloudNativeTable and MaterializedView currently");
    }

    @Test
    void unknownDatabaseAndTableAreNotFound() {
        assertError(reply(new TableName("nodb", "t"), "select * from nodb.t"), 404, "Database [nodb] does not exists");
        assertError(reply(new TableName("demo", "nosuch"), "select * from demo.nosuch"), 404, "Table [nosuch] does not exists");
    }

    @Test
    void bodyHasToBeJsonWithSql() {
        assertError(cluster.planReply(ORDERS, "not json"), 400, "malformed json [ not json ]");
        assertError(cluster.planReply(ORDERS, "{\"q\":1}"), 400, "POST body must contains [sql] root object");
        assertError(cluster.planReply(ORDERS, ""), 400, "POST body must contains [sql] root object");
    }

    @Test
    void joinAndUnionCrashAsRecorded() {
        final PlanReply join = reply(ORDERS, "select a.id from demo.orders a join demo.events b on a.id=b.user_id");
        final PlanReply union = reply(ORDERS, "select id from demo.orders union all select id from demo.orders");

        assertThat(List.of(join.httpStatus(), union.httpStatus())).containsOnly(500);
        assertThat(List.of(join.contentType(), union.contentType())).containsOnly("text/html");
        assertThat(join.body()).contains("because \\\"\\u003clocal9\\u003e\\\" is null");
        assertThat(union.body()).startsWith("{\"status\":\"FAILED\",\"code\":\"1\",\"msg\":\"class com.starrocks.sql.ast.UnionRelation cannot be cast");
    }

    @Test
    void firstOfTwoStatementsIsPlanned() {
        assertThat(cluster.plan(orders, "select id from demo.orders; select 1").get("partitions")).hasSize(6);
        assertThat(cluster.plan(orders, "select id from demo.orders;").get("partitions")).hasSize(6);
    }

    @Test
    void expressionIsPlannedAllTheSame() {
        assertThat(cluster.plan(orders, "select id + 1, upper(region) as r from demo.orders").get("partitions")).hasSize(6);
    }

    private static PlanReply reply(final TableName table, final String sql) {
        return cluster.planReply(table, "{\"sql\":\"" + sql + "\"}");
    }

    private static void assertError(final PlanReply reply, final int status, final String message) {
        assertThat(reply.body()).isEqualTo("{\"exception\":\"" + message + "\",\"status\":" + status + "}");
        assertThat(reply.httpStatus()).isEqualTo(status);
        assertThat(reply.contentType()).isEqualTo("application/json; charset=UTF-8");
    }
}
