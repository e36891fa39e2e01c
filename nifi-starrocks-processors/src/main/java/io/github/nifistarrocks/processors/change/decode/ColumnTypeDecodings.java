package io.github.nifistarrocks.processors.change.decode;

import java.util.Optional;

import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.processors.option.BinaryHandling;
import io.github.nifistarrocks.processors.option.EpochUnit;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;

/**
 * Debezium's encodings when the event does not name them: the target's column tells what is meant. Numbers are days for a DATE and a time in a unit that the
 * user tells for a DATETIME; text for binary columns is bytes as
 * the user tells. Timestamps that the reader has made of numbers stand for local times (Debezium gives times
 * with a zone as text).
 *
 * <p>Text for a DECIMAL column is read as a number. The bytes of a decimal, which Debezium writes there by default, are mostly not the text of a number and are
 * refused; in the rare case that they are, nothing tells them apart.
 */
public record ColumnTypeDecodings(EpochUnit unit, BinaryHandling binaryHandling) implements FieldDecodings {

    @Override
    public Optional<FieldDecoding> of(final RecordField field, final TargetColumns target) {
        final Optional<TableColumn> column = target.columnFor(field.getFieldName());
        final String type = ColumnTypes.name(column);
        if (ColumnTypes.isBinary(type)) {
            return Optional.of(new FieldDecoding(ValueDecoders.BYTES, this::bytes));
        }
        return temporalOrNumber(field, column, type);
    }

    /** The same for a field that the event calls text or a number, which bytes are only where Debezium writes them so. */
    Optional<FieldDecoding> ofPlain(final RecordField field, final TargetColumns target) {
        if (binaryHandling != BinaryHandling.BYTES) {
            return of(field, target);
        }
        final Optional<TableColumn> column = target.columnFor(field.getFieldName());
        return temporalOrNumber(field, column, ColumnTypes.name(column));
    }

    private Optional<FieldDecoding> temporalOrNumber(final RecordField field, final Optional<TableColumn> column, final String type) {
        return switch (type) {
            case "DATE" -> Optional.of(new FieldDecoding(ValueDecoders.DATE, ValueDecoders::date));
            case "DATETIME" -> Optional.of(new FieldDecoding(ValueDecoders.DATE_TIME, this::dateTime));
            case "DECIMAL" -> column.map(decimal -> new FieldDecoding(ColumnTypes.decimal(decimal), ValueDecoders::decimal));
            default -> switch (field.getDataType().getFieldType()) {
                case RECORD, CHOICE ->
                    Optional.of(new FieldDecoding(ValueDecoders.widestDecimal(), ValueDecoders::variableScale)).filter(any -> ColumnTypes.isNumber(type));
                case TIMESTAMP -> Optional.of(new FieldDecoding(RecordFieldType.TIMESTAMP.getDataType(), this::dateTime));
                default -> Optional.empty();
            };
        };
    }

    private Object bytes(final Object value) throws UndecodableException {
        return ValueDecoders.bytes(value, binaryHandling);
    }

    private Object dateTime(final Object value) throws UndecodableException {
        return ValueDecoders.dateTime(value, unit);
    }
}
