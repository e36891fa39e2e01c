package io.github.nifistarrocks.processors.change.decode;

import java.sql.Timestamp;
import java.util.Optional;

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
import io.github.nifistarrocks.processors.option.BinaryHandling;
import io.github.nifistarrocks.processors.option.EpochUnit;
import io.github.nifistarrocks.processors.type.RecordTypes;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;

/**
 * Debezium's encodings when the event does not name them: the type of the target column decides. Numbers are days for a DATE, and a time in the configured unit
 * for a DATETIME; text for binary columns is bytes in the configured encoding. Timestamps that the reader has created from numbers represent local times
 * (Debezium writes times with a zone as text).
 *
 * <p>Text for a DECIMAL column is read as a number. The bytes of a decimal, which Debezium writes there by default, are mostly not the text of a number and are
 * refused. In the rare case that they are, nothing distinguishes them.
 */
public record ColumnTypeDecodings(EpochUnit unit, BinaryHandling binaryHandling) implements FieldDecodings {

    @Override
    public Optional<FieldDecoding> of(final RecordField field, final TargetColumns target) {
        final ColumnType type = target.typeFor(field.getFieldName());
        return RecordTypes.isBinary(type) ? Optional.of(new FieldDecoding(RecordTypes.BYTES, this::bytes)) : ofScalar(field, type);
    }

    /** The same for a field that the event declares as text or a number: it holds bytes only where Debezium is configured to write them as text. */
    Optional<FieldDecoding> ofPlain(final RecordField field, final TargetColumns target) {
        return binaryHandling == BinaryHandling.BYTES ? ofScalar(field, target.typeFor(field.getFieldName())) : of(field, target);
    }

    private Optional<FieldDecoding> ofScalar(final RecordField field, final ColumnType type) {
        return switch (type) {
            case ScalarType scalar -> switch (scalar) {
                case DATE -> Optional.of(new FieldDecoding(ValueDecoders.DATE, ValueDecoders::date));
                case DATETIME -> Optional.of(new FieldDecoding(ValueDecoders.DATE_TIME, this::dateTime));
                case TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE -> number(field);
                case BOOLEAN, JSON, HLL, BITMAP, PERCENTILE -> timestamp(field);
            };
            case DecimalType decimal -> Optional.of(new FieldDecoding(RecordTypes.inputDecimal(decimal), ValueDecoders::decimal));
            case CharType ignored -> timestamp(field);
            case VarcharType ignored -> timestamp(field);
            case VarbinaryType ignored -> timestamp(field);
            case ArrayType ignored -> timestamp(field);
            case MapType ignored -> timestamp(field);
            case StructType ignored -> timestamp(field);
            case UnknownType ignored -> timestamp(field);
        };
    }

    private Optional<FieldDecoding> number(final RecordField field) {
        final RecordFieldType type = field.getDataType().getFieldType();
        return type == RecordFieldType.RECORD || type == RecordFieldType.CHOICE
                ? Optional.of(new FieldDecoding(ValueDecoders.WIDEST_DECIMAL, ValueDecoders::variableScale))
                : timestamp(field);
    }

    /** Decodes what the reader has read as a timestamp. */
    private Optional<FieldDecoding> timestamp(final RecordField field) {
        return field.getDataType().getFieldType() == RecordFieldType.TIMESTAMP
                ? Optional.of(new FieldDecoding(ValueDecoders.DATE_TIME, value -> value instanceof Timestamp ? dateTime(value) : value))
                : Optional.empty();
    }

    private Object bytes(final Object value) throws UndecodableException {
        return ValueDecoders.bytes(value, binaryHandling);
    }

    private Object dateTime(final Object value) throws UndecodableException {
        return ValueDecoders.dateTime(value, unit);
    }
}
