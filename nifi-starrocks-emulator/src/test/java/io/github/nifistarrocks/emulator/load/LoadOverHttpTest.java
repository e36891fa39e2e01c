package io.github.nifistarrocks.emulator.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.ZstdOutputStream;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.emulator.testing.WireClient;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LoadOverHttpTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String COLUMNS = "(id INT NOT NULL, name VARCHAR(8) NULL, n DECIMAL(4,2) NULL DEFAULT \"1\")";
    private static final String PRIMARY = "CREATE TABLE {table} " + COLUMNS + " PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 3";
    private static final String DUPLICATE = "CREATE TABLE {table} " + COLUMNS + " DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 3";

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "lz4_frame", "zstd", "deflate", "bzip2"})
    void packedJsonIsLoadedAndItsPackedBytesAreCounted(final String compression) throws IOException {
        final String table = newTable(DUPLICATE);
        final byte[] body = pack(compression, "[{\"id\":1,\"name\":\"a\"}]");
        final JsonNode reply = client().load(table, body, "format: json", "strip_outer_array: true", "compression: " + compression);

        assertThat(reply.path("Status").asText()).isEqualTo("Success");
        assertThat(reply.path("LoadBytes").asInt()).isEqualTo(body.length);
        assertThat(CLUSTER.query("select id, name from " + table)).containsExactly(List.of(1, "a"));
    }

    @ParameterizedTest
    @CsvSource({"gzip,gzip", "lz4,lz4_frame", "zstd,zstd", "deflate,deflate", "bzip2,bzip2"})
    void formatMayNameTheCompressionOfCsv(final String format, final String compression) throws IOException {
        final String table = newTable(DUPLICATE);
        client().load(table, pack(compression, "1\ta\t2\n"), "format: " + format);
        client().load(table, pack(compression, "2\ta\t2\n"), "compression: " + compression);

        assertThat(CLUSTER.queryNumber("select count(*) from " + table)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "lz4_frame", "zstd", "deflate", "bzip2"})
    void everyPartOfATransactionIsPackedByItself(final String compression) throws IOException {
        final String table = newTable(DUPLICATE);
        final String[] headers = {"db: " + table.substring(0, table.indexOf('.')), "table: " + table.substring(table.indexOf('.') + 1),
                "label: packed-" + System.nanoTime(), "compression: " + compression};
        client().transaction("begin", "", headers);
        client().send("PUT", "/api/transaction/load", pack(compression, "1\ta\t2\n"), headers);
        client().send("PUT", "/api/transaction/load", pack(compression, "2\tb\t2\n3\tc\t3\n"), headers);

        assertThat(client().transaction("commit", "", headers).path("NumberLoadedRows").asInt()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
            "1,2|Error: Target column count: 3 doesn't match source value column count: 2. Column separator: ',', Row delimiter: '\\n'. Row: 1,2",
            "\\N,a,1|Error: NULL value in non-nullable column 'id'. Row: [NULL, 'a', 1.00]",
            "x,a,1|Error: The field (name = id, pos = 0) is out of range. Type: INT, Value length: 1, Value: x. Row: x,a,1",
            "1,a,123.4|Error: The field (name = n, pos = 2) is out of range. Type: DECIMAL32(4, 2), Value length: 5, Value: 123.4. Row: 1,a,123.4",
            "1,123456789,1|Error: The field (name = name, pos = 1) is out of range. Type: VARCHAR(8), Value length: 9, Value: 123456789. Row: 1,123456789,1"})
    void rejectedRowsAreFoundAtTheErrorUrl(final String row, final String line) throws IOException {
        final String table = newTable(DUPLICATE);
        final JsonNode reply = client().load(table, row + "\n", "column_separator: ,", "strict_mode: true");

        assertThat(reply.path("Status").asText()).isEqualTo("Fail");
        assertThat(reply.path("Message").asText()).isEqualTo("too many filtered rows");
        assertThat(reply.path("NumberFilteredRows").asInt()).isEqualTo(1);
        assertThat(errorLog(reply)).isEqualTo(line + "\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "[{\"id\":1,\"n\":\"x\",\"__row\":\"r7\"}]|Error: Value ''x'' is out of range. The type of 'n' is DECIMAL32(4, 2). Row: ['r7', 1, 'x', 0]",
            "[{\"id\":\"x\",\"__row\":\"r7\"}]|Error: Invalid argument: Unable to cast string value to BIGINT. value=x, column=id. Row: {\"id\":\"x\",\"__row\":\"r7\"}",
            "[{\"id\":null,\"n\":1,\"__row\":\"r7\"}]|Error: NULL value in non-nullable column 'id'. Row: [NULL, NULL, 1.00, 0]"}, quoteCharacter = '~')
    void sourceOnlyFieldsAreShownOfRowsThatTheReaderRefused(final String body, final String line) throws IOException {
        final String table = newTable(PRIMARY);
        final JsonNode reply = client().load(table, body, "format: json", "strip_outer_array: true", "strict_mode: true", "columns: __row, id, n, __op");

        assertThat(errorLog(reply)).isEqualTo(line + "\n");
    }

    @Test
    void sourceOnlyFieldOfCsvIsReadAndDropped() throws IOException {
        final String table = newTable(PRIMARY);
        final JsonNode reply = client().load(table, "r1,1,a\nr2,x,b\nr3,3,c\n", "column_separator: ,", "columns: __row, id, name", "strict_mode: true",
                "max_filter_ratio: 0.5");

        assertThat(reply.path("NumberLoadedRows").asInt()).isEqualTo(2);
        assertThat(errorLog(reply)).isEqualTo("Error: The field (name = id, pos = 1) is out of range. Type: INT, Value length: 1, Value: x. Row: r2,x,b\n");
        assertThat(CLUSTER.query("select id, name from " + table + " order by id")).containsExactly(List.of(1, "a"), List.of(3, "c"));
    }

    @Test
    void errorLogEndsAfterFiftyRows() throws IOException {
        final String table = newTable(DUPLICATE);
        final JsonNode reply = client().load(table, "x\n".repeat(80), "column_separator: ,");

        assertThat(reply.path("NumberFilteredRows").asInt()).isEqualTo(80);
        assertThat(errorLog(reply).lines()).hasSize(50);
    }

    @Test
    void loadWithoutAValidRowFailsWhateverTheRatio() throws IOException {
        final String table = newTable(DUPLICATE);
        final JsonNode reply = client().load(table, "x\n", "max_filter_ratio: 1");

        assertThat(reply.path("Status").asText()).isEqualTo("Fail");
        assertThat(reply.path("Message").asText()).contains("No partitions have data available for loading");
        assertThat(errorLog(reply)).contains("Row: x");
    }

    /** BE: be/src/http/action/transaction_stream_load.cpp, _parse_request, which a Stream Load does not use. */
    @Test
    void transactionOfOneTableIgnoresTheHeadersForQuotesAndHeaderLines() throws IOException {
        final String table = newTable(DUPLICATE);
        final String[] headers = {"db: " + table.substring(0, table.indexOf('.')), "table: " + table.substring(table.indexOf('.') + 1),
                "label: quotes-" + System.nanoTime(), "column_separator: ,", "enclose: \"", "escape: ^", "skip_header: none", "trim_space: maybe",
                "log_rejected_record_num: many"};
        client().transaction("begin", "", headers);
        client().transaction("load", "1,\"a^^\",1\n2, b,2\n", headers);

        assertThat(client().transaction("commit", "", headers).path("NumberLoadedRows").asInt()).isEqualTo(2);
        assertThat(CLUSTER.query("select id, name from " + table + " order by id")).containsExactly(List.of(1, "\"a^^\""), List.of(2, " b"));
    }

    @Test
    void rowsThatATransactionRefusesAreKnownWithPrepare() throws IOException {
        final String table = newTable(DUPLICATE);
        final String label = "refused-" + System.nanoTime();
        final String[] headers = {"db: " + table.substring(0, table.indexOf('.')), "table: " + table.substring(table.indexOf('.') + 1), "label: " + label,
                "column_separator: ,", "max_filter_ratio: 0.5"};
        client().transaction("begin", "", headers);
        assertThat(client().transaction("load", "1,a,1\nx\n", headers).has("ErrorURL")).isFalse();
        client().transaction("load", "2,b,1\n", headers);
        final JsonNode reply = client().transaction("prepare", "", headers);

        assertThat(reply.path("Status").asText()).isEqualTo("OK");
        assertThat(reply.path("NumberTotalRows").asInt()).isEqualTo(3);
        assertThat(reply.path("NumberFilteredRows").asInt()).isEqualTo(1);
        assertThat(errorLog(reply)).contains("Row: x");
        client().transaction("rollback", "", headers);
    }

    @Test
    void withoutStrictModeValuesThatCannotBeReadAreNull() throws IOException {
        final String table = newTable(DUPLICATE);
        client().load(table, "1,a,x\n", "column_separator: ,");

        assertThat(CLUSTER.query("select n from " + table).getFirst()).containsExactly((Object) null);
    }

    @Test
    void filteredRowsWithinTheRatioDoNotFailTheLoad() throws IOException {
        final String table = newTable(DUPLICATE);
        final JsonNode reply = client().load(table, "1,a,1\n2,b\n", "column_separator: ,", "max_filter_ratio: 0.5");

        assertThat(reply.path("Status").asText()).isEqualTo("Success");
        assertThat(errorLog(reply)).contains("Target column count: 3 doesn't match source value column count: 2");
    }

    @Test
    void jsonNumbersOutOfRangeAreRejectedWithTheirOwnMessage() throws IOException {
        final String table = newTable(DUPLICATE);
        final JsonNode reply = client().load(table, "{\"id\":3000000000}{\"id\":\"x\"}", "format: json", "strict_mode: true");

        assertThat(errorLog(reply)).contains("Error: Invalid argument: Value is overflow. column=id, value=3000000000. Row: {\"id\":3000000000}",
                "Error: Invalid argument: Unable to cast string value to BIGINT. value=x, column=id. Row: {\"id\":\"x\"}");
    }

    @Test
    void rowsOutsideOfThePartitionsAreRejected() throws IOException {
        final String table = newTable(
                "CREATE TABLE {table} (d DATE, v INT) DUPLICATE KEY(d) PARTITION BY RANGE(d) (PARTITION p1 VALUES LESS THAN ('2026-01-01'), "
                        + "PARTITION p2 VALUES LESS THAN ('2027-01-01')) DISTRIBUTED BY HASH(d) BUCKETS 2");
        final JsonNode all = client().load(table, "2027-05-05\t1\n2025-05-05\t1\n", "max_filter_ratio: 0.5");
        final JsonNode one = client().load(table, "2025-05-05\t1\n2026-05-05\t1\n", "max_filter_ratio: 0.5", "partitions: p2");

        assertThat(errorLog(all)).isEqualTo("Error: The row is out of partition ranges. Please add a new partition.. Row: [2027-05-05, 1]\n");
        assertThat(one.path("NumberFilteredRows").asInt()).isEqualTo(1);
        assertThat(CLUSTER.queryNumber("select count(*) from " + table)).isEqualTo(2);
    }

    @Test
    void onlyOneRowOutsideOfThePartitionsIsLoggedForEachChunk() throws IOException {
        final String table = newTable("CREATE TABLE {table} (d DATE, v INT) DUPLICATE KEY(d) PARTITION BY RANGE(d) "
                + "(PARTITION p1 VALUES LESS THAN ('2026-01-01')) DISTRIBUTED BY HASH(d) BUCKETS 2");
        final StringBuilder body = new StringBuilder();
        for (int row = 0; row < 5000; row++) {
            body.append("2027-05-05\t").append(row).append('\n');
        }
        final JsonNode reply = client().load(table, body.toString());

        assertThat(reply.path("NumberFilteredRows").asInt()).isEqualTo(5000);
        assertThat(errorLog(reply).lines()).containsExactly(
                "Error: The row is out of partition ranges. Please add a new partition.. Row: [2027-05-05, 4095]",
                "Error: The row is out of partition ranges. Please add a new partition.. Row: [2027-05-05, 4999]");
    }

    @Test
    void errorLogIsServedToHeadWithoutALogin() throws IOException {
        final String table = newTable(DUPLICATE);
        final URI log = URI.create(client().load(table, "x\n").path("ErrorURL").asText());
        final WireClient nobody = WireClient.of(URI.create("http://" + log.getAuthority())).as("nobody:wrong");

        assertThat(nobody.exchange("HEAD", log.getRawPath() + "?" + log.getRawQuery(), new byte[0]).status()).isEqualTo(200);
        assertThat(nobody.get(log.getRawPath() + "?" + log.getRawQuery()).text()).startsWith("Error: ");
    }

    @Test
    void columnsMayBeRenamedAndComputed() throws IOException {
        final String table = newTable(DUPLICATE);
        client().load(table, "7|x|skip\n", "column_separator: |", "columns: a, b, dummy, id=a+1, name=concat(b, '!')");

        assertThat(CLUSTER.query("select id, name, n from " + table).toString()).isEqualTo("[[8, x!, 1.00]]");
    }

    @Test
    void rowsThatTheConditionLeavesOutAreCounted() throws IOException {
        final String table = newTable(DUPLICATE);
        final JsonNode reply = client().load(table, "1\ta\t1\n2\tb\t1\n3\tb\t1\n", "where: name = \"b\" and id < 3");

        assertThat(reply.path("NumberUnselectedRows").asInt()).isEqualTo(2);
        assertThat(CLUSTER.query("select id from " + table)).containsExactly(List.of(2));
    }

    @Test
    void operationsOfJsonRowsAreReadWithoutBeingAsked() throws IOException {
        final String table = newTable(PRIMARY);
        client().load(table, "{\"id\":1}{\"id\":2}", "format: json");
        client().load(table, "{\"id\":1,\"__op\":1}{\"id\":2,\"name\":\"new\",\"__op\":0}", "format: json");

        assertThat(CLUSTER.query("select id, name from " + table)).containsExactly(List.of(2, "new"));
    }

    @Test
    void partialUpdateKeepsWhatIsNotNamed() throws IOException {
        final String table = newTable(PRIMARY);
        client().load(table, "1\told\t5\n");
        client().load(table, "1\tnew\n2\tx\n", "partial_update: true", "columns: id, name");

        assertThat(CLUSTER.query("select * from " + table + " order by id").toString()).isEqualTo("[[1, new, 5.00], [2, x, 1.00]]");
    }

    @Test
    void emptyLoadIsAnError() throws IOException {
        final JsonNode reply = client().load(newTable(DUPLICATE), "[]", "format: json", "strip_outer_array: true");

        assertThat(reply.path("Message").asText()).startsWith("fail to execute commit task: No partitions have data available for loading.");
    }

    @Test
    void wrongOptionsAreRefusedBeforeTheBody() throws IOException {
        final String table = newTable(PRIMARY);

        assertThat(refusal(table, "format: xml")).isEqualTo("unknown data format, format=xml");
        assertThat(refusal(table, "timeout: x")).isEqualTo("Invalid timeout format");
        assertThat(refusal(table, "strict_mode: 1")).isEqualTo("Invalid strict mode format. Must be bool type");
        assertThat(refusal(table, "skip_header: -1")).isEqualTo("skip_header must be equal or greater than 0");
        assertThat(refusal(table, "trim_space: x")).isEqualTo("Invalid trim space format. Must be bool type");
        assertThat(refusal(table, "columns: id, id")).isEqualTo("Duplicate column: id");
        assertThat(refusal(table, "columns: id, x=1")).isEqualTo("Mapping column is not in table. column: x");
        assertThat(refusal(table, "columns: id, name=nope")).isEqualTo("column has no source field, column=nope");
        assertThat(refusal(table, "columns: id, __op='replace'")).isEqualTo("load op type string not supported: replace");
        assertThat(refusal(table, "merge_condition: id")).isEqualTo("Merge condition column id should not be primary key!");
        assertThat(refusal(table, "merge_condition: name")).isEqualTo("Merge condition column has invalid type maybe bitmap/hll/percentile/json/varchar!");
        assertThat(refusal(table, "compression: gzip", "content-encoding: gzip")).isEqualTo(
                "Only one of http header content-encoding and compression can be set");
        assertThat(refusal(table, "enable_merge_commit: 1")).isEqualTo("Invalid parameter enable_merge_commit. The value must be bool type, but is 1");
    }

    @Test
    void bodyIsReadWhileItArrives() throws IOException {
        final String table = newTable(DUPLICATE);
        final StringBuilder body = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            body.append(i).append("\tname").append(i % 10).append("\t1.5\n");
        }
        final JsonNode reply = client().load(table, body.toString());

        assertThat(reply.path("NumberLoadedRows").asInt()).isEqualTo(50_000);
        assertThat(CLUSTER.queryNumber("select count(distinct id) from " + table)).isEqualTo(50_000);
        assertThat(Duration.ofMillis(reply.path("LoadTimeMs").asLong())).isPositive();
    }

    private static String refusal(final String table, final String... headers) throws IOException {
        final JsonNode reply = client().load(table, "1\ta\t1\n", headers);
        assertThat(reply.path("Status").asText()).isEqualTo("Fail");
        assertThat(reply.path("LoadBytes").asInt()).isZero();
        return reply.path("Message").asText();
    }

    private static WireClient client() {
        return WireClient.of(CLUSTER.emulator()).as(CLUSTER.user() + ":" + CLUSTER.password());
    }

    private static String newTable(final String ddl) {
        final String database = CLUSTER.newDatabase();
        return database + "." + CLUSTER.newTable(database, ddl);
    }

    private static String errorLog(final JsonNode reply) throws IOException {
        final URI url = URI.create(reply.path("ErrorURL").asText());
        return WireClient.of(url).get(url.getRawPath() + "?" + url.getRawQuery()).text();
    }

    private static byte[] pack(final String compression, final String text) throws IOException {
        final ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = switch (compression) {
            case "gzip" -> new GZIPOutputStream(packed);
            case "lz4_frame" -> new LZ4FrameOutputStream(packed);
            case "deflate" -> new DeflaterOutputStream(packed);
            case "bzip2" -> new BZip2CompressorOutputStream(packed);
            default -> new ZstdOutputStream(packed);
        }) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }
}
