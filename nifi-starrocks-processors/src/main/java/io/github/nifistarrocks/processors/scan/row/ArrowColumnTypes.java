package io.github.nifistarrocks.processors.scan.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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
import io.github.nifistarrocks.processors.scan.column.UnreadableColumnException;
import io.github.nifistarrocks.processors.type.RecordTypes;
import io.github.nifistarrocks.processors.type.ScanTypes;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Determines the StarRocks type of a scanned column, with its parts, from its Arrow field and its reported type. Arrow carries DATE, DATETIME, LARGEINT, JSON and
 * text as the same type, so an Arrow field alone does not determine a type. A nested column whose parts are not reported is refused even if none of them is text:
 * a scan without rows has no Arrow field, and its records must have the same schema.
 */
public final class ArrowColumnTypes {

    private ArrowColumnTypes() {}

    /**
     * @param column its path
     * @param arrow decides on everything that it distinguishes
     * @param reported StarRocks type of the column
     * @throws UnreadableColumnException when the column cannot be read
     */
    public static ColumnType of(final String column, final Field arrow, final ColumnType reported) {
        return switch (arrow.getType()) {
            case ArrowType.List ignored -> {
                final ArrayType array = nested(ArrayType.class, column, arrow, reported);
                yield new ArrayType(of(PartPath.element(column), arrow.getChildren().getFirst(), array.element()));
            }
            case ArrowType.Map ignored -> {
                final MapType map = nested(MapType.class, column, arrow, reported);
                final List<Field> entry = arrow.getChildren().getFirst().getChildren();
                yield new MapType(of(PartPath.key(column), entry.getFirst(), map.key()), of(PartPath.mapValue(column), entry.getLast(), map.value()));
            }
            case ArrowType.Struct ignored -> struct(column, arrow, nested(StructType.class, column, arrow, reported));
            default -> Optional.of(reported).filter(type -> !RecordTypes.isNested(type)).flatMap(type -> scalar(arrow.getType(), type))
                    .orElseThrow(() -> unreadable(column, arrow, reported));
        };
    }

    private static StructType struct(final String column, final Field arrow, final StructType reported) {
        if (arrow.getChildren().size() != reported.fields().size()) {
            throw unreadable(column, arrow, reported);
        }
        final List<StructField> fields = new ArrayList<>();
        for (int i = 0; i < reported.fields().size(); i++) {
            final StructField field = reported.fields().get(i);
            final Field child = arrow.getChildren().get(i);
            if (!child.getName().equalsIgnoreCase(field.name())) {
                throw unreadable(column, arrow, reported);
            }
            fields.add(new StructField(field.name(), of(PartPath.field(column, field.name()), child, field.type())));
        }
        return new StructType(fields);
    }

    private static <T extends ColumnType> T nested(final Class<T> type, final String column, final Field arrow, final ColumnType reported) {
        if (!type.isInstance(reported) || ScanTypes.hasUnreportedParts(reported)) {
            throw unreadable(column, arrow, reported);
        }
        return type.cast(reported);
    }

    private static UnreadableColumnException unreadable(final String column, final Field arrow, final ColumnType reported) {
        if (reported.equals(ColumnType.UNKNOWN) || ScanTypes.hasUnreportedParts(reported)) {
            return new UnreadableColumnException(column, """
                    is sent as Arrow type %s, and the plan does not have its StarRocks type. StarRocks reports nested types from version 3.3. Exclude the column in \
                    Columns of FetchStarRocksTablets""".formatted(arrow.getType()));
        }
        return !ScanTypes.isScannable(reported)
                ? UnreadableColumnException.ofType(column, reported.name())
                : new UnreadableColumnException(column, "is planned as %s, but the BE sends %s. The table may have been altered. Create a new plan"
                        .formatted(reported, arrow));
    }

    private static Optional<ColumnType> scalar(final ArrowType arrow, final ColumnType reported) {
        return switch (arrow) {
            case ArrowType.Bool ignored -> Optional.of(ScalarType.BOOLEAN);
            case ArrowType.Int number when number.getIsSigned() -> integer(number.getBitWidth());
            case ArrowType.FloatingPoint number when number.getPrecision() == FloatingPointPrecision.SINGLE -> Optional.of(ScalarType.FLOAT);
            case ArrowType.FloatingPoint number when number.getPrecision() == FloatingPointPrecision.DOUBLE -> Optional.of(ScalarType.DOUBLE);
            case ArrowType.Decimal number when number.getBitWidth() >= 128 ->
                Optional.of(new DecimalType(OptionalInt.of(number.getPrecision()), OptionalInt.of(number.getScale())));
            case ArrowType.Utf8 ignored -> text(reported);
            case ArrowType.Binary ignored when reported instanceof VarbinaryType || reported.equals(ColumnType.UNKNOWN) ->
                Optional.of(new VarbinaryType(OptionalInt.empty()));
            default -> Optional.empty();
        };
    }

    private static Optional<ColumnType> integer(final int bits) {
        return switch (bits) {
            case Byte.SIZE -> Optional.of(ScalarType.TINYINT);
            case Short.SIZE -> Optional.of(ScalarType.SMALLINT);
            case Integer.SIZE -> Optional.of(ScalarType.INT);
            case Long.SIZE -> Optional.of(ScalarType.BIGINT);
            default -> Optional.empty();
        };
    }

    private static Optional<ColumnType> text(final ColumnType reported) {
        return switch (reported) {
            case ScalarType scalar -> switch (scalar) {
                case DATE, DATETIME, LARGEINT, JSON -> Optional.of(scalar);
                case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, HLL, BITMAP, PERCENTILE -> Optional.empty();
            };
            case CharType text -> Optional.of(text);
            case VarcharType text -> Optional.of(text);
            case DecimalType ignored -> Optional.empty();
            case VarbinaryType ignored -> Optional.empty();
            case ArrayType ignored -> Optional.empty();
            case MapType ignored -> Optional.empty();
            case StructType ignored -> Optional.empty();
            case UnknownType ignored -> Optional.empty();
        };
    }
}
