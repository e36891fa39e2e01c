package io.github.nifistarrocks.emulator.load;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.StarRocksEmulatorBuilder;
import io.github.nifistarrocks.emulator.testing.WireClient;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Partial and conditional updates, change events, order, and labels that the FE forgets. */
class UpdatesOverHttpTest {

    private static final String COMMA = "column_separator: ,";
    private static final String PARTIAL = "partial_update: true";
    private static final String DEBEZIUM = "envelope: debezium";

    private StarRocksEmulator emulator;
    private WireClient client;

    @BeforeEach
    void start() throws IOException {
        start(StarRocksEmulator.builder());
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"row", "column", "auto"})
    void partialUpdateKeepsWhatItDoesNotName(final String mode) throws IOException {
        load("1,a,5\n2,b,6\n", COMMA);
        load("1,A\n3,C\n", COMMA, PARTIAL, "partial_update_mode: " + mode, "columns: id, name");

        assertThat(rows()).containsExactly(List.of(1, "A", new BigDecimal("5.00")), List.of(2, "b", new BigDecimal("6.00")),
                List.of(3, "C", new BigDecimal("1.00")));
    }

    @Test
    void partialUpdateMayDelete() throws IOException {
        load("1,a,5\n2,b,6\n", COMMA);
        load("1,A,1\n2,B,0\n", COMMA, PARTIAL, "columns: id, name, __op");

        assertThat(rows()).containsExactly(List.of(2, "B", new BigDecimal("6.00")));
    }

    @Test
    void partialUpdateNeedsAPrimaryKeyTableAndTheKey() throws IOException {
        assertThat(client.load("d.dup", "1,a\n", COMMA, PARTIAL, "columns: id, name").path("Message").asText())
                .isEqualTo("Only primary key table support partial update");
        assertThat(load("a\n", PARTIAL, "columns: name").path("Message").asText()).isEqualTo("key column id not in partial update columns");
        assertThat(load("a\n", "partial_update: yes", "columns: name").path("Message").asText()).contains("Invalid partial update flag");
    }

    @ParameterizedTest
    @CsvSource({"true,5.00", "TRUE,1.00"})
    void inATransactionOnlyTheVeryTextTrueAsksForAPartialUpdate(final String text, final BigDecimal kept) throws IOException {
        load("1,a,5\n", COMMA);
        final String[] headers = {"db: d", "table: t", "label: x", COMMA, "columns: id, name", "partial_update: " + text};
        client.transaction("begin", "", headers);
        client.transaction("load", "1,A\n", headers);
        client.transaction("commit", "", headers);

        assertThat(rows()).containsExactly(List.of(1, "A", kept));
    }

    @Test
    void smallerValueOfTheMergeConditionDoesNotReplace() throws IOException {
        load("1,a,5\n2,b,5\n3,c,5\n", COMMA);
        load("1,A,4\n2,B,5\n3,C,6\n", COMMA, "merge_condition: n");

        assertThat(emulator.query("select name from d.t order by id")).containsExactly(List.of("a"), List.of("B"), List.of("C"));
    }

    @Test
    void mergeConditionInAnotherSpellingIsTakenAndDoesNothing() throws IOException {
        load("1,a,5\n", COMMA);
        load("1,A,4\n", COMMA, "merge_condition: N");

        assertThat(emulator.query("select name from d.t")).containsExactly(List.of("A"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"id|Merge condition column id should not be primary key!",
            "name|Merge condition column has invalid type maybe bitmap/hll/percentile/json/varchar!"})
    void mergeConditionHasToBeAComparableValueColumn(final String column, final String message) throws IOException {
        assertThat(load("1,a,1\n", COMMA, "merge_condition: " + column).path("Message").asText()).isEqualTo(message);
    }

    @Test
    void mergeConditionOfAPartialUpdateHasToBeAmongItsColumns() throws IOException {
        assertThat(load("1,a\n", COMMA, PARTIAL, "columns: id, name", "merge_condition: n").path("Message").asText())
                .startsWith("Merge condition column n does not exist");
    }

    @Test
    void lastRowOfAKeyWinsInTheOrderOfTheFile() throws IOException {
        for (int i = 0; i < 20; i++) {
            load("1,first,1\n1,second,1\n1,third,1\n", COMMA);
            assertThat(rows().getFirst().get(1)).isEqualTo("third");
        }
    }

    @Test
    void scrambledOrderLetsAnyRowOfAKeyWin() throws IOException {
        restart(StarRocksEmulator.builder().scrambleRowOrder(7));
        final Set<Object> winners = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            load("1,first,1\n1,second,1\n1,third,1\n", COMMA);
            winners.add(rows().getFirst().get(1));
        }
        assertThat(winners).containsExactlyInAnyOrder("first", "second", "third");
    }

    @Test
    void changeEventsUpsertAndDelete() throws IOException {
        final JsonNode reply = load("""
                {"before":null,"after":{"id":1,"name":"a","n":1},"op":"c"}
                {"schema":{},"payload":{"before":null,"after":{"id":2,"name":"b","n":2},"op":"r"}}
                {"before":{"id":1,"name":"a","n":1},"after":{"id":1,"name":"A","n":1},"op":"u"}
                {"before":{"id":2,"name":"b","n":2},"after":null,"op":"d"}
                {"schema":null,"payload":null}
                """, "format: json", DEBEZIUM);

        assertThat(reply.path("Status").asText()).isEqualTo("Success");
        assertThat(reply.path("NumberLoadedRows").asInt()).isEqualTo(4);
        assertThat(rows()).containsExactly(List.of(1, "A", new BigDecimal("1.00")));
    }

    @Test
    void changeEventWithoutItsRowIsFiltered() throws IOException {
        final JsonNode reply = load("{\"op\":\"c\",\"before\":{\"id\":1}}{\"op\":\"x\"}{\"op\":\"c\",\"after\":{\"id\":1}}", "format: json", DEBEZIUM,
                "max_filter_ratio: 0.9");
        assertThat(reply.path("NumberFilteredRows").asInt()).isEqualTo(2);
        assertThat(reply.path("NumberLoadedRows").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"format: csv|envelope can only be specified when format is json",
            "json_root: $.a|json_root cannot be specified when envelope is set",
            "strip_outer_array: true|strip_outer_array cannot be specified when envelope is set",
            "jsonpaths: [\"$.id\"]|jsonpaths cannot be specified when envelope is set"})
    void envelopeExcludesOtherWaysToFindRows(final String header, final String message) throws IOException {
        final String format = header.startsWith("format") ? header : "format: json";
        assertThat(load("{}", format, DEBEZIUM, header).path("Message").asText()).isEqualTo(message);
        assertThat(load("{}", "format: json", "envelope: maxwell").path("Message").asText()).isEqualTo("Unknown envelope type: maxwell");
    }

    @Test
    void olderReleaseIgnoresTheEnvelope() throws IOException {
        restart(StarRocksEmulator.builder().debeziumEnvelope(false));
        final JsonNode reply = load("{\"id\":7,\"before\":null,\"after\":{\"id\":1},\"op\":\"c\"}", "format: json", DEBEZIUM);

        assertThat(reply.path("Status").asText()).isEqualTo("Success");
        assertThat(rows()).containsExactly(Arrays.asList(7, null, null));
    }

    @Test
    void labelLoadsAgainWhenTheFrontendHasForgottenIt() throws IOException {
        load("1,a,1\n", COMMA, "label: once");
        client.transaction("begin", "", "db: d", "table: t", "label: open");
        assertThat(load("2,b,1\n", COMMA, "label: once").path("Status").asText()).isEqualTo("Label Already Exists");

        emulator.forgetLabels();

        assertThat(emulator.labelState("d", "once")).isEqualTo(TransactionState.UNKNOWN);
        assertThat(emulator.labelState("d", "open")).isEqualTo(TransactionState.PREPARE);
        assertThat(load("2,b,1\n", COMMA, "label: once").path("Status").asText()).isEqualTo("Success");
        assertThat(rows()).hasSize(2);
    }

    @Test
    void rowOfATransactionGoesOnInTheNextLoadWhenItsDelimiterIsMissing() throws IOException {
        final String[] headers = {"db: d", "table: t", "label: glued", COMMA};
        client.transaction("begin", "", headers);
        client.transaction("load", "1,a", headers);
        client.transaction("load", "b,2\n2,c,3", headers);
        final JsonNode reply = client.transaction("commit", "", headers);

        assertThat(reply.path("NumberLoadedRows").asInt()).isEqualTo(2);
        assertThat(rows()).containsExactly(List.of(1, "ab", new BigDecimal("2.00")), List.of(2, "c", new BigDecimal("3.00")));
    }

    private JsonNode load(final String body, final String... headers) throws IOException {
        return client.load("d.t", body, headers);
    }

    private List<List<Object>> rows() {
        return emulator.query("select id, name, n from d.t order by id");
    }

    private void restart(final StarRocksEmulatorBuilder builder) throws IOException {
        emulator.close();
        start(builder);
    }

    private void start(final StarRocksEmulatorBuilder builder) throws IOException {
        emulator = builder.start();
        emulator.execute("""
                CREATE DATABASE d;
                CREATE TABLE d.t (id INT NOT NULL, name STRING, n DECIMAL(8,2) DEFAULT "1") PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2;
                CREATE TABLE d.dup (id INT NOT NULL, name STRING) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2;
                """);
        client = WireClient.of(emulator);
    }
}
