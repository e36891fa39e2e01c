package io.github.nifistarrocks.client.plan;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.RowDataInMessages;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.emulator.RecordedRequest;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Plans of new rows: the maxima, the range, and the FE that returns both. */
class NewRowsContractTest {

    private static final TableId EVENTS = new TableId("shop", "events");
    private static final String JSON_LINES = "application/x-ndjson; charset=utf-8";

    private static StarRocksEmulator emulator;

    private final CallScope scope = new CallScope();
    private StarRocksClient client;

    @BeforeAll
    static void start() throws Exception {
        emulator = StarRocksEmulator.builder().frontends(3).start();
        emulator.execute("""
                CREATE DATABASE shop;
                CREATE TABLE shop.events (id BIGINT NOT NULL, day DATE, ts DATETIME, price DECIMAL(20, 4), big LARGEINT, code VARCHAR(50)) DUPLICATE KEY (id)
                    DISTRIBUTED BY HASH (id) BUCKETS 3;
                CREATE TABLE shop.nothing (id BIGINT, note VARCHAR(50)) DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 1;
                INSERT INTO shop.events VALUES (1, DATE '2024-01-01', TIMESTAMP '2024-01-01 00:00:00', -1.5, -5, 'a');
                INSERT INTO shop.events VALUES (2, DATE '2024-01-02', TIMESTAMP '2024-01-02 10:20:30.000001', 7, 170141183460469231731687303715884105727, 'it''s \\\\');
                """);
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    @BeforeEach
    void open() {
        emulator.requests().clear();
        client = StarRocksClient.open(StarRocksClientConfig.builder(emulator.frontendUrls()).connectTimeout(Duration.ofSeconds(5)).build());
    }

    @AfterEach
    void close() {
        emulator.faults().clear();
        client.close();
    }

    @Test
    void firstPlanIsUpToTheMaximum() throws Exception {
        final NewRows rows = newRows(column("id", ParameterType.NUMBER)).orElseThrow();

        assertThat(rows.maxima()).isEqualTo(Map.of("id", "2"));
        assertThat(rows.plan().sql()).isEqualTo("select `id` from `shop`.`events` where (`id` <= 2)");
        assertThat(rows.plan().tablets()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            id    | NUMBER   | 1                   | 2                                       | 1                     | 2
            day   | DATE     | 2024-01-01          | 2024-01-02                              | '2024-01-01'          | '2024-01-02'
            ts    | DATETIME | 2024-01-01 00:00:00 | 2024-01-02 10:20:30.000001              | '2024-01-01 00:00:00' | '2024-01-02 10:20:30.000001'
            price | NUMBER   | -1.5                | 7.0000                                  | (-1.5)                | 7.0000
            big   | NUMBER   | -5                  | 170141183460469231731687303715884105727 | (-5)                  | 170141183460469231731687303715884105727
            code  | STRING   | a                   | it's \\                                 | 'a'                   | 'it''s \\\\'
            """)
    void laterPlanIsBeyondTheLastValue(final String name, final ParameterType type, final String last, final String maximum, final String lower,
            final String upper) throws Exception {
        final NewRows rows = newRows(column(name, type, last)).orElseThrow();

        assertThat(rows.maxima()).isEqualTo(Map.of(name, maximum));
        assertThat(rows.plan().sql()).endsWith("where ((`%1$s` > %2$s) and (`%1$s` <= %3$s))".formatted(name, lower, upper));
    }

    @Test
    void lastValueAtTheMaximumHasNoNewRows() throws Exception {
        assertThat(newRows(column("id", ParameterType.NUMBER, "2"))).isEmpty();
        assertThat(newRows(column("ts", ParameterType.DATETIME, "2024-01-02 10:20:30.000001"))).isEmpty();
        assertThat(emulator.requests().to("_query_plan")).isEmpty();
    }

    @Test
    void emptyTableHasNoNewRows() throws Exception {
        final PlanRequest request = new PlanRequest(new TableId("shop", "nothing"), List.of("id"), Optional.empty());

        assertThat(client.planNewRows(request, List.of(column("id", ParameterType.NUMBER)), scope)).isEmpty();
    }

    @Test
    void furtherColumnsOnlyHaveALowerBound() throws Exception {
        final NewRows rows = newRows(column("id", ParameterType.NUMBER, "1"), column("day", ParameterType.DATE, "2024-01-01")).orElseThrow();

        assertThat(rows.maxima()).isEqualTo(Map.of("id", "2", "day", "2024-01-02"));
        assertThat(rows.plan().sql()).endsWith("where (((`id` > 1) and (`day` >= '2024-01-01')) and (`id` <= 2))");
    }

    @Test
    void endOfTheFirstColumnLimitsItsMaximum() throws Exception {
        final MaximumColumn ended = new MaximumColumn("ts", ParameterType.DATETIME, Optional.empty(), Optional.of("2024-01-02 10:20:30.000001"));

        final NewRows rows = newRows(ended).orElseThrow();

        assertThat(rows.maxima()).isEqualTo(Map.of("ts", "2024-01-01 00:00:00"));
        assertThat(rows.plan().sql()).endsWith("where (`ts` <= '2024-01-01 00:00:00')");
    }

    @Test
    void filterAppliesToTheMaximumToo() throws Exception {
        final PlanRequest request = new PlanRequest(EVENTS, List.of("id"), Optional.of("id < 2 -- not the last"));

        final NewRows rows = client.planNewRows(request, List.of(column("id", ParameterType.NUMBER)), scope).orElseThrow();

        assertThat(rows.maxima()).isEqualTo(Map.of("id", "1"));
        assertThat(rows.plan().sql()).contains("(id < 2 -- not the last\n) and (`id` <= 1)");
    }

    @Test
    void rowsThatAreLoadedAfterTheMaximumAreBeyondThePlan() throws Exception {
        emulator.execute("CREATE TABLE shop.growing (id BIGINT) DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 1; INSERT INTO shop.growing VALUES (1)");
        emulator.faults().on(RequestKind.QUERY_PLAN).times(1)
                .inject(new Fault.Meanwhile(() -> emulator.execute("INSERT INTO shop.growing VALUES (2)")));
        final PlanRequest request = new PlanRequest(new TableId("shop", "growing"), List.of("id"), Optional.empty());

        final NewRows first = client.planNewRows(request, List.of(column("id", ParameterType.NUMBER)), scope).orElseThrow();
        final NewRows second = client.planNewRows(request, List.of(column("id", ParameterType.NUMBER, "1")), scope).orElseThrow();

        assertThat(first.maxima()).isEqualTo(Map.of("id", "1"));
        assertThat(first.plan().sql()).endsWith("where (`id` <= 1)");
        assertThat(second.maxima()).isEqualTo(Map.of("id", "2"));
        assertThat(second.plan().sql()).endsWith("where ((`id` > 1) and (`id` <= 2))");
    }

    @Test
    void maximumAndPlanAreOfTheSameFrontend() throws Exception {
        for (int i = 0; i < emulator.frontends().size(); i++) {
            emulator.requests().clear();
            newRows(column("id", ParameterType.NUMBER));

            assertThat(servers()).hasSize(2);
            assertThat(servers().getLast()).isEqualTo(servers().getFirst());
        }
    }

    @Test
    void frontendThatIsBehindPlansTheRowsOfItsOwnMaximum() throws Exception {
        emulator.execute("CREATE TABLE shop.delayed (id BIGINT) DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 1; INSERT INTO shop.delayed VALUES (1)");
        emulator.delayMetadata(1, new TableName("shop", "delayed"));
        emulator.execute("INSERT INTO shop.delayed VALUES (2)");
        final PlanRequest request = new PlanRequest(new TableId("shop", "delayed"), List.of("id"), Optional.empty());
        final Map<String, Long> versions = new HashMap<>();
        for (int i = 0; i < emulator.frontends().size(); i++) {
            final NewRows rows = client.planNewRows(request, List.of(column("id", ParameterType.NUMBER)), scope).orElseThrow();
            versions.put(rows.maxima().get("id"), rows.plan().tablets().getFirst().version());
        }
        emulator.catchUpMetadata();

        assertThat(versions).isEqualTo(Map.of("1", 2L, "2", 3L));
    }

    @ParameterizedTest
    @EnumSource(names = {"SQL", "QUERY_PLAN"})
    void frontendThatDoesNotReplyToBothIsLeftForTheNext(final RequestKind kind) throws Exception {
        emulator.faults().on(kind).times(1).inject(new Fault.ResetAfterCommit());

        assertThat(newRows(column("id", ParameterType.NUMBER)).orElseThrow().maxima()).isEqualTo(Map.of("id", "2"));

        final List<String> servers = servers();
        assertThat(servers.getLast()).isEqualTo(servers.get(servers.size() - 2)).isNotEqualTo(servers.getFirst());
    }

    @Test
    void planWithoutTabletsIsNotOneOfNewRows() {
        emulator.faults().on(RequestKind.QUERY_PLAN)
                .inject(new Fault.Reply(200, "application/json", "{\"partitions\":{},\"opaqued_query_plan\":\"\",\"status\":200}"));

        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> newRows(column("id", ParameterType.NUMBER)))
                .withMessageContaining("no tablets for rows that exist").satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE));
    }

    @Test
    void valueThatIsNotOfTheTypeOfTheColumnIsRefused() {
        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> newRows(column("id", ParameterType.NUMBER, "1 or 1=1")))
                .withMessage("The value [1 or 1=1] of column [id] is not a decimal number, such as -12.5")
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.INVALID));
    }

    @Test
    void valueThatIsTooLongForTheStateIsRefused() {
        final String value = "x".repeat(1001);
        emulator.faults().on(RequestKind.SQL).inject(new Fault.Reply(200, JSON_LINES,
                "{\"data\":[\"%s\"]}\n{\"statistics\":{}}".formatted(value)));

        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> newRows(column("code", ParameterType.STRING)))
                .withMessageContaining("[code] has 1001 characters").satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.INVALID));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [1.5]      | neither text nor an integer
            [true]     | neither text nor an integer
            [1,2]      | instead of one
            """)
    void replyThatIsNotExactIsRefused(final String row, final String message) {
        emulator.faults().on(RequestKind.SQL).inject(new Fault.Reply(200, JSON_LINES, "{\"data\":%s}\n{\"statistics\":{}}".formatted(row)));

        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> newRows(column("id", ParameterType.NUMBER)))
                .withMessageContaining(message).satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL));
    }

    @Test
    void refusalShowsNoValuesIfTheyAreHidden() {
        emulator.faults().on(RequestKind.SQL).inject(new Fault.Reply(500, JSON_LINES, "{\"status\":\"FAILED\",\"msg\":\"Something about 41 is wrong\"}"));
        try (StarRocksClient hidden = StarRocksClient.open(StarRocksClientConfig.builder(emulator.frontendUrls()).rowData(RowDataInMessages.HIDDEN).build())) {
            final PlanRequest request = new PlanRequest(EVENTS, List.of("id"), Optional.empty());

            assertThatExceptionOfType(StarRocksException.class)
                    .isThrownBy(() -> hidden.planNewRows(request, List.of(column("id", ParameterType.NUMBER, "41")), scope))
                    .withMessage("The statement [select max(`id`) from `shop`.`events` where (`id` > ***)] was refused (HTTP 500): ***");
        }
    }

    private Optional<NewRows> newRows(final MaximumColumn... columns) throws Exception {
        return client.planNewRows(new PlanRequest(EVENTS, List.of("id"), Optional.empty()), List.of(columns), scope);
    }

    private static List<String> servers() {
        return emulator.requests().all().stream().filter(request -> request.target().endsWith("/sql") || request.target().endsWith("_query_plan"))
                .map(RecordedRequest::server).toList();
    }

    private static MaximumColumn column(final String name, final ParameterType type) {
        return new MaximumColumn(name, type, Optional.empty(), Optional.empty());
    }

    private static MaximumColumn column(final String name, final ParameterType type, final String last) {
        return new MaximumColumn(name, type, Optional.of(last), Optional.empty());
    }
}
