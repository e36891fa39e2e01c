package io.github.nifistarrocks.client.schema;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.schema.ColumnType.ArrayType;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.client.schema.ColumnType.MapType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.ColumnType.StructField;
import io.github.nifistarrocks.client.schema.ColumnType.StructType;
import io.github.nifistarrocks.client.schema.ColumnType.VarcharType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

class TableSchemaReplyTest {

    private static final TableId TABLE = new TableId("demo", "pk_orders");
    private static final ColumnType VARCHAR = new VarcharType(OptionalInt.empty());

    @Test
    void newInterfaceReportsAllProperties() throws Exception {
        final TableSchema schema = v2(200, recording("179-schema-v2"));
        assertThat(schema.table()).isEqualTo(TABLE);
        assertThat(schema.keys()).isEqualTo(TableSchema.Keys.PRIMARY);
        assertThat(schema.columns()).containsExactly(
                new TableColumn("id", ScalarType.BIGINT, false, true, false),
                new TableColumn("region", varchar(16), false, false, false),
                new TableColumn("amount", new DecimalType(OptionalInt.of(18), OptionalInt.of(4)), true, false, false),
                new TableColumn("note", varchar(65533), true, false, false),
                new TableColumn("created", ScalarType.DATETIME, true, false, false),
                new TableColumn("tags", new ArrayType(varchar(65533)), true, false, false),
                new TableColumn("doc", ScalarType.JSON, true, false, false));
    }

    @Test
    void newInterfaceReportsEveryType() throws Exception {
        final TableSchema schema = v2(200, recording("180-schema-v2-dup"));
        assertThat(schema.keys()).isEqualTo(TableSchema.Keys.DUPLICATE);
        assertThat(schema.columns()).extracting(TableColumn::type).hasToString(
                "[DATETIME, INT, CHAR(8), DOUBLE, BOOLEAN, DATE, LARGEINT, VARBINARY, MAP<VARCHAR(65533),INT>, STRUCT<a INT, b VARCHAR(65533)>]");
        assertThat(schema.columns()).filteredOn(TableColumn::key).extracting(TableColumn::name).containsExactly("ts", "user_id");
    }

    @Test
    void newInterfaceReportsNestedTypes() throws Exception {
        final TableSchema schema = v2(200, recording("180-schema-v2-dup"));
        assertThat(schema.columns().get(8).type()).isEqualTo(new MapType(varchar(65533), ScalarType.INT));
        assertThat(schema.columns().get(9).type())
                .isEqualTo(new StructType(List.of(new StructField("a", ScalarType.INT), new StructField("b", varchar(65533)))));
    }

    @Test
    void newInterfaceReportsAutoIncrement() throws Exception {
        final TableSchema schema = v2(200, "{'code':'0','result':{'keysType':'PRIMARY_KEYS','columns':["
                + "{'name':'id','primitiveType':'BIGINT','isKey':true,'isAllowNull':false,'isAutoIncrement':true,'defaultValueType':'NULL'},"
                + "{'name':'at','primitiveType':'DATETIME','isAllowNull':false,'defaultValueType':'VARY','defaultExpr':'now()'}]}}");
        assertThat(schema.columns()).extracting(TableColumn::name, TableColumn::autoIncrement).containsExactly(tuple("id", true), tuple("at", false));
    }

    @Test
    void columnsOfARunningSchemaChangeAreSkipped() throws Exception {
        final TableSchema schema = v2(200, "{'code':'0','result':{'keysType':'UNIQUE_KEYS','columns':["
                + "{'name':'id','primitiveType':'INT','isKey':true},{'name':'__starrocks_shadow_id','primitiveType':'BIGINT','isKey':true}]}}");

        assertThat(schema.columns()).extracting(TableColumn::name).containsExactly("id");
    }

    @Test
    void typesThatStandInTheColumnItselfAreUnderstood() throws Exception {
        final TableSchema schema = v2(200, "{'code':'0','message':'OK','result':{'keysType':'AGG_KEYS','columns':[{'name':'d','primitiveType':'DECIMAL128',"
                + "'columnSize':38,'precision':38,'scale':6,'isKey':true,'isAllowNull':false},"
                + "{'name':'a','primitiveType':'INVALID_TYPE','isAllowNull':true}]}}");
        assertThat(schema.keys()).isEqualTo(TableSchema.Keys.AGGREGATE);
        assertThat(schema.columns()).containsExactly(
                new TableColumn("d", new DecimalType(OptionalInt.of(38), OptionalInt.of(6)), false, true, false),
                new TableColumn("a", ColumnType.UNKNOWN, true, false, false));
    }

