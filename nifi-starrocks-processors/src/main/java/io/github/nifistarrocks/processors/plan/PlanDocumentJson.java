package io.github.nifistarrocks.processors.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.Tablet;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ArrayType;
import io.github.nifistarrocks.client.schema.ColumnType.CharType;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.client.schema.ColumnType.MapType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.ColumnType.StructField;
import io.github.nifistarrocks.client.schema.ColumnType.StructType;
import io.github.nifistarrocks.client.schema.ColumnType.UnknownType;
import io.github.nifistarrocks.client.schema.ColumnType.VarbinaryType;
import io.github.nifistarrocks.client.schema.ColumnType.VarcharType;
import io.github.nifistarrocks.client.schema.ColumnTypes;
import io.github.nifistarrocks.client.schema.ColumnTypes.Parameters;

/**
 * The JSON form of a {@link PlanDocument}. Unknown fields are skipped, so that later releases can add fields to {@link #VERSION}. A change that an older
 * reader would misinterpret requires a new version.
 */
public final class PlanDocumentJson {

    /** Version of the format, in the field {@code version}. */
    public static final int VERSION = 1;

    private static final int MAX_STRING_LENGTH = 256 * 1024 * 1024;
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(MAX_STRING_LENGTH).build()).build())
            .disable(DeserializationFeature.WRAP_EXCEPTIONS);
    private static final ObjectWriter WRITER = MAPPER.writerFor(Content.class).without(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    private static final ObjectReader READER = MAPPER.readerFor(Content.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private PlanDocumentJson() {}

    /** Leaves the stream open. */
    public static void write(final PlanDocument plan, final OutputStream out) throws IOException {
        final List<Column> columns = plan.columns().stream().map(Column::of).toList();
        final List<TabletEntry> tablets = plan.tablets().stream().map(TabletEntry::of).toList();
        WRITER.writeValue(out, new Content(VERSION, plan.table().database(), plan.table().table(), columns, plan.sql(), tablets, plan.opaquePlan()));
    }

    /**
     * @throws InvalidPlanException when the content is not a plan document of this version
     * @throws IOException when the content cannot be read
     */
    public static PlanDocument read(final InputStream in) throws InvalidPlanException, IOException {
        final Content content;
        try {
            content = READER.readValue(in);
        } catch (JsonProcessingException e) {
            throw new InvalidPlanException("the content is malformed: " + e.getOriginalMessage(), e);
        }
        if (content == null) {
            throw new InvalidPlanException("the content is empty");
        }
        return content.toPlan();
    }

    private record Content(Integer version, String database, String table, List<Column> columns, String sql, List<TabletEntry> tablets, String plan) {

        PlanDocument toPlan() throws InvalidPlanException {
            if (version == null || version != VERSION) {
                throw new InvalidPlanException(version == null ? "the field [version] is missing" : "the version is %d".formatted(version));
            }
            if (database == null || database.isBlank()) {
                throw malformed("database");
            }
            if (table == null || table.isBlank()) {
                throw malformed("table");
            }
            if (columns == null || columns.isEmpty() || !columns.stream().allMatch(Column::isComplete)) {
                throw malformed("columns");
            }
            if (tablets == null || !tablets.stream().allMatch(TabletEntry::isComplete)) {
                throw malformed("tablets");
            }
            if (plan == null || plan.isEmpty() != tablets.isEmpty()) {
                throw malformed("plan");
            }
            try {
                return new PlanDocument(new TableId(database, table), columns.stream().map(Column::toPlanned).toList(), Objects.requireNonNullElse(sql, ""),
                        tablets.stream().map(TabletEntry::toTablet).toList(), plan);
            } catch (IllegalArgumentException e) {
                throw new InvalidPlanException("an address in [tablets] is malformed: " + e.getMessage(), e);
            }
        }

        private static InvalidPlanException malformed(final String field) {
            return new InvalidPlanException("the field [%s] is missing or invalid".formatted(field));
        }
    }

    /**
     * A column, or a part of a nested type: the element of an ARRAY, key and value of a MAP, a field of a STRUCT. The parameters are null for types without them,
     * and where the server does not report them.
     */
    private record Column(String name, String type, Integer length, Integer precision, Integer scale, boolean nullable,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Column> parts) {

        static Column of(final PlannedColumn column) {
            return of(column.name(), column.type(), column.nullable());
        }

        private static Column of(final String name, final ColumnType type, final boolean nullable) {
            final Parameters parameters = parameters(type);
            return new Column(name, type.name(), boxed(parameters.length().stream()), boxed(parameters.precision().stream()),
                    boxed(parameters.scale().stream()), nullable, parameters.parts().stream().map(part -> of(part.name(), part.type(), true)).toList());
        }

        boolean isComplete() {
            return name != null && type != null && (parts == null || parts.stream().allMatch(part -> part != null && part.isComplete()));
        }

        PlannedColumn toPlanned() {
            return new PlannedColumn(name, columnType(), nullable);
        }

        private ColumnType columnType() {
            final List<StructField> inside = parts == null ? List.of() : parts.stream().map(part -> new StructField(part.name, part.columnType())).toList();
            return ColumnTypes.of(type, new Parameters(unboxed(length), unboxed(precision), unboxed(scale), inside));
        }

        private static Parameters parameters(final ColumnType type) {
            final OptionalInt none = OptionalInt.empty();
            return switch (type) {
                case CharType text -> new Parameters(text.length(), none, none, List.of());
                case VarcharType text -> new Parameters(text.length(), none, none, List.of());
                case VarbinaryType bytes -> new Parameters(bytes.length(), none, none, List.of());
                case DecimalType decimal -> new Parameters(none, decimal.precision(), decimal.scale(), List.of());
                case ScalarType ignored -> new Parameters(none, none, none, List.of());
                case ArrayType array -> new Parameters(none, none, none, List.of(new StructField("item", array.element())));
                case MapType map -> new Parameters(none, none, none, List.of(new StructField("key", map.key()), new StructField("value", map.value())));
                case StructType struct -> new Parameters(none, none, none, struct.fields());
                case UnknownType ignored -> new Parameters(none, none, none, List.of());
            };
        }

        private static Integer boxed(final IntStream number) {
            return number.boxed().findFirst().orElse(null);
        }

        private static OptionalInt unboxed(final Integer number) {
            return number == null ? OptionalInt.empty() : OptionalInt.of(number);
        }
    }

    private record TabletEntry(Long id, long version, List<String> replicas) {

        static TabletEntry of(final Tablet tablet) {
            return new TabletEntry(tablet.id(), tablet.version(), tablet.replicas().stream().map(HostPort::toString).toList());
        }

        boolean isComplete() {
            return id != null && replicas != null && !replicas.isEmpty() && !replicas.contains(null);
        }

        Tablet toTablet() {
            return new Tablet(id, version, replicas.stream().map(HostPort::parse).toList());
        }
    }
}
