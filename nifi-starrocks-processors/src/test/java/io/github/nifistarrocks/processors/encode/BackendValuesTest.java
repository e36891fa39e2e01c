package io.github.nifistarrocks.processors.encode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.processors.RecordedTypes;
import io.github.nifistarrocks.processors.column.ColumnPlan;
import io.github.nifistarrocks.processors.column.CsvTypes;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.type.RecordTypes;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Every value of the recorded bodies, as text, number and Boolean, as the product writes it: a real BE stores what it means, or refuses it. What Check Records
 * accepts is stored unchanged, and what it refuses is not.
 */
class BackendValuesTest {

    private static final RecordSchema SCHEMA = Encoding.schema(Encoding.field("k", RecordFieldType.INT), Encoding.field("v", RecordFieldType.STRING));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_DIFFERENCES = 40;

    private static BackendValues backend;

    @BeforeAll
    static void read() {
        backend = BackendValues.read();
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void aBackendStoresWhatIsMeantOrTheValueIsRefused(final LoadFormat format) throws IOException, InvalidRecordException {
        final Counts counts = new Counts();
        for (final String type : backend.types()) {
            if (isLoadable(type, format)) {
                final ValueWriter writer = new ValueWriter(type, format);
                for (final Object value : values(type)) {
                    compare(writer, value, counts);
                }
            }
        }
        System.out.printf("values as %s: %d tried; %d refused here, %d stored as meant, %d refused by the BE, %d in a spelling that is not recorded%n", format,
                counts.tried, counts.refused, counts.stored, counts.refusedByBackend, counts.notRecorded);
        assertThat(counts.differences).isEmpty();
        assertThat(counts.stored).isGreaterThan(3_500);
    }

    private static void compare(final ValueWriter writer, final Object value, final Counts counts) throws IOException {
        counts.tried++;
        final Optional<String> written = writer.write(value);
        final Optional<String> stored = written.flatMap(text -> backend.stored(writer.spelling(text)));
        final Optional<ExpectedValue.Meaning> meaning = ExpectedValue.of(writer.column, value);
        if (written.isEmpty()) {
            counts.refused++;
        } else if (stored.isEmpty()) {
            counts.notRecorded++;
        } else if (BackendValues.REFUSED.equals(stored.get())) {
            counts.refusedByBackend++;
        } else if (meaning.isPresent() && meaning.get().isStored().apply(stored.get())) {
            counts.stored++;
        } else {
            counts.add("%s from %s [%s], written as %s, is stored as %s".formatted(writer.type, value.getClass().getSimpleName(), value, written.get(), stored
                    .get()));
        }
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void whatCheckRecordsAcceptsIsWhatABackendStoresUnchanged(final LoadFormat format) throws IOException, InvalidRecordException {
        final Counts counts = new Counts();
        for (final String type : backend.types()) {
            if (isLoadable(type, format)) {
                final ValueWriter writer = new ValueWriter(type, format);
                for (final Object value : values(type)) {
                    check(writer, value, counts);
                }
            }
        }
        System.out.printf("checked values as %s: %d tried; %d accepted and stored unchanged, %d refused, %d in a spelling that is not recorded%n", format,
                counts.tried, counts.stored, counts.refused, counts.notRecorded);
        assertThat(counts.differences).isEmpty();
        assertThat(counts.stored).isGreaterThan(3_500);
    }

    private static void check(final ValueWriter writer, final Object value, final Counts counts) throws IOException {
        counts.tried++;
        final boolean accepted = writer.accepts(value);
        final Optional<String> written = writer.write(value);
        final Optional<String> stored = written.flatMap(text -> backend.stored(writer.spelling(text)));
        final Optional<ExpectedValue.Meaning> meaning = ExpectedValue.of(writer.column, value).filter(ExpectedValue.Meaning::exact);
        final boolean known = written.isEmpty() || stored.isPresent();
        final boolean unchanged = meaning.isPresent() && stored.isPresent() && !BackendValues.REFUSED.equals(stored.get())
                && meaning.get().isStored().apply(stored.get());
        if (!known) {
            counts.notRecorded++;
        } else if (accepted != unchanged) {
            counts.add(
                    "%s %s %s [%s], written as %s and stored as %s".formatted(writer.type, accepted ? "accepts" : "refuses", value.getClass().getSimpleName(),
                            value, written.orElse("nothing"), stored.orElse("nothing")));
        } else if (accepted) {
            counts.stored++;
        } else {
            counts.refused++;
        }
    }

    @Test
    void typesThatABackendCannotReadFromCsvAreRefusedInThePlan() {
        final List<String> unsupported = backend.types().stream().filter(type -> !isLoadable(type, LoadFormat.CSV)).toList();
        assertThat(unsupported).contains("DECIMAL(76,10)", "STRUCT<a:INT,b:VARCHAR(5)>", "ARRAY<STRUCT<a:INT,b:DATE>>");
        for (final String type : unsupported) {
            assertThatThrownBy(() -> Encoding.plan(SCHEMA, LoadFormat.CSV, column("k", "INT"), column("v", type))).as(type)
                    .isInstanceOf(InvalidRecordException.class)
                    .hasMessageContaining("which StarRocks cannot load from CSV; choose JSON in the property Format");
        }
    }

    /** VARBINARY of JSON goes through a function, which the recordings do not have. */
    private static boolean isLoadable(final String type, final LoadFormat format) {
        return switch (format) {
            case CSV -> CsvTypes.unsupported(RecordedTypes.type(type)).isEmpty();
            case JSON -> !type.contains("VARBINARY");
        };
    }

    private static TableColumn column(final String name, final String type) {
        return Encoding.column(name, RecordedTypes.type(type));
    }

    /** The values of all bodies of a type, in the classes in which readers find them. */
    private static Set<Object> values(final String type) throws IOException {
        final Set<Object> values = new LinkedHashSet<>();
        for (final BackendValues.Spelling spelling : backend.of(type)) {
            if (spelling.format() == LoadFormat.CSV || RecordTypes.isNested(RecordedTypes.type(type)) || type.equals("JSON")) {
                values.add(spelling.text());
            }
            if (spelling.format() == LoadFormat.JSON) {
                final String text = spelling.text().strip();
                if (text.startsWith("\"") && text.endsWith("\"") && text.length() > 1) {
                    try {
                        values.add(JSON.readTree(text).asText());
                    } catch (IOException e) {
                        // An invalid body.
                    }
                }
                if (text.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
                    addNumber(values, new BigDecimal(text));
                }
                if (text.equals("true") || text.equals("false")) {
                    values.add(Boolean.valueOf(text));
                }
            }
        }
        values.remove("\\N");
        return values;
    }

    private static void addNumber(final Set<Object> values, final BigDecimal number) {
        values.add(number);
        if (Double.isFinite(number.doubleValue())) {
            values.add(number.doubleValue());
        }
        if (Float.isFinite(number.floatValue())) {
            values.add(number.floatValue());
        }
        if (number.scale() == 0) {
            values.add(number.toBigInteger());
            if (number.toBigInteger().bitLength() < Long.SIZE) {
                values.add(number.longValueExact());
            }
        }
    }

    /** Writes values as the product does in strict mode. */
    private static final class ValueWriter {
        private final String type;
        private final ColumnType column;
        private final LoadFormat format;
        private final RowEncoder encoder;
        private final RowCheck check;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private RowWriter rows;

        ValueWriter(final String type, final LoadFormat format) throws InvalidRecordException {
            this.type = type;
            this.column = RecordedTypes.type(type);
            this.format = format;
            final TableColumn[] columns = {column("k", "INT"), column("v", type)};
            final ColumnPlan plan = Encoding.plan(SCHEMA, format, columns);
            this.encoder = RowEncoder.strict(plan, Encoding.UTC);
            this.check = new RowCheck(plan, Encoding.table(columns), Encoding.UTC);
            this.rows = encoder.writer(out);
        }

        boolean accepts(final Object value) {
            return check.check(Encoding.row(Encoding.row(SCHEMA, 1, value))).isEmpty();
        }

        /** @return the value as the body holds it; empty when it is refused */
        Optional<String> write(final Object value) throws IOException {
            out.reset();
            try {
                encoder.encode(Encoding.row(Encoding.row(SCHEMA, 1, value)), rows);
                rows.flush();
            } catch (InvalidRecordException e) {
                rows = encoder.writer(out);
                return Optional.empty();
            }
            final String body = out.toString(StandardCharsets.UTF_8);
            return Optional.of(switch (format) {
                case JSON -> body.substring("{\"k\":1,\"v\":".length(), body.length() - "}\n".length());
                case CSV -> body.substring("1\u001f\u0001".length(), body.length() - "\u0017".length());
            });
        }

        BackendValues.Spelling spelling(final String text) {
            return new BackendValues.Spelling(format, type, text);
        }
    }

    private static final class Counts {
        private int tried;
        private int refused;
        private int stored;
        private int refusedByBackend;
        private int notRecorded;
        private final Map<String, List<String>> byType = new TreeMap<>();
        private final List<String> differences = new ArrayList<>();

        private void add(final String difference) {
            final List<String> ofType = byType.computeIfAbsent(difference.substring(0, difference.indexOf(' ')), ignored -> new ArrayList<>());
            ofType.add(difference);
            if (ofType.size() <= MAX_DIFFERENCES) {
                differences.add(difference);
            }
        }
    }
}
