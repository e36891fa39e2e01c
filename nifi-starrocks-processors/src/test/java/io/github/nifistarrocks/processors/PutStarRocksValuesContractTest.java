package io.github.nifistarrocks.processors;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import io.github.nifistarrocks.processors.option.LoadFormat;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.xml.XMLReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The properties that give names and values another meaning. */
class PutStarRocksValuesContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String COLUMNS = "order_id INT, qty BIGINT, price DECIMAL(9,2), at DATE, ok BOOLEAN, note VARCHAR(20)";
    private static final String EMPTY = "[{\"order_id\":1,\"qty\":\"\",\"price\":\" \",\"at\":\"\",\"ok\":\"\",\"note\":\"\"}]";

    private final String database = CLUSTER.newDatabase();

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void emptyTextIsNullInColumnsThatAreNotText(final LoadFormat format) throws InitializationException {
        final String table = newTable(COLUMNS);

        PutRunner.create(CLUSTER, database, table).with("Format", format.name()).with("Empty Text as NULL", "true").with("Check Records", "true")
                .send(EMPTY, LoadRelationships.SUCCESS);

        assertThat(rows(table, "order_id, qty, price, at, ok, note")).containsExactly(Arrays.asList(1, null, null, null, null, ""));
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void emptyTextIsInvalidByDefault(final LoadFormat format) throws InitializationException {
        final String table = newTable(COLUMNS);

        PutRunner.create(CLUSTER, database, table).with("Format", format.name()).send(EMPTY, LoadRelationships.FAILURE);

        assertThat(rows(table, "order_id")).isEmpty();
    }

    @Test
    void emptyTextInsideOfNestedValuesIsNull() throws InitializationException {
        final String table = newTable("order_id INT, list ARRAY<INT>, box STRUCT<a DOUBLE, b VARCHAR(9)>, doc JSON");

        PutRunner.create(CLUSTER, database, table).with("Empty Text as NULL", "true")
                .send("[{\"order_id\":1,\"list\":[\"\",\"7\"],\"box\":{\"a\":\" \",\"b\":\"\"},\"doc\":\"\"}]", LoadRelationships.SUCCESS);

        assertThat(rows(table, "order_id, list, box, doc")).containsExactly(Arrays.asList(1, "[null,7]", "{\"a\":null,\"b\":\"\"}", null));
    }

    @Test
    void emptyTextInAColumnThatIsNotNullViolatesIt() throws InitializationException {
        final String table = newTable("order_id INT, qty INT NOT NULL");

        final MockFlowFile sent = PutRunner.create(CLUSTER, database, table).with("Empty Text as NULL", "true").with("Check Records", "true")
                .send("[{\"order_id\":1,\"qty\":\"\"}]", LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).contains("Field [qty] holds [NULL], but column `qty` INT accepts no NULL");
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void notANumberAndInfinityAreNull(final LoadFormat format) throws InitializationException {
        final String table = newTable("order_id INT, d DOUBLE, n DECIMAL(9,2), list ARRAY<DOUBLE>, note VARCHAR(9)");

        PutRunner.create(CLUSTER, database, table).with("Format", format.name()).with("NaN and Infinity as NULL", "true")
                .send("[{\"order_id\":1,\"d\":\"NaN\",\"n\":\"-inf\",\"list\":[1.5,\"Infinity\"],\"note\":\"NaN\"}]", LoadRelationships.SUCCESS);

        assertThat(rows(table, "order_id, d, n, list, note")).containsExactly(Arrays.asList(1, null, null, "[1.5,null]", "NaN"));
    }

    @Test
    void notANumberIsInvalidByDefaultAndTheMessageNamesTheProperty() throws InitializationException {
        final String table = newTable("order_id INT, d DOUBLE");

        final MockFlowFile sent = PutRunner.create(CLUSTER, database, table).send("[{\"order_id\":1,\"d\":\"NaN\"}]", LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).contains("NaN cannot be loaded", "set NaN and Infinity as NULL to true");
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void plainTextBecomesAJsonString(final LoadFormat format) throws InitializationException {
        final String table = newTable("order_id INT, doc JSON");

        PutRunner.create(CLUSTER, database, table).with("Format", format.name()).with("Text in JSON Columns", "JSON_OR_STRING")
                .send("[{\"order_id\":1,\"doc\":\"say \\\"hi\\\"\\nnow\"},{\"order_id\":2,\"doc\":\"[1, {}]\"}]", LoadRelationships.SUCCESS);

        assertThat(rows(table, "order_id, doc")).extracting(row -> String.valueOf(row.get(1)).replace(" ", "")).containsExactly("\"say\\\"hi\\\"\\nnow\"",
                "[1,{}]");
    }

    @Test
    void anIncompleteDocumentDoesNotBecomeAJsonString() throws InitializationException {
        final String table = newTable("order_id INT, doc JSON");

        final MockFlowFile sent = PutRunner.create(CLUSTER, database, table).with("Text in JSON Columns", "JSON_OR_STRING")
                .send("[{\"order_id\":1,\"doc\":\" {\\\"a\\\":1\"}]", LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).contains("Field [doc] of record 1 cannot be loaded: The text is not JSON");
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void allTextBecomesJsonStrings(final LoadFormat format) throws InitializationException {
        final String table = newTable("order_id INT, doc JSON");

        PutRunner.create(CLUSTER, database, table).with("Format", format.name()).with("Text in JSON Columns", "STRING")
                .send("[{\"order_id\":1,\"doc\":\"12\"},{\"order_id\":2,\"doc\":\"{}\"}]", LoadRelationships.SUCCESS);

        assertThat(rows(table, "order_id, doc")).containsExactly(List.of(1, "\"12\""), List.of(2, "\"{}\""));
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void translatedNamesFindTheirColumns(final LoadFormat format) throws InitializationException {
        final String table = newTable("order_id INT, unit_price DECIMAL(9,2), größe_cm INT, _raw VARCHAR(9)");

        PutRunner.create(CLUSTER, database, table).with("Format", format.name()).with("Translate Field Names", "true").with("Missing Columns", "FAIL")
                .send("[{\" Order ID\":1,\"Unit-Price ($)\":2.5,\"Größe (cm)\":3,\"_raw\":\"x\"}]", LoadRelationships.SUCCESS);

        assertThat(rows(table, "order_id, CAST(unit_price AS VARCHAR), größe_cm, _raw")).containsExactly(List.of(1, "2.50", 3, "x"));
    }

    @Test
    void translatedNamesOfOneColumnAreRefused() throws InitializationException {
        final String table = newTable("order_id INT");

        final MockFlowFile sent = PutRunner.create(CLUSTER, database, table).with("Translate Field Names", "true")
                .send("[{\"Order ID\":1,\"order-id\":2}]", LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message"))
                .contains("The fields [Order ID] and [order-id] both go to column `order_id`, because Translate Field Names is true");
    }

    @Test
    void namesOfStructFieldsAreTranslated() throws InitializationException {
        final String table = newTable("order_id INT, ship_to STRUCT<zip_code VARCHAR(9), city VARCHAR(9)>");

        PutRunner.create(CLUSTER, database, table).with("Translate Field Names", "true")
                .send("[{\"Order ID\":1,\"Ship To\":{\"Zip Code\":\"53113\",\"City\":\"Bonn\"}}]", LoadRelationships.SUCCESS);

        assertThat(rows(table, "order_id, ship_to")).containsExactly(List.of(1, "{\"zip_code\":\"53113\",\"city\":\"Bonn\"}"));
    }

    @Test
    void namesOfStructFieldsThatNoSchemaHasAreTranslated() throws InitializationException {
        final String table = newTable("order_id INT, ship_to STRUCT<zip_code VARCHAR(9), city VARCHAR(9)>");

        PutRunner.create(CLUSTER, database, table, new XMLReader(), Map.of("record_format", "true")).with("Translate Field Names", "true")
                .with("Unknown Fields",
                        "IGNORE")
                .send("<rows><row><Order-ID>1</Order-ID><Ship-To><Zip-Code>53113</Zip-Code><City>Bonn</City></Ship-To></row></rows>",
                        LoadRelationships.SUCCESS);

        assertThat(rows(table, "order_id, ship_to")).containsExactly(List.of(1, "{\"zip_code\":\"53113\",\"city\":\"Bonn\"}"));
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void aKeyOfAMapIsNeverNull(final LoadFormat format) throws InitializationException {
        final String table = newTable("order_id INT, m MAP<INT, INT>");

        final MockFlowFile sent = PutRunner.create(CLUSTER, database, table).with("Format", format.name()).with("Empty Text as NULL", "true")
                .send("[{\"order_id\":1,\"m\":{\" \":5}}]", LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).contains("Field [m] of record 1", "A key of it holds [ ]");
    }

    @Test
    void translatedNamesFindTheKeyOfChanges() throws InitializationException {
        final String table = CLUSTER.newTable(database,
                "CREATE TABLE {table} (order_id INT, note VARCHAR(9)) PRIMARY KEY(order_id) DISTRIBUTED BY HASH(order_id) BUCKETS 1");

        PutRunner.create(CLUSTER, database, table).with("Translate Field Names", "true").with("Operation Source", "RECORD_PATH").with("Operation Record Path",
                "/op").with("Row Record Path", "/row")
                .send("""
                        [{"op":"c","row":{"Order ID":1,"Note":"a"}},{"op":"u","row":{"Order ID":1,"Note":"b"}},{"op":"c","row":{"Order ID":2,"Note":"c"}},
                         {"op":"d","row":{"Order ID":2,"Note":"c"}}]""", LoadRelationships.SUCCESS);

        assertThat(rows(table, "order_id, note")).containsExactly(List.of(1, "b"));
    }

    /** Columns that have the names of the fields, of which the translated names are others. */
    @Test
    void columnsWithUntranslatedNamesAreFoundByChanges() throws InitializationException {
        final String table = CLUSTER.newTable(database, """
                CREATE TABLE {table} (`Order ID` INT, `Ship Date` DATE, note VARCHAR(9)) PRIMARY KEY(`Order ID`) DISTRIBUTED BY HASH(`Order ID`) BUCKETS 1""");

        PutRunner.create(CLUSTER, database, table).with("Translate Field Names", "true").with("Operation Source", "DEBEZIUM")
                .send("""
                        [{"op":"c","before":null,"after":{"Order ID":1,"Ship Date":19723,"Note":"a"}},
                         {"op":"u","before":{"Order ID":1,"Ship Date":19723,"Note":"a"},"after":{"Order ID":2,"Ship Date":19724,"Note":"b"}}]""",
                        LoadRelationships.SUCCESS);

        assertThat(rows(table, "`Order ID`, CAST(`Ship Date` AS VARCHAR), note")).containsExactly(List.of(2, "2024-01-02", "b"));
    }

    @Test
    void epochNumbersAreRefusedWithTheFunctionThatConvertsThem() throws InitializationException {
        final String table = newTable("order_id INT, at DATETIME");

        final MockFlowFile sent = PutRunner.create(CLUSTER, database, table).send("[{\"order_id\":1,\"at\":1711011200000}]", LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).contains("milliseconds since 1970", "from_unixtime_ms(x)");
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void shortDatesAreRefusedInsteadOfStoredAsOtherDays(final LoadFormat format) throws InitializationException {
        final String table = newTable("order_id INT, at DATE");

        final MockFlowFile sent = csvRunner(table, format).send("order_id,at\n1,06/12/28\n", LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message"))
                .contains("[06/12/28] cannot be loaded into a column of type DATE: StarRocks could convert it to another date");
        assertThat(rows(table, "order_id")).isEmpty();
    }

    @Test
    void aWideDecimalIsRefusedInCsvBeforeTheLoad() throws InitializationException {
        final String table = newTable("order_id INT, n DECIMAL(40,2)");

        final MockFlowFile sent = csvRunner(table, LoadFormat.CSV).send("order_id,n\n1,2.5\n", LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message"))
                .contains("Column `n` is a DECIMAL(40,2), which StarRocks cannot load from CSV; choose JSON in the property Format");
    }

    private PutRunner csvRunner(final String table, final LoadFormat format) throws InitializationException {
        return PutRunner.create(CLUSTER, database, table, new CSVReader(), Map.of("schema-access-strategy", "csv-header-derived")).with("Format",
                format.name());
    }

    private String newTable(final String columns) {
        return CLUSTER.newTable(database, "CREATE TABLE {table} (%s) DUPLICATE KEY(order_id) DISTRIBUTED BY HASH(order_id) BUCKETS 1".formatted(columns));
    }

    private List<List<Object>> rows(final String table, final String selected) {
        return CLUSTER.query("SELECT %s FROM %s.%s ORDER BY 1".formatted(selected, database, table));
    }
}
