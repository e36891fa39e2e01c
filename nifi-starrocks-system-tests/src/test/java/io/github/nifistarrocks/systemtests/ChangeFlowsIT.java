package io.github.nifistarrocks.systemtests;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.systemtests.ChangeFlow.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The flows for change events that users import, in a real NiFi with their own sample events.
 */
class ChangeFlowsIT {
    private static final String UPDATE = """
            [{"type":"update","timestamp":1785841200000,"binlog_filename":"mysql-bin.000007","binlog_position":%d,"database":"shop","table_name":"orders",\
            "table_id":112,"columns":[{"id":1,"name":"id","column_type":-5,"last_value":7,"value":7},\
            {"id":2,"name":"customer","column_type":12,"last_value":"before","value":"%s"}]}]""";

    private static TestBed bed;

    @BeforeAll
    static void start() throws IOException {
        bed = TestBed.start(TestBed.home("change-flows").deploy(Workspace.bundle()), "512m", StarRocksEmulator.builder().frontends(2).backends(3));
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @AfterEach
    void clearFaults() {
        bed.starRocks().faults().clear();
    }

    @Test
    void eventsOfCaptureChangeMysqlBecomeTheRowsOfTheSource() {
        try (ChangeFlow flow = ChangeFlow.create(bed, Kind.MYSQL, "mysql_sample")) {
            assertThat(flow.group().validationErrors()).isEmpty();
            flow.queueSample();
            flow.load();

            assertThat(flow.rows()).containsExactly(
                    List.of("4", "Dora", "13.00", "2026-08-04T10:03", "true"),
                    List.of("20", "Ben", "5.00", "2026-08-04T10:01", "false"),
                    List.of("9007199254740993", "Ann", "19.90", "2026-08-04T10:00", "true"));
            assertThat(flow.group().queues()).allSatisfy(queue -> assertThat(queue.flowFiles()).as(queue.toString()).isZero());
        }
    }

    @Test
    void eventsOfDebeziumBecomeTheRowsOfTheSourceAlsoWithTombstonesAndUnavailableValues() {
        try (ChangeFlow flow = ChangeFlow.create(bed, Kind.DEBEZIUM, "debezium_sample")) {
            assertThat(flow.group().validationErrors()).isEmpty();
            flow.queueSample();
            flow.load();

            assertThat(flow.rows()).containsExactly(
                    List.of("1", "Ann", "19.99", "1980-02-29", "2026-08-04T10:00:00.123456", "a long text"),
                    List.of("4", "Dora", "NULL", "2001-09-09", "2026-08-04T10:07:00.000001", "new"),
                    List.of("33", "Zoë", "12345678.90", "1969-12-31", "NULL", "short"));

            flow.queue("""
                    {"before":null,"after":{"id":1,"name":"Anne","notes":"__debezium_unavailable_value"},"op":"u"}

                    {"before":{"id":33},"after":null,"op":"d"}

                    """);
            flow.load();

            assertThat(flow.rows()).containsExactly(
                    List.of("1", "Anne", "19.99", "1980-02-29", "2026-08-04T10:00:00.123456", "a long text"),
                    List.of("4", "Dora", "NULL", "2001-09-09", "2026-08-04T10:07:00.000001", "new"));
            assertThat(flow.group().queues()).allSatisfy(queue -> assertThat(queue.flowFiles()).as(queue.toString()).isZero());
        }
    }

    @Test
    void changesKeepTheirOrderWhenTheFirstHasToBeRetried() {
        try (ChangeFlow flow = ChangeFlow.create(bed, Kind.MYSQL, "mysql_order")) {
            for (int change = 1; change <= 5; change++) {
                flow.queue(UPDATE.formatted(1_000 + change, "change " + change));
            }
            final FaultRule overloaded = bed.starRocks().faults().on(RequestKind.BE_STREAM_LOAD).times(2).inject(Fault.tooManyVersions());
            flow.load();

            assertThat(overloaded.hits()).isEqualTo(2);
            assertThat(flow.rows()).singleElement().satisfies(row -> assertThat(row).startsWith("7", "change 5"));
            assertThat(flow.routedTo("retry")).isEmpty();
        }
    }

    @Test
    void eventThatStarRocksRefusesWaitsWithItsReasonAndTheOthersAreLoaded() {
        try (ChangeFlow flow = ChangeFlow.create(bed, Kind.MYSQL, "mysql_rejected")) {
            final String refused = UPDATE.formatted(2_000, "a name of more than twenty bytes").replace(":7,", ":8,").replace(":7}", ":8}");
            flow.queue("[%s,%s]".formatted(withoutBrackets(refused), withoutBrackets(UPDATE.formatted(2_001, "short"))));
            flow.load();

            assertThat(flow.rows()).singleElement().satisfies(row -> assertThat(row).startsWith("7", "short"));
            assertThat(flow.routedTo("failure")).isEmpty();
            assertThat(flow.routedTo("rejected")).singleElement().satisfies(attributes -> assertThat(attributes).containsEntry("record.count", "1"));
            assertThat(flow.group().queue(ChangeFlow.PUT, "rejected").contents()).singleElement().asString()
                    .contains("starrocks_error", "customer", "a name of more than twenty bytes").doesNotContain("short");
        }
    }

    @Test
    void recordPathsAreEvaluatedByWhatTheBundleBrings() {
        try (ChangeFlow flow = ChangeFlow.create(bed, Kind.MYSQL, "record_path")) {
            flow.group().setProperties(ChangeFlow.PUT,
                    Map.of("Operation Source", "RECORD_PATH", "Operation Record Path", "toLowerCase(/change/op)", "Row Record Path", "/row"));
            assertThat(flow.group().validationErrors()).isEmpty();
            flow.queue("""
                    [{"change":{"op":"INSERT"},"row":{"id":1,"customer":"Ann"}},{"change":{"op":"INSERT"},"row":{"id":2,"customer":"Ben"}},\
                    {"change":{"op":"DELETE"},"row":{"id":1,"customer":"Ann"}}]""");
            flow.load();

            assertThat(flow.rows()).singleElement().satisfies(row -> assertThat(row).startsWith("2", "Ben"));
            assertThat(flow.routedTo("failure")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void exportedFlowIsTheImportedOne(final Kind kind) throws IOException {
        try (ChangeFlow flow = ChangeFlow.create(bed, kind, "exported_" + kind)) {
            assertThat(FlowDefinition.exported(bed.nifi(), flow.group(), Workspace.flow(kind.file()))).doesNotContain(bed.password());
        }
    }

    private static String withoutBrackets(final String array) {
        return array.substring(1, array.length() - 1);
    }
}
