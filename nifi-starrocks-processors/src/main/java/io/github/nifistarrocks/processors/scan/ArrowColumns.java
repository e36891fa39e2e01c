package io.github.nifistarrocks.processors.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

import io.github.nifistarrocks.client.scan.ScanColumn;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ArrayType;
import io.github.nifistarrocks.client.schema.ColumnType.CharType;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.client.schema.ColumnType.MapType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.ColumnType.StructType;
import io.github.nifistarrocks.client.schema.ColumnType.UnknownType;
import io.github.nifistarrocks.client.schema.ColumnType.VarbinaryType;
import io.github.nifistarrocks.client.schema.ColumnType.VarcharType;
import io.github.nifistarrocks.processors.plan.PlannedColumn;
import io.github.nifistarrocks.processors.scan.column.UnreadableColumnException;
import io.github.nifistarrocks.processors.scan.row.ArrowColumnTypes;
import io.github.nifistarrocks.processors.type.ScanTypes;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The Arrow schema of the columns of a plan, as a BE sends them, with the names and the NOT NULL constraints of the table. All FlowFiles of a plan have the same
 * schema, also those without rows: batches of a BE must have its types.
 */
final class ArrowColumns {

    /** A DECIMAL with more digits has 256 bits. */
    private static final int DIGITS_OF_128_BITS = 38;
    private static final String ELEMENT = "item";
    private static final String ENTRY = "entries";
    private static final String KEY = "key";
    private static final String MAP_VALUE = "value";

    private final List<PlannedColumn> planned;
    private final Schema schema;

    /** @throws UnreadableColumnException when a column cannot be scanned, or the plan does not have its whole type */
    ArrowColumns(final List<PlannedColumn> planned) {
        this.planned = planned;
        schema = new Schema(planned.stream().map(ArrowColumns::field).toList());
    }

    Schema schema() {
        return schema;
    }

    /**
     * @param scanned columns as the BE names them
     * @param sent schema of its batches
     * @throws UnreadableColumnException when the batches have other columns or types than this schema
     */
    void require(final List<ScanColumn> scanned, final Schema sent) {
        if (scanned.size() != planned.size()) {
            throw new UnreadableColumnException(planned.getLast().name(), "is the last one of %d in the plan, but the BE sends %d. Create a new plan"
                    .formatted(planned.size(), scanned.size()));
        }
        for (int i = 0; i < planned.size(); i++) {
            final PlannedColumn column = planned.get(i);
            if (!scanned.get(i).name().equalsIgnoreCase(column.name())) {
                throw new UnreadableColumnException(column.name(), """
                        is number %d of the plan, but the BE sends %s. StarRocks before 3.1 sends columns in another order: set Output Format to Records. If the \
                        table was altered, create a new plan""".formatted(i + 1, scanned.stream().map(ScanColumn::name).toList()));
            }
            requireType(column, schema.getFields().get(i), sent.getFields().get(i));
        }
    }

    private static void requireType(final PlannedColumn column, final Field expected, final Field sent) {
        ArrowColumnTypes.of(column.name(), sent, column.type());
        if (!isSameType(expected, sent)) {
            throw new UnreadableColumnException(column.name(), "is planned as %s, but the BE sends %s. The table may have been altered. Create a new plan"
                    .formatted(column.type(), sent));
        }
    }

    private static boolean isSameType(final Field expected, final Field sent) {
        if (!expected.getType().equals(sent.getType()) || expected.getChildren().size() != sent.getChildren().size()) {
            return false;
        }
        for (int i = 0; i < expected.getChildren().size(); i++) {
            if (!isSameType(expected.getChildren().get(i), sent.getChildren().get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The positions of the NOT NULL columns among all fields and their parts, each field followed by its parts. */
    List<NotNull> notNull() {
        final List<NotNull> columns = new ArrayList<>();
        int node = 0;
        for (final Field field : schema.getFields()) {
            if (!field.isNullable()) {
                columns.add(new NotNull(field.getName(), node));
            }
            node += nodes(field);
        }
        return columns;
    }

    /**
     * A column that must not have a NULL.
     *
     * @param node its position among all fields and their parts
     */
    record NotNull(String name, int node) {}

    private static int nodes(final Field field) {
        return 1 + field.getChildren().stream().mapToInt(ArrowColumns::nodes).sum();
    }

    private static Field field(final PlannedColumn column) {
        if (ScanTypes.hasUnreportedParts(column.type())) {
            throw new UnreadableColumnException(column.name(), """
                    is of type %s, whose parts the plan does not have. StarRocks reports nested types from version 3.3. Exclude the column in Columns of \
                    FetchStarRocksTablets""".formatted(column.type()));
        }
        return field(column.name(), column.type(), column.nullable(), column);
    }

    private static Field field(final String name, final ColumnType type, final boolean nullable, final PlannedColumn column) {
        return switch (type) {
            case ScalarType scalar -> leaf(name, scalar(scalar, column), nullable);
            case DecimalType decimal -> leaf(name, decimal(decimal, column), nullable);
            case CharType ignored -> leaf(name, ArrowType.Utf8.INSTANCE, nullable);
            case VarcharType ignored -> leaf(name, ArrowType.Utf8.INSTANCE, nullable);
            case VarbinaryType ignored -> leaf(name, ArrowType.Binary.INSTANCE, nullable);
            case ArrayType array -> parent(name, ArrowType.List.INSTANCE, nullable, List.of(field(ELEMENT, array.element(), true, column)));
            case MapType map -> parent(name, new ArrowType.Map(false), nullable, List.of(parent(ENTRY, ArrowType.Struct.INSTANCE, false,
                    List.of(field(KEY, map.key(), false, column), field(MAP_VALUE, map.value(), true, column)))));
            case StructType struct -> parent(name, ArrowType.Struct.INSTANCE, nullable,
                    struct.fields().stream().map(part -> field(part.name(), part.type(), true, column)).toList());
            case UnknownType unknown -> throw UnreadableColumnException.ofType(column.name(), unknown.name());
        };
    }

    private static Field leaf(final String name, final ArrowType type, final boolean nullable) {
        return parent(name, type, nullable, List.of());
    }

    private static Field parent(final String name, final ArrowType type, final boolean nullable, final List<Field> parts) {
        return new Field(name, new FieldType(nullable, type, null), parts);
    }

    private static ArrowType scalar(final ScalarType type, final PlannedColumn column) {
        return switch (type) {
            case BOOLEAN -> ArrowType.Bool.INSTANCE;
            case TINYINT -> new ArrowType.Int(Byte.SIZE, true);
            case SMALLINT -> new ArrowType.Int(Short.SIZE, true);
            case INT -> new ArrowType.Int(Integer.SIZE, true);
            case BIGINT -> new ArrowType.Int(Long.SIZE, true);
            case FLOAT -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
            case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case LARGEINT, DATE, DATETIME, JSON -> ArrowType.Utf8.INSTANCE;
            case HLL, BITMAP, PERCENTILE -> throw UnreadableColumnException.ofType(column.name(), type.name());
        };
    }

    private static ArrowType decimal(final DecimalType type, final PlannedColumn column) {
        final OptionalInt precision = type.precision();
        final OptionalInt scale = type.scale();
        if (precision.isEmpty() || scale.isEmpty()) {
            throw new UnreadableColumnException(column.name(), "is a DECIMAL whose precision the plan does not have. Set Output Format to Records");
        }
        return new ArrowType.Decimal(precision.getAsInt(), scale.getAsInt(), precision.getAsInt() <= DIGITS_OF_128_BITS ? 128 : 256);
    }
}