    @ParameterizedTest
    @CsvSource({"DUP_KEYS, DUPLICATE", "UNIQUE_KEYS, UNIQUE", "UNQ_KEYS, UNIQUE", "PRI_KEYS, PRIMARY", "NEW_KEYS, UNKNOWN"})
    void tableModelsAreUnderstood(final String told, final TableSchema.Keys keys) throws Exception {
        assertThat(v2(200, "{'code':'0','result':{'keysType':'%s','columns':[]}}".formatted(told)).keys()).isEqualTo(keys);
    }

    @Test
    void oldInterfaceReportsNamesAndTypes() throws Exception {
        final TableSchema schema = v1(200, recording("170-schema-pk"));
        assertThat(schema.keys()).isEqualTo(TableSchema.Keys.UNKNOWN);
        assertThat(schema.columns()).containsExactly(
                new TableColumn("id", ScalarType.BIGINT, true, false, false),
                new TableColumn("region", VARCHAR, true, false, false),
                new TableColumn("amount", new DecimalType(OptionalInt.of(18), OptionalInt.of(4)), true, false, false),
                new TableColumn("note", VARCHAR, true, false, false),
                new TableColumn("created", ScalarType.DATETIME, true, false, false),
                new TableColumn("tags", ColumnType.UNKNOWN, true, false, false),
                new TableColumn("doc", ScalarType.JSON, true, false, false));
    }

    @Test
    void oldInterfaceReportsSketchTypes() throws Exception {
        assertThat(v1(200, recording("172-schema-agg")).columns()).extracting(TableColumn::type).containsExactly(ScalarType.INT, ScalarType.HLL,
                ScalarType.BITMAP, ScalarType.BIGINT);
    }

    @Test
    void aPageInsteadOfTheNewInterfaceMeansThatThereIsNone() throws Exception {
        assertThat(TableSchemaReply.parseV2(TABLE, 404, stream("<!DOCTYPE html><html></html>"))).isInstanceOf(TableSchemaReply.V2.NotSupported.class);
    }

    @Test
    void anUnknownTableIsNotFoundByEitherInterface() {
        refused(() -> v2(404, "{'code':'404','message':'Unknown table \\u0027nosuch\\u0027'}"), Kind.NOT_FOUND, "Unknown table 'nosuch'");
        refused(() -> v1(404, "{'exception':'Table [nosuch] does not exists','status':404}"), Kind.NOT_FOUND, "Table [nosuch] does not exists");
    }

    @Test
    void aWrongPasswordIsDeniedByEitherInterface() {
        final String body = "{'status':'FAILED','code':'1','msg':'Access denied for u@127.0.0.1','message':'Access denied for u@127.0.0.1'}";
        refused(() -> v2(401, body), Kind.DENIED, "Access denied for u@127.0.0.1");
        refused(() -> v1(401, body), Kind.DENIED, "Access denied for u@127.0.0.1");
    }

    @Test
    void aViewIsRefused() {
        refused(() -> v1(403, "{'exception':'Table [v_orders] is not a OlapTable, only support OlapTable currently','status':403}"), Kind.INVALID,
                "This is a view or an external table: name the table beneath");
    }

    @Test
    void aColumnWithoutANameIsRefused() {
        refused(() -> v1(200, "{'properties':[{'type':'INT'}],'status':200}"), Kind.PROTOCOL, "without a name");
    }

    @Test
    void anIncompleteReplyIsForTheNextFrontend() {
        assertThatThrownBy(() -> v1(200, "{'properties':[{'type'")).isInstanceOf(IOException.class);
    }

    private static void refused(final Attempt attempt, final Kind kind, final String message) {
        final StarRocksException refusal = catchThrowableOfType(StarRocksException.class, attempt::run);
        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal).hasMessageContaining(message).hasMessageContaining("[demo.pk_orders]");
    }

    private static ColumnType varchar(final int length) {
        return new VarcharType(OptionalInt.of(length));
    }

    private static TableSchema v2(final int status, final String body) throws IOException, StarRocksException {
        return ((TableSchemaReply.V2.Described) TableSchemaReply.parseV2(TABLE, status, stream(body))).schema();
    }

    private static TableSchema v1(final int status, final String body) throws IOException, StarRocksException {
        return TableSchemaReply.parseV1(TABLE, status, stream(body));
    }

    /** @param body with apostrophes for JSON's quotes */
    private static InputStream stream(final String body) {
        return new ByteArrayInputStream(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String recording(final String name) throws IOException {
        try (InputStream stream = TableSchemaReplyTest.class.getResourceAsStream("/recordings/%s.json".formatted(name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws Exception;
    }
}
