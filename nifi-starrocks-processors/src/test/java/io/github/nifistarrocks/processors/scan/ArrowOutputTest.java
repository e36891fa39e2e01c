package io.github.nifistarrocks.processors.scan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ArrayType;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.client.schema.ColumnType.MapType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.ColumnType.StructField;
import io.github.nifistarrocks.client.schema.ColumnType.StructType;
import io.github.nifistarrocks.client.schema.ColumnType.VarcharType;
import io.github.nifistarrocks.processors.ArrowContent;
import io.github.nifistarrocks.processors.NodeArrow;
import io.github.nifistarrocks.processors.plan.PlannedColumn;
import io.github.nifistarrocks.processors.scan.RecordedBatches.Recording;
import io.github.nifistarrocks.processors.scan.column.UnreadableColumnException;
import org.apache.nifi.processor.exception.FlowFileAccessException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The Arrow output of batches that the code of a real BE made. */
class ArrowOutputTest {

    /** A scan does not read HLL, and no column of a table has the type TIME. */
    private static final Set<String> REFUSED = Set.of("hll", "hll_notnull", "time");
    private static final int BATCHES = 122;

    @TempDir
    private Path folder;

    static List<Recording> recordings() {
        return RecordedBatches.all().stream().filter(recording -> !REFUSED.contains(recording.name())).toList();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void theMessagesOfTheBackendAreCopied(final Recording recording) {
        final byte[] written = write(recording);

        assertThat(withoutSchema(written)).isEqualTo(withoutSchema(recording.bytes()));
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void theSchemaOfThePlanIsThatOfTheBackend(final Recording recording) {
        assertThat(new ArrowColumns(recording.columns()).schema()).isEqualTo(ArrowContent.of(recording.bytes()).schema());
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void aScanWithoutRowsHasTheSchemaOfOneWithRows(final Recording recording) {
        final ByteArrayOutputStream empty = new ByteArrayOutputStream();
        new ArrowOutput(recording.columns(), RowBatches.NONE).process(empty);

        assertThat(schema(empty.toByteArray())).isEqualTo(schema(write(recording)));
        assertThat(ArrowContent.of(empty.toByteArray()).batches()).isZero();
    }

    @Test
    void otherTypesAreRefusedByName() {
        for (final String name : REFUSED) {
            assertThatThrownBy(() -> write(RecordedBatches.of(name))).isInstanceOf(ScanAbortedException.class).hasMessageContaining("which cannot be read");
        }
    }

    /** An implementation of Arrow that is neither that of Java nor that of a BE. */
    @Test
    @Tag("proof-scanning")
    void anotherReaderHasTheRowsOfEveryBatch() throws IOException {
        final NodeArrow node = NodeArrow.in(folder);
        final List<Recording> recordings = recordings();
        for (final Recording recording : recordings) {
            node.add(recording.name(), write(recording));
        }

        node.read();

        final List<String> differences = new ArrayList<>();
        int values = 0;
        int notText = 0;
        for (final Recording recording : recordings) {
            final JsonNode rows = node.rows(recording.name());
            assertThat(rows.size()).as(recording.name()).isEqualTo(recording.rows().size());
            for (int row = 0; row < rows.size(); row++) {
                for (int i = 0; i < recording.columns().size(); i++) {
                    final JsonNode expected = recording.rows().path(row).path(i);
                    final ColumnType type = recording.columns().get(i).type();
                    values++;
                    if (expected.isObject()) {
                        notText++;
                    } else if (!Objects.equals(PrintedValue.ofPairs(type, rows.path(row).path(i)), PrintedValue.printed(type, expected))) {
                        differences.add("%s, row %d: %s is read as %s".formatted(recording, row + 1, expected, rows.path(row).path(i)));
                    }
                }
            }
        }
        System.out.printf("be-arrow as Arrow streams, read by npm apache-arrow: %d of %d batches, %d values, %d of them not UTF-8 and not compared%n",
                recordings.size(), BATCHES, values, notText);
        assertThat(differences).isEmpty();
        assertThat(recordings).hasSize(BATCHES - REFUSED.size());
    }

    @Test
    void aColumnThatIsNotWhereThePlanHasItIsRefused() {
        final Recording recording = RecordedBatches.of("all_scalars");

        assertThatThrownBy(() -> write(recording, recording.columns().reversed())).hasCauseInstanceOf(UnreadableColumnException.class)
                .hasMessageContaining("is number 1 of the plan").hasMessageContaining("set Output Format to Records");
    }

    @Test
    void aColumnThatThePlanDoesNotHaveIsRefused() {
        final Recording recording = RecordedBatches.of("all_scalars");

        assertThatThrownBy(() -> write(recording, recording.columns().subList(0, recording.columns().size() - 1)))
                .hasMessageContaining("in the plan, but the BE sends %d".formatted(recording.columns().size()));
    }

    @Test
    void aTypeThatDiffersFromThePlanIsRefused() {
        assertRefused("int", ScalarType.BIGINT, "Column [c] is planned as BIGINT, but the BE sends");
        assertRefused("array_int", new ArrayType(ScalarType.BIGINT), "Column [c] is planned as ARRAY<BIGINT>, but the BE sends");
        assertRefused("decimal_18_6", new DecimalType(OptionalInt.of(18), OptionalInt.of(5)), "Column [c] is planned as DECIMAL(18,5), but the BE sends");
        assertRefused("array_int", new MapType(ScalarType.INT, ScalarType.INT), "Create a new plan");
    }

    @Test
    void aFieldOfAStructThatWasRenamedIsRefused() {
        final StructType recorded = (StructType) RecordedBatches.of("struct_flat").columns().getFirst().type();
        final List<StructField> fields = new ArrayList<>(recorded.fields());
        fields.set(0, new StructField("other", fields.getFirst().type()));

        assertRefused("struct_flat", new StructType(fields), "Create a new plan");
    }

    @Test
    void aNullInAColumnThatThePlanHasAsNotNullIsRefused() {
        final Recording recording = RecordedBatches.of("int");

        assertThatThrownBy(() -> write(recording, List.of(new PlannedColumn("c", ScalarType.INT, false))))
                .hasMessageContaining("Column [c] is NOT NULL in the plan, but the BE sends NULL");
    }

    @Test
    void aNullBehindNestedColumnsIsFound() {
        final Recording recording = RecordedBatches.of("nested_with_scalars");
        final List<PlannedColumn> planned = new ArrayList<>(recording.columns());
        planned.set(3, new PlannedColumn(planned.get(3).name(), planned.get(3).type(), false));

        assertThatThrownBy(() -> write(recording, planned)).hasMessageContaining("Column [s] is NOT NULL in the plan, but the BE sends NULL");
    }

    /** As a server before 3.3 reports it. */
    @Test
    void aNestedColumnWithoutTheTypesInsideIsRefusedWithoutRowsToo() {
        final List<PlannedColumn> planned = List.of(new PlannedColumn("c", new ArrayType(ColumnType.UNKNOWN), true));

        assertThatThrownBy(() -> new ArrowOutput(planned, RowBatches.NONE).process(OutputStream.nullOutputStream()))
                .hasMessageContaining("from version 3.3").hasMessageContaining("Exclude the column");
    }

    @Test
    void namesAreThoseOfThePlan() {
        final Recording recording = RecordedBatches.of("int");

        assertThat(ArrowContent.of(write(recording, List.of(new PlannedColumn("C", ScalarType.INT, true)))).schema().getFields().getFirst().getName())
                .isEqualTo("C");
    }

    @Test
    void aFaultOfTheContentRepositoryIsPassedOn() {
        final OutputStream full = new OutputStream() {
            @Override
            public void write(final int b) {
                throw new FlowFileAccessException("disk full", new IOException("disk full"));
            }
        };
        final List<PlannedColumn> planned = List.of(new PlannedColumn("c", new VarcharType(OptionalInt.empty()), true));

        assertThatThrownBy(() -> new ArrowOutput(planned, RowBatches.NONE).process(full)).isInstanceOf(FlowFileAccessException.class);
    }

    private static void assertRefused(final String name, final ColumnType planned, final String message) {
        final Recording recording = RecordedBatches.of(name);
        assertThatThrownBy(() -> write(recording, List.of(new PlannedColumn("c", planned, true)))).hasCauseInstanceOf(UnreadableColumnException.class)
                .hasMessageContaining(message);
    }

    private static byte[] write(final Recording recording) {
        return write(recording, recording.columns());
    }

    private static byte[] write(final Recording recording, final List<PlannedColumn> planned) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RecordedBatches.Source source = recording.open()) {
            new ArrowOutput(planned, source).process(out);
        }
        return out.toByteArray();
    }

    private static byte[] schema(final byte[] stream) {
        return Arrays.copyOf(stream, schemaLength(stream));
    }

    private static byte[] withoutSchema(final byte[] stream) {
        return Arrays.copyOfRange(stream, schemaLength(stream), stream.length);
    }

    private static int schemaLength(final byte[] stream) {
        return 2 * Integer.BYTES + ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN).getInt(Integer.BYTES);
    }
}
