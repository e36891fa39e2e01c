package io.github.nifistarrocks.processors.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
import io.github.nifistarrocks.processors.option.scan.TemporalValues;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;

/** The NiFi record types of scanned columns: those of {@link RecordTypes}, and arrays, maps and records of them. */
public final class ScanTypes {

    private final TemporalValues temporals;

    public ScanTypes(final TemporalValues temporals) {
        this.temporals = temporals;
    }

    /** Whether values of the type can be scanned; not if it is a nested type of which the server does not report the parts. */
    public static boolean isScannable(final ColumnType type) {
        return new ScanTypes(TemporalValues.NIFI_TYPES).dataType(type).isPresent();
    }

    /** @return empty for types that cannot be scanned */
    public Optional<DataType> dataType(final ColumnType type) {
        return switch (type) {
            case ArrayType array -> dataType(array.element()).map(element -> RecordFieldType.ARRAY.getArrayDataType(element(array.element(), element)));
            case MapType map -> isKey(map.key()) ? dataType(map.value()).map(RecordFieldType.MAP::getMapDataType) : Optional.empty();
            case StructType struct -> struct.fields().isEmpty() ? Optional.empty() : record(struct);
            case ScalarType scalar -> isText(scalar) ? Optional.of(RecordFieldType.STRING.getDataType()) : RecordTypes.dataType(type);
            case DecimalType ignored -> RecordTypes.dataType(type);
            case CharType ignored -> RecordTypes.dataType(type);
            case VarcharType ignored -> RecordTypes.dataType(type);
            case VarbinaryType ignored -> RecordTypes.dataType(type);
            case UnknownType ignored -> RecordTypes.dataType(type);
        };
    }

    private boolean isText(final ScalarType type) {
        return temporals == TemporalValues.TEXT && (type == ScalarType.DATE || type == ScalarType.DATETIME);
    }

    /** NiFi takes an array of bytes for binary, so the elements of an ARRAY of TINYINT are of the next larger type. */
    private static DataType element(final ColumnType type, final DataType element) {
        return type == ScalarType.TINYINT ? RecordFieldType.SHORT.getDataType() : element;
    }

    /** Keys of NiFi's maps are text. */
    private boolean isKey(final ColumnType type) {
        return !RecordTypes.isNested(type) && dataType(type).isPresent();
    }

    private Optional<DataType> record(final StructType struct) {
        final List<RecordField> fields = new ArrayList<>();
        for (final StructField field : struct.fields()) {
            final Optional<DataType> type = dataType(field.type());
            if (type.isEmpty()) {
                return Optional.empty();
            }
            fields.add(new RecordField(field.name(), type.get()));
        }
        return Optional.of(RecordFieldType.RECORD.getRecordDataType(new SimpleRecordSchema(fields)));
    }

    /** Whether a type has parts whose types the server does not report, as the FE does before StarRocks 3.3. */
    public static boolean hasUnreportedParts(final ColumnType type) {
        return switch (type) {
            case ArrayType array -> isUnreported(array.element());
            case MapType map -> isUnreported(map.key()) || isUnreported(map.value());
            case StructType struct -> struct.fields().isEmpty() || struct.fields().stream().anyMatch(field -> isUnreported(field.type()));
            case ScalarType ignored -> false;
            case DecimalType ignored -> false;
            case CharType ignored -> false;
            case VarcharType ignored -> false;
            case VarbinaryType ignored -> false;
            case UnknownType ignored -> false;
        };
    }

    private static boolean isUnreported(final ColumnType part) {
        return part.equals(ColumnType.UNKNOWN) || hasUnreportedParts(part);
    }
}
