package io.github.nifistarrocks.client.plan;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.core.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class QueryPlanReplyTest {

    private static final PlanRequest ALL = new PlanRequest(new TableId("demo", "dup_events"), List.of(), Optional.empty());

    @Test
    void withoutColumnsAllAreSelected() {
        assertThat(QueryPlanReply.sql(ALL)).isEqualTo("select * from `demo`.`dup_events`");
    }

    @Test
    void columnsAndFilterAreSelected() {
        final PlanRequest request = new PlanRequest(new TableId("demo", "t"), List.of("id", "order"), Optional.of(" a > 1 or b = 'x' "));
        assertThat(QueryPlanReply.sql(request)).isEqualTo("select `id`, `order` from `demo`.`t` where (a > 1 or b = 'x')");
    }

    @Test
    void partitionsAreNamedBehindTheTable() {
        final PlanRequest request = new PlanRequest(new TableId("demo", "t"), List.of("id"), List.of("p2024", "p 25"),
                Optional.of(FilterTemplate.parse("a > :a").bind(Map.of("a", "5"))));
        assertThat(QueryPlanReply.sql(request)).isEqualTo("select `id` from `demo`.`t` partition (`p2024`, `p 25`) where (a > 5)");
    }

    @Test
    void refusalShowsTheStatementWithItsValuesMarked() {
        final PlanRequest request = new PlanRequest(new TableId("demo", "t"), List.of("id"), List.of(),
                Optional.of(FilterTemplate.parse("name = :name and nope > 1").bind(Map.of("name", "'Top7Secret'"))));
        final String statement = QueryPlanReply.sql(request);

        final StarRocksException echoed = refusal(request, "{\"exception\":\"Invalid SQL: %s\",\"status\":500}".formatted(statement));
        final StarRocksException unknown = refusal(request, "{\"exception\":\"Cannot cast Top7Secret\",\"status\":500}");

        assertThat(RowText.shown(echoed.getMessage())).contains("Invalid SQL. The FE gives no reason", "The statement was: " + statement);
        assertThat(RowText.shown(unknown.getMessage())).contains("Cannot cast Top7Secret. ", "The statement was: " + statement);
        assertThat(List.of(echoed, unknown)).allSatisfy(refusal -> assertThat(RowText.hidden(refusal.getMessage()))
                .contains("select `id` from `demo`.`t` where (name = *** and nope > ***)").doesNotContain("Top7Secret"));
    }

    /** Messages end in attributes and bulletins, which are cut. */
    @Test
    void refusalOfALongStatementHasTheAdviceBeforeTheStatement() {
        final List<String> columns = IntStream.range(0, 10_000).mapToObj("column_%05d"::formatted).toList();
        final PlanRequest request = new PlanRequest(new TableId("demo", "t"), columns, List.of(), Optional.empty());

        final String message = refusal(request, "{\"exception\":\"Invalid SQL: %s\",\"status\":500}".formatted(QueryPlanReply.sql(request))).getMessage();

        assertThat(message).hasSizeLessThan(2000).contains("Invalid SQL. The FE gives no reason", "in a SQL client. The statement was: select `column_00000`");
    }

    private static StarRocksException refusal(final PlanRequest request, final String body) {
        return catchThrowableOfType(StarRocksException.class,
                () -> QueryPlanReply.parse(request, 500, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void backticksInNamesAreRefused() {
        final List<PlanRequest> requests = List.of(
                new PlanRequest(new TableId("d`b", "t"), List.of(), Optional.empty()),
                new PlanRequest(new TableId("db", "t` where 1=1; --"), List.of(), Optional.empty()),
                new PlanRequest(new TableId("db", "t"), List.of("a`, b"), Optional.empty()),
                new PlanRequest(new TableId("db", "t"), List.of(), List.of("p`25"), Optional.empty()));

        assertThat(requests).allSatisfy(request -> assertThatIllegalArgumentException().isThrownBy(() -> QueryPlanReply.requestBody(request))
                .withMessageContaining("contains a backtick"));
    }

    @Test
    void aCommentInTheFilterEndsBeforeTheParenthesis() {
        final PlanRequest request = new PlanRequest(new TableId("demo", "t"), List.of(), Optional.of("a > 1 -- big ones"));
        assertThat(QueryPlanReply.sql(request)).isEqualTo("select * from `demo`.`t` where (a > 1 -- big ones\n)");
    }

    @Test
    void theRequestIsJsonWhateverTheFilterHolds() throws IOException {
        final PlanRequest request = new PlanRequest(new TableId("demo", "t"), List.of(), Optional.of("a = \"quote\" and b = 'back\\\\slash' and c = 'ß\n'"));
        final JsonNode body = new ObjectMapper().readTree(QueryPlanReply.requestBody(request));
        assertThat(body.properties()).singleElement().satisfies(property -> {
            assertThat(property.getKey()).isEqualTo("sql");
            assertThat(property.getValue().asText()).isEqualTo(QueryPlanReply.sql(request));
        });
    }

    @Test
    void tabletsComeByIdWithAllReplicas() throws Exception {
        final ScanPlan plan = parse(200, recording("044-query_plan-partitioned"));
        assertThat(plan.tablets()).hasSize(8).isSortedAccordingTo((left, right) -> Long.compare(left.id(), right.id()));
        assertThat(plan.tablets().getFirst().id()).isEqualTo(10024);
        assertThat(plan.tablets()).allSatisfy(tablet -> assertThat(tablet.replicas()).containsExactlyInAnyOrder(new HostPort("127.0.0.10", 12102),
                new HostPort("127.0.0.11", 12106), new HostPort("127.0.0.12", 12110)));
        assertThat(plan.tablets()).extracting(Tablet::version).containsOnly(2L);
        assertThat(plan.table()).isEqualTo(ALL.table());
        assertThat(plan.sql()).isEqualTo(QueryPlanReply.sql(ALL));
    }

    @Test
    void thePlanIsUnchanged() throws Exception {
        final ScanPlan plan = parse(200, recording("042-query_plan-where"));
        assertThat(plan.tablets()).containsExactly(new Tablet(10009, 2, List.of(new HostPort("127.0.0.11", 12106))));
        assertThat(plan.opaquePlan()).isEqualTo(new ObjectMapper().readTree(recording("042-query_plan-where")).path("opaqued_query_plan").asText());
    }

    @Test
    void nothingToReadIsAPlanWithoutTablets() throws Exception {
        final ScanPlan plan = parse(200, recording("063-query_plan-partition-pruned-empty"));
        assertThat(plan.tablets()).isEmpty();
        assertThat(plan.opaquePlan()).isEmpty();
    }

    @Test
    void replicasOfIpVersion6AreUnderstoodWithAndWithoutBrackets() throws Exception {
        final ScanPlan plan = parse(200, "{'status':200,'opaqued_query_plan':'cA==','partitions':{'1':{'routings':['[::1]:9060','fe80::2:9060','[::1]:9060'],"
                + "'version':9007199254740993}}}");
        assertThat(plan.tablets()).containsExactly(new Tablet(1, 9007199254740993L, List.of(new HostPort("::1", 9060), new HostPort("fe80::2", 9060))));
    }

    @Test
    void aPlanLongerThanJacksonsOwnLimitIsRead() throws Exception {
        final ScanPlan plan = parse(200, "{'partitions':{'1':{'routings':['be:9060'],'version':1}},'opaqued_query_plan':'" + "x".repeat(21_000_000) + "'}");
        assertThat(plan.opaquePlan()).hasSize(21_000_000);
    }

    @Test
    void aTabletWithoutReplicaIsNamed() {
        final StarRocksException failure = catchThrowableOfType(StarRocksException.class,
                () -> parse(200, "{'partitions':{'4711':{'routings':[],'version':1}},'opaqued_query_plan':'cA=='}"));
        assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure).hasMessageContaining("4711").hasMessageContaining("demo.dup_events");
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(401, "{'status':'FAILED','code':'1','msg':'Access denied for u@127.0.0.1','message':'Access denied for u@127.0.0.1'}",
                        Kind.DENIED, "Access denied for u@127.0.0.1"),
                Arguments.of(401, "{'status':'FAILED','code':'1','msg':'Need auth information.','message':'Need auth information.'}", Kind.DENIED,
                        "Need auth information."),
                Arguments.of(401, "<html>proxy login</html>", Kind.DENIED, "proxy login"),
                Arguments.of(404, "{'exception':'Table [nosuch] does not exists','status':404}", Kind.NOT_FOUND, "Table [nosuch] does not exists"),
                Arguments.of(404, "{'exception':'Database [nodb] does not exists','status':404}", Kind.NOT_FOUND, "Database [nodb]"),
                Arguments.of(403, "{'exception':'Only support OlapTable, CloudNativeTable and MaterializedView currently','status':403}", Kind.INVALID,
                        "name the table beneath"),
                Arguments.of(403, "{'exception':'only support OlapTable currently, but Table [v] is not a OlapTable','status':403}", Kind.INVALID,
                        "name the table beneath"),
                Arguments.of(400, "{'exception':'only support single table filter-prune-scan, but found [ select 1]','status':400}", Kind.INVALID,
                        "without sub-queries"),
                Arguments.of(500, "{'exception':'Invalid SQL: select nope from demo.pk_orders','status':500}", Kind.INVALID,
                        "check the column names and the filter"),
                Arguments.of(500, "{'status':'FAILED','code':'1','msg':'Cannot invoke `TableName.getDb()` because it is null'}", Kind.INVALID, "Cannot invoke"),
                Arguments.of(500, "{'exception':'StarRocks planner use long time 3000 ms in memo phase','status':500}", Kind.UNAVAILABLE,
                        "planner use long time"),
                Arguments.of(503, "{'exception':'starting','status':503}", Kind.UNAVAILABLE, "starting"),
                Arguments.of(429, "{}", Kind.OVERLOADED, "no reason given"),
                Arguments.of(200, "{'status':'FAILED','code':'1','msg':'Invalid request','message':'Invalid request'}", Kind.PROTOCOL, "Invalid request"),
                Arguments.of(200, "{'Status':'FAILED','Message':'class com.starrocks.common.DdlException: No backend alive.'}", Kind.UNAVAILABLE,
                        "): No backend alive."),
                Arguments.of(200, "<!DOCTYPE html><title>Welcome to nginx!</title>", Kind.PROTOCOL, "Welcome to nginx!"),
                Arguments.of(404, "<html>no such page</html>", Kind.PROTOCOL, "no such page"),
                Arguments.of(200, "[1,2]", Kind.PROTOCOL, "no StarRocks FE"),
                Arguments.of(200, "", Kind.PROTOCOL, "no body"),
                Arguments.of(200, "{'partitions':{'1':{'routings':['be:9060'],'version':1}},'opaqued_query_plan':''}", Kind.PROTOCOL, "without a plan"),
                Arguments.of(200, "{'partitions':{'1':{'routings':['be'],'version':1}},'opaqued_query_plan':'cA=='}", Kind.PROTOCOL, "[1]"),
                Arguments.of(200, "{'partitions':{'one':{'routings':['be:9060'],'version':1}},'opaqued_query_plan':'cA=='}", Kind.PROTOCOL, "[one]"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusalsHaveTheirKindAndReason(final int status, final String body, final Kind kind, final String message) {
        final StarRocksException refusal = catchThrowableOfType(StarRocksException.class, () -> parse(status, body));
        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal).hasMessageContaining(message).hasMessageContaining("[demo.dup_events]");
    }

    @Test
    void anIncompleteReplyIsForTheNextFrontend() {
        final String whole = "{'partitions':{'1':{'routings':['be:9060'],'version':1}},'opaqued_query_plan':'cA=='}";
        assertThatThrownBy(() -> parse(200, whole.substring(0, 40))).isInstanceOf(IOException.class).hasMessageContaining("breaks off");
    }

    @Test
    void aGatewaysErrorPageIsForTheNextFrontend() {
        assertThatThrownBy(() -> parse(502, "<html>Bad Gateway</html>")).isInstanceOf(IOException.class).hasMessageContaining("Bad Gateway");
    }

    /** @param body with apostrophes for JSON's quotes */
    private static ScanPlan parse(final int status, final String body) throws IOException, StarRocksException {
        return QueryPlanReply.parse(ALL, status, new ByteArrayInputStream(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private static String recording(final String name) throws IOException {
        try (InputStream stream = QueryPlanReplyTest.class.getResourceAsStream("/recordings/%s.json".formatted(name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
