package io.github.nifistarrocks.processors;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import io.github.nifistarrocks.processors.option.LoadFormat;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which field goes into which column, in both formats. */
class PutStarRocksColumnsContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String COLUMNS = "id INT, name VARCHAR(50), price DECIMAL(9,2)";
    private static final String NO_SUCH_PAGE = "<!DOCTYPE html><html><body>this is 404 page.</body></html>";

    private final String database = CLUSTER.newDatabase();
    private final String table = newTable(COLUMNS);

    @AfterEach
    void endFaults() {
        CLUSTER.emulator().faults().clear();
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void unknownFieldFailsAndIsNamed(final LoadFormat format) throws InitializationException {
        final MockFlowFile sent = runner(format).send("[{\"id\":1,\"name\":\"one\",\"colour\":\"red\"}]", LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).contains("Field [colour] goes to no column", "add the columns to the table");
        assertThat(rows("id")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void unknownFieldIsSkippedWhenIgnored(final LoadFormat format) throws InitializationException {
        runner(format).with("Unknown Fields", "IGNORE").send("[{\"colour\":\"red\",\"id\":1,\"shape\":{\"a\":[1]},\"name\":\"one\"}]",
                LoadRelationships.SUCCESS);

        assertThat(rows("id, name, price")).containsExactly(Arrays.asList(1, "one", null));
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void recordsOfWhichNoFieldIsKnownAreNoRowsOfNulls(final LoadFormat format) throws InitializationException {
        final MockFlowFile sent = runner(format).with("Unknown Fields", "IGNORE").send("[{\"colour\":\"red\"}]", LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).contains("None of the fields", "colour");
        assertThat(rows("id")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void missingColumnFailsAndIsNamedWhenAllAreWanted(final LoadFormat format) throws InitializationException {
        final MockFlowFile sent = runner(format).with("Missing Columns", "FAIL").send("[{\"id\":1,\"name\":\"one\"}]", LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).contains("fills column `price`", "set Missing Columns to Ignore");
        assertThat(rows("id")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void missingColumnGetsItsDefault(final LoadFormat format) throws InitializationException {
        final String defaults = newTable("id INT, state VARCHAR(9) NOT NULL DEFAULT 'new', note VARCHAR(9)");

        PutRunner.create(CLUSTER, database, defaults).with("Format", format.name()).send("[{\"id\":1}]", LoadRelationships.SUCCESS);

        assertThat(rows(defaults, "id, state, note")).containsExactly(Arrays.asList(1, "new", null));
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void missingColumnThatTakesNoNullIsNamedByTheServer(final LoadFormat format) throws InitializationException {
        final String strict = newTable("id INT, state VARCHAR(9) NOT NULL");

        final MockFlowFile sent = PutRunner.create(CLUSTER, database, strict).with("Format", format.name()).send("[{\"id\":1}]", LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).contains("Column has no default value. column: state");
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void columnThatIsAddedWhileTheProcessorRunsIsFoundAtOnce(final LoadFormat format) throws InitializationException {
        final PutRunner runner = runner(format);
        runner.send("[{\"id\":1,\"name\":\"one\"}]", LoadRelationships.SUCCESS);
        runner.send("[{\"id\":2,\"colour\":\"red\"}]", LoadRelationships.FAILURE);
        replaceTable("id INT, name VARCHAR(50), price DECIMAL(9,2), colour VARCHAR(9)");

        runner.send("[{\"id\":2,\"colour\":\"red\"}]", LoadRelationships.SUCCESS);

        assertThat(rows("id, colour")).containsExactly(List.of(2, "red"));
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void namesKnowNoCaseAndTheTableSpellsThem(final LoadFormat format) throws InitializationException {
        runner(format).with("Missing Columns", "FAIL").send("[{\"ID\":1,\"Name\":\"one\",\"pRICE\":1.5}]", LoadRelationships.SUCCESS);

        assertThat(rows("id, name, CAST(price AS VARCHAR)")).containsExactly(List.of(1, "one", "1.50"));
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void twoFieldsOfOneColumnAreRefused(final LoadFormat format) throws InitializationException {
        final MockFlowFile sent = runner(format).send("[{\"id\":1,\"name\":\"one\",\"NAME\":\"two\"}]", LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).contains("The fields [name] and [NAME] both go to column `name`");
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void fieldsAreRenamedSkippedAndUsedInExpressions(final LoadFormat format) throws InitializationException {
        runner(format).with("field.number", "id").with("field.noise", "").with("column.name", "concat(upper(first), '-', `last name`)")
                .with("field.amount", "PRICE")
                .send("[{\"number\":7,\"noise\":1,\"first\":\"ab\",\"last name\":\"Cd, e\",\"amount\":2.25}]", LoadRelationships.SUCCESS);

        assertThat(rows("id, name, CAST(price AS VARCHAR)")).containsExactly(List.of(7, "AB-Cd, e", "2.25"));
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void expressionMayReplaceTheFieldOfItsOwnColumn(final LoadFormat format) throws InitializationException {
        runner(format).with("column.name", "trim(name)").send("[{\"id\":1,\"name\":\"  one \"}]", LoadRelationships.SUCCESS);

        assertThat(rows("id, name")).containsExactly(List.of(1, "one"));
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void fieldWithStarRocksOwnOperationsIsSent(final LoadFormat format) throws InitializationException {
        final String keyed = CLUSTER.newTable(database, "CREATE TABLE {table} (id INT NOT NULL, a INT) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1");

        PutRunner.create(CLUSTER, database, keyed).with("Format", format.name()).send("""
                [{"id":1,"a":1,"__op":0},{"id":2,"a":2,"__op":"0"},{"id":3,"a":3,"__op":0}]""", LoadRelationships.SUCCESS);
        PutRunner.create(CLUSTER, database, keyed).with("Format", format.name()).send("[{\"id\":3,\"a\":3,\"__op\":1}]", LoadRelationships.SUCCESS);

        assertThat(rows(keyed, "id, a")).containsExactly(List.of(1, 1), List.of(2, 2));
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void fieldWithOperationsOfAnotherSystemIsRefused(final LoadFormat format) throws InitializationException {
        final String keyed = CLUSTER.newTable(database, "CREATE TABLE {table} (id INT NOT NULL, a INT) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1");

        final MockFlowFile sent = PutRunner.create(CLUSTER, database, keyed).with("Format", format.name())
                .send("[{\"id\":1,\"a\":1,\"__op\":\"c\"}]", LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).contains("Field [__op] of record 1", "[c] is no operation of StarRocks",
                "Operation Record Path");
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void fieldsMayChangePlaces(final LoadFormat format) throws InitializationException {
        final String pairs = newTable("id INT, a VARCHAR(9), b VARCHAR(9)");

        PutRunner.create(CLUSTER, database, pairs).with("Format", format.name()).with("field.a", "b").with("field.b", "a")
                .send("[{\"id\":1,\"a\":\"x\",\"b\":\"y\"}]", LoadRelationships.SUCCESS);

        assertThat(rows(pairs, "id, a, b")).containsExactly(List.of(1, "y", "x"));
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void reservedWordsAndOddNamesAreColumns(final LoadFormat format) throws InitializationException {
        final String odd = newTable("`order` INT, `select` VARCHAR(9), `group by` VARCHAR(9), `größe` INT, `日本` VARCHAR(9), `a,b=c` INT, `1st` INT, `x.y` INT");

        PutRunner.create(CLUSTER, database, odd).with("Format", format.name()).with("Missing Columns", "FAIL").send("""
                [{"order": 1, "select": "s", "group by": "g", "größe": 2, "日本": "nihon", "a,b=c": 3, "1st": 4, "x.y": 5}]""", LoadRelationships.SUCCESS);

        assertThat(rows(odd, "`order`, `select`, `group by`, `größe`, `日本`, `a,b=c`, `1st`, `x.y`"))
                .containsExactly(List.of(1, "s", "g", 2, "nihon", 3, 4, 5));
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void messageForAUserWithoutSelectSaysWhatToDo(final LoadFormat format) throws InitializationException {
        final MockFlowFile sent = asInserter(format).send("[{\"id\":1,\"name\":\"one\"}]", LoadRelationships.FAILURE);

        sent.assertAttributeEquals("starrocks.error.reason", "DENIED");
        assertThat(sent.getAttribute("starrocks.error.message")).contains("grant SELECT on the table, or set Unknown Fields to Ignore");
        assertThat(rows("id")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void userWithoutSelectLoadsWhenUnknownFieldsAreIgnored(final LoadFormat format) throws InitializationException {
        asInserter(format).with("Unknown Fields", "IGNORE").send("[{\"id\":1,\"name\":\"one\",\"colour\":\"red\"}]", LoadRelationships.SUCCESS);

        assertThat(rows("id, name")).containsExactly(List.of(1, "one"));
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void serverWithTheOldSchemaInterfaceOnlyIsUnderstood(final LoadFormat format) throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.SCHEMA).where("/api/v2/").inject(new Fault.Reply(404, "text/html", NO_SUCH_PAGE));

        runner(format).with("Missing Columns", "FAIL").send("[{\"ID\":1,\"name\":\"one\",\"price\":1.5}]", LoadRelationships.SUCCESS);
        final MockFlowFile unknown = runner(format).send("[{\"id\":2,\"colour\":\"red\"}]", LoadRelationships.FAILURE);

        assertThat(rows("id, name, CAST(price AS VARCHAR)")).containsExactly(List.of(1, "one", "1.50"));
        assertThat(unknown.getAttribute("starrocks.error.message")).contains("Field [colour] goes to no column");
    }

    @Test
    void serverThatReportsNoNestedTypesTakesThemFromJson() throws InitializationException {
        final String nested = newTable("id INT, tags ARRAY<VARCHAR(9)>, box STRUCT<a INT>");
        CLUSTER.emulator().faults().on(RequestKind.SCHEMA).where("/api/v2/").inject(new Fault.Reply(404, "text/html", NO_SUCH_PAGE));

        PutRunner.create(CLUSTER, database, nested).send("[{\"id\":1,\"tags\":[\"x\",null],\"box\":{\"a\":1}}]", LoadRelationships.SUCCESS);

        assertThat(rows(nested, "id, tags, box")).containsExactly(List.of(1, "[\"x\",null]", "{\"a\":1}"));
    }

    private PutRunner runner(final LoadFormat format) throws InitializationException {
        return PutRunner.create(CLUSTER, database, table).with("Format", format.name());
    }

    private PutRunner asInserter(final LoadFormat format) throws InitializationException {
        final String user = "u_" + database;
        CLUSTER.execute("CREATE USER '%s' IDENTIFIED BY 'insert-only'; GRANT INSERT ON TABLE %s.%s TO USER '%1$s';".formatted(user, database, table));
        return PutRunner.create(CLUSTER, Map.of("Username", user, "Password", "insert-only"), database, table, new JsonTreeReader(), Map.of()).with("Format",
                format
                        .name());
    }

    private String newTable(final String columns) {
        final String key = columns.substring(0, columns.indexOf(' '));
        return CLUSTER.newTable(database, "CREATE TABLE {table} (%s) DUPLICATE KEY(%s) DISTRIBUTED BY HASH(%s) BUCKETS 1".formatted(columns, key, key));
    }

    private void replaceTable(final String columns) {
        CLUSTER.execute(
                "DROP TABLE %s.%s; CREATE TABLE %1$s.%2$s (%s) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1;".formatted(database, table, columns));
    }

    private List<List<Object>> rows(final String selected) {
        return rows(table, selected);
    }

    private List<List<Object>> rows(final String from, final String selected) {
        return CLUSTER.query("SELECT %s FROM %s.%s ORDER BY 1".formatted(selected, database, from));
    }
}
