package io.github.nifistarrocks.processors.column;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.encode.Encoding;
import io.github.nifistarrocks.processors.encode.LoadRow;
import io.github.nifistarrocks.processors.encode.RowEncoder;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.option.MissingColumns;
import io.github.nifistarrocks.processors.option.UnknownFields;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.nifistarrocks.processors.encode.Encoding.column;
import static io.github.nifistarrocks.processors.encode.Encoding.field;
import static io.github.nifistarrocks.processors.encode.Encoding.key;
import static io.github.nifistarrocks.processors.encode.Encoding.notNull;
import static io.github.nifistarrocks.processors.encode.Encoding.schema;
import static io.github.nifistarrocks.processors.encode.Encoding.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ColumnPlanTest {

    private static final TableSchema ORDERS = table(key("id", "BIGINT"), column("Amount", "DECIMAL"), column("note", "VARCHAR"), column("raw", "VARBINARY"),
            column("tags", "BITMAP"), column("gone", "BOOLEAN"), column("gone_at", "DATETIME"));
    private static final RecordField ID = field("id", RecordFieldType.LONG);
    private static final RecordField AMOUNT = field("amount", RecordFieldType.DOUBLE);

    private Map<String, String> renames = Map.of();
    private Map<String, String> expressions = Map.of();
    private UnknownFields unknown = UnknownFields.FAIL;
    private MissingColumns missing = MissingColumns.IGNORE;
    private Optional<TableSchema> target = Optional.of(ORDERS);
    private LoadFormat format = LoadFormat.JSON;
    private AddedColumns added = AddedColumns.NONE;

    @Test
    void fieldsAreSentUnderTheNamesOfTheirColumnsInTheirOwnOrder() throws InvalidRecordException {
        final ColumnPlan plan = plan(AMOUNT, ID);

        assertThat(plan.header()).isEqualTo("`Amount`,`id`");
        assertThat(plan.columns()).containsExactly("Amount", "id");
        assertThat(plan.format()).isEqualTo(LoadFormat.JSON);
    }

    @Test
    void fieldWithABacktickInItsNameIsRefused() {
        target = Optional.empty();

        assertThatThrownBy(() -> plan(field("a`b", RecordFieldType.INT))).isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("[a`b] contains a backtick");
    }

    @Test
    void withoutATableNamesAndRulesAloneCount() throws InvalidRecordException {
        target = Optional.empty();
        renames = Map.of("a", "b", "c", "");
        expressions = Map.of("d", "e + 1");

        final ColumnPlan plan = plan(field("a", RecordFieldType.INT), field("c", RecordFieldType.INT), field("e", RecordFieldType.INT));

        assertThat(plan.header()).isEqualTo("`b`,`e`,`d`=e + 1");
        assertThat(plan.columns()).containsExactly("b", "e", "d");
    }

    @Test
    void renamedFieldIsSentUnderTheNameOfItsColumn() throws InvalidRecordException {
        renames = Map.of("price", "AMOUNT");

        final ColumnPlan plan = plan(ID, field("price", RecordFieldType.DOUBLE));

        assertThat(plan.header()).isEqualTo("`id`,`Amount`");
        assertThat(plan.columns()).containsExactly("id", "Amount");
    }

    @Test
    void fieldThatOnlyAnExpressionUsesIsKnown() throws InvalidRecordException {
        expressions = Map.of("amount", "price * 100");

        final ColumnPlan plan = plan(ID, field("price", RecordFieldType.DOUBLE));

        assertThat(plan.header()).isEqualTo("`id`,`price`,`Amount`=price * 100");
        assertThat(plan.columns()).containsExactly("id", "Amount");
    }

    @Test
    void expressionOverItsOwnFieldReplacesIt() throws InvalidRecordException {
        expressions = Map.of("amount", "amount / 100");

        assertThat(plan(ID, AMOUNT).header()).isEqualTo("`id`,`amount`,`Amount`=amount / 100");
    }

    @Test
    void fieldThatAnExpressionReplacesWithoutUsingItIsNotSent() throws InvalidRecordException {
        expressions = Map.of("Amount", "1");

        assertThat(plan(ID, AMOUNT).header()).isEqualTo("`id`,`Amount`=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "raw"})
    void fieldThatAnExpressionUsesDoesNotFillTheColumnOfItsNameUnasked(final String destination) {
        renames = Map.of("amount", destination);
        expressions = Map.of("note", "concat(amount, '')");

        assertThatThrownBy(() -> plan(ID, field("amount", RecordFieldType.STRING))).isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("the field [amount], which does not go to the column of its name. StarRocks would fill column `Amount` with it");
    }

    @Test
    void columnOfAFieldThatGoesElsewhereMayHaveAnExpressionOfIt() throws InvalidRecordException {
        renames = Map.of("amount", "raw");
        expressions = Map.of("Amount", "amount * 2");
        format = LoadFormat.CSV;

        assertThat(plan(ID, field("amount", RecordFieldType.STRING)).header()).isEqualTo("`id`,`raw`,`amount`,`Amount`=amount * 2");
    }

    @Test
    void rowsThatTellNoneOfTheFieldsOfAnExpressionGoWithoutIt() throws InvalidRecordException {
        final ColumnRules rules = new ColumnRules(Map.of(), Map.of("note", "concat(first, last)", "raw", "'x'"), UnknownFields.FAIL, MissingColumns.FAIL);

        final ColumnRules part = rules.forPart(List.of("id", "Note"), List.of("id", "Note", "first", "last"), name -> false);

        assertThat(part.expressions()).isEqualTo(Map.of("raw", "'x'"));
        assertThat(part.columnOf("Note", name -> false)).isEmpty();
        assertThat(part.missingColumns()).isEqualTo(MissingColumns.IGNORE);
    }

    @Test
    void renamedFieldThatAnExpressionUsesIsSentUnderBothNames() throws Exception {
        renames = Map.of("price", "amount");
        expressions = Map.of("note", "concat(price, '')");
        final RecordSchema schema = schema(ID, field("price", RecordFieldType.INT));
        final ColumnPlan plan = plan(ID, field("price", RecordFieldType.INT));

        assertThat(plan.header()).isEqualTo("`id`,`Amount`,`price`,`note`=concat(price, '')");
        assertThat(Encoding.encode(plan, Encoding.row(schema, 1, 5))).isEqualTo("{\"id\":1,\"Amount\":5,\"price\":5}\n");
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void bytesAreDecodedByTheServer(final LoadFormat format) throws InvalidRecordException {
        this.format = format;

        assertThat(plan(ID, field("RAW", RecordFieldType.STRING)).header()).isEqualTo(switch (format) {
            case JSON -> "`id`,`__src_raw`,`raw`=to_binary(`__src_raw`,'hex')";
            case CSV -> "`id`,`raw`";
        });
    }

    @ParameterizedTest
    @CsvSource({"BITMAP, INT, to_bitmap", "BITMAP, BIGINT, to_bitmap", "HLL, STRING, hll_hash", "HLL, LONG, hll_hash", "PERCENTILE, DOUBLE, percentile_hash"})
    void sketchesAreComputedByTheServer(final String type, final RecordFieldType fieldType, final String function) throws InvalidRecordException {
        target = Optional.of(table(column("s", type)));
        format = LoadFormat.CSV;

        assertThat(plan(field("s", fieldType)).header()).isEqualTo("`__src_s`,`s`=%s(`__src_s`)".formatted(function));
    }

    @ParameterizedTest
    @CsvSource({"BITMAP, STRING, bitmap_hash", "BITMAP, DOUBLE, bitmap_hash", "HLL, RECORD, hll_hash", "PERCENTILE, STRING, percentile_hash",
            "BITMAP, ARRAY, bitmap_hash"})
    void sketchesOfOtherTypesNeedAnExpression(final String type, final RecordFieldType fieldType, final String example) {
        target = Optional.of(table(column("s", type)));

        assertThatThrownBy(() -> plan(field("s", fieldType))).hasMessageStartingWith("Column `s` is a %s, which StarRocks computes from ".formatted(type))
                .hasMessageContaining("but field [s] is " + fieldType).hasMessageEndingWith("give the column an expression such as %s(`s`)".formatted(example));
        expressions = Map.of("s", "bitmap_hash(s)");
        assertThatCode(() -> plan(field("s", fieldType))).doesNotThrowAnyException();
    }

    @Test
    void columnsOfTheLoadComeLast() throws Exception {
        added = new AddedColumns(true, Optional.of("GONE"), Optional.of("gone_at"), true);
        final ColumnPlan plan = plan(ID);

        assertThat(plan.header()).isEqualTo("`id`,`__op`,`gone`,`gone_at`,`__nifi_row`");
        assertThat(plan.columns()).containsExactly("id", "gone", "gone_at");
        assertThat(encode(plan, LoadRow.upsert(Encoding.row(schema(ID), 3L), 7)))
                .isEqualTo("{\"id\":3,\"__op\":0,\"gone\":false,\"gone_at\":null,\"__nifi_row\":\"__nifi_row=7\"}\n");
        assertThat(encode(plan, LoadRow.delete(Encoding.row(schema(ID), 3L), 7, Instant.parse("2024-07-01T10:00:00Z")))).isEqualTo(
                "{\"id\":3,\"__op\":1,\"gone\":true,\"gone_at\":\"2024-07-01 12:00:00\",\"__nifi_row\":\"__nifi_row=7\"}\n");
    }

    @Test
    void operationMayComeFromAFieldOfTheRecords() throws InvalidRecordException {
        final ColumnPlan plan = plan(ID, field("__op", RecordFieldType.INT));

        assertThat(plan.header()).isEqualTo("`id`,`__op`");
        assertThat(plan.columns()).containsExactly("id");
    }

    @Test
    void operationMayComeFromAnExpression() throws InvalidRecordException {
        expressions = Map.of("__op", "if(kind = 'd', 1, 0)");

        assertThat(plan(ID, field("kind", RecordFieldType.STRING)).header()).isEqualTo("`id`,`kind`,`__op`=if(kind = 'd', 1, 0)");
    }

    @Test
    void unknownFieldsMayBeIgnored() throws InvalidRecordException {
        unknown = UnknownFields.IGNORE;

        assertThat(plan(ID, field("colour", RecordFieldType.STRING)).header()).isEqualTo("`id`");
    }

    @Test
    void columnsThatFillThemselvesMayBeMissing() throws InvalidRecordException {
        missing = MissingColumns.FAIL;
        target = Optional.of(table(new TableColumn("id", ScalarType.BIGINT, false, true, true), column("Amount", "DOUBLE")));

        assertThat(plan(AMOUNT).columns()).containsExactly("Amount");
    }

    @Test
    void tableWithoutPrimaryKeyNeedsNoKeyColumn() throws InvalidRecordException {
        target = Optional.of(new TableSchema(Encoding.TABLE, TableSchema.Keys.DUPLICATE, ORDERS.columns()));

        assertThat(plan(AMOUNT).columns()).containsExactly("Amount");
    }

    static Stream<Arguments> objections() {
        return Stream.of(
                Arguments.of(
                        "Field [colour] goes to no column: table [demo.t] has the columns id, Amount, note, raw, tags, gone, gone_at; map fields to columns, "
                                + "add the columns to the table, or set Unknown Fields to Ignore",
                        (Setup) test -> test.plan(ID, field("colour",
                                RecordFieldType.INT))),
                Arguments.of("Field [price] goes to column `amout`, but table [demo.t] has the columns id, Amount", (Setup) test -> {
                    test.renames = Map.of("price", "amout");
                    test.unknown = UnknownFields.IGNORE;
                    test.plan(ID, field("price", RecordFieldType.INT));
                }),
                Arguments.of("The fields [amount] and [price] both go to column `Amount`; rename or remove one of them", (Setup) test -> {
                    test.renames = Map.of("price", "Amount");
                    test.plan(ID, AMOUNT, field("price", RecordFieldType.INT));
                }),
                Arguments.of("The fields [id] and [ID] both go to column `id`, because column names are case-insensitive; rename or remove one of them",
                        (Setup) test -> test.plan(ID, field("ID", RecordFieldType.INT))),
                Arguments.of("No field and no expression fills `id`, a key column of the PRIMARY KEY table [demo.t]", (Setup) test -> test.plan(AMOUNT)),
                Arguments.of("No field and no expression fills column `note` of table [demo.t]", (Setup) test -> {
                    test.missing = MissingColumns.FAIL;
                    test.plan(ID, AMOUNT);
                }),
                Arguments.of("There is an expression for column `amout`, but table [demo.t] has the columns id", (Setup) test -> {
                    test.expressions = Map.of("amout", "1");
                    test.plan(ID);
                }),
                Arguments.of("There are two expressions for column `note`: one as `NOTE`; remove one", (Setup) test -> {
                    test.expressions = Map.of("note", "1", "NOTE", "2");
                    test.plan(ID);
                }),
                Arguments.of("There is an expression for `__op`, which the processor sets itself", (Setup) test -> {
                    test.expressions = Map.of("__op", "1");
                    test.added = new AddedColumns(true, Optional.empty(), Optional.empty(), false);
                    test.plan(ID);
                }),
                Arguments.of("The processor sends `__op` itself, but there is also a field [__op]", (Setup) test -> {
                    test.added = new AddedColumns(true, Optional.empty(), Optional.empty(), false);
                    test.plan(ID, field("__op", RecordFieldType.INT));
                }),
                Arguments.of("The processor sends `__nifi_row` itself, but there is also a field [__nifi_row]", (Setup) test -> {
                    test.added = new AddedColumns(false, Optional.empty(), Optional.empty(), true);
                    test.target = Optional.empty();
                    test.plan(ID, field(AddedColumns.ROW_NUMBER, RecordFieldType.INT));
                }),
                Arguments.of("Rows cannot be deleted by key from table [demo.t], because it is not a PRIMARY KEY table", (Setup) test -> {
                    test.added = new AddedColumns(true, Optional.empty(), Optional.empty(), false);
                    test.target = Optional.of(new TableSchema(Encoding.TABLE, TableSchema.Keys.UNIQUE, ORDERS.columns()));
                    test.plan(ID);
                }),
                Arguments.of("Column `deleted` marks deleted rows, but table [demo.t] has the columns id", (Setup) test -> {
                    test.added = new AddedColumns(false, Optional.of("deleted"), Optional.empty(), false);
                    test.plan(ID);
                }),
                Arguments.of("Column `note` marks deleted rows, so it must be a BOOLEAN column, not VARCHAR", (Setup) test -> {
                    test.added = new AddedColumns(false, Optional.of("NOTE"), Optional.empty(), false);
                    test.plan(ID);
                }),
                Arguments.of("Column `gone` marks deleted rows and is filled by the processor, but also by field [Gone]; remove that",
                        (Setup) test -> {
                            test.added = new AddedColumns(false, Optional.of("gone"), Optional.empty(), false);
                            test.plan(ID, field("Gone", RecordFieldType.BOOLEAN));
                        }),
                Arguments.of("Column `at` holds the time of deletion, so it must accept NULL for the other rows", (Setup) test -> {
                    test.added = new AddedColumns(false, Optional.empty(), Optional.of("at"), false);
                    test.target = Optional.of(table(key("id", "INT"), notNull("at", "DATETIME")));
                    test.plan(ID);
                }),
                Arguments.of("Column `s` is a STRUCT, which StarRocks cannot load from CSV; choose JSON in the property Format", (Setup) test -> {
                    test.format = LoadFormat.CSV;
                    test.target = Optional.of(table(column("s", "STRUCT")));
                    test.plan(field("s", RecordFieldType.RECORD));
                }),
                Arguments.of("The fields [a] and [note] would both be sent as `note`, and an expression uses that name; rename one of them upstream",
                        (Setup) test -> {
                            test.renames = Map.of("a", "note", "note", "");
                            test.expressions = Map.of("Amount", "length(note)");
                            test.plan(ID, field("a", RecordFieldType.STRING), field("note", RecordFieldType.STRING));
                        }),
                Arguments.of("None of the fields colour is loaded: ", (Setup) test -> {
                    test.unknown = UnknownFields.IGNORE;
                    test.plan(field("colour", RecordFieldType.INT));
                }),
                Arguments.of("The schema of the records has no fields, so there is no column to load", (Setup) ColumnPlanTest::plan));
    }

    @ParameterizedTest
    @MethodSource("objections")
    void objectionNamesWhatIsWrong(final String message, final Setup setup) {
        assertThatThrownBy(() -> setup.run(new ColumnPlanTest())).isInstanceOf(InvalidRecordException.class).hasMessageStartingWith(message);
    }

    private ColumnPlan plan(final RecordField... fields) throws InvalidRecordException {
        final ColumnPlan.Builder plan = ColumnPlan.builder(new ColumnRules(renames, expressions, unknown, missing), format).add(added);
        target.ifPresent(plan::table);
        return plan.plan(List.of(fields));
    }

    private static String encode(final ColumnPlan plan, final LoadRow row) throws IOException, InvalidRecordException {
        return Encoding.encode(RowEncoder.strict(plan, ZoneId.of("Europe/Berlin")), row);
    }

    @FunctionalInterface
    interface Setup {
        void run(ColumnPlanTest test) throws InvalidRecordException;
    }
}
