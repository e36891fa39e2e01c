package io.github.nifistarrocks.processors.scan.row;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.processors.scan.column.ColumnReader;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.SerializedForm;
import org.apache.nifi.serialization.record.field.FieldConverter;
import org.apache.nifi.serialization.record.field.StandardFieldConverterRegistry;
import org.apache.nifi.serialization.record.util.DataTypeUtils;

/**
 * One row of a batch, or a STRUCT in it, read from the vectors when a writer requests a value. One object represents all rows, one after the other: NiFi's
 * writers do not use a record after {@code write} returns. It cannot be changed.
 */
final class VectorRecord implements Record {

    private final RecordFields fields;
    private final ColumnReader[] readers;
    private final boolean exact;
    private int row;
    private int requested = RecordFields.NONE;

    VectorRecord(final RecordFields fields, final int row) {
        this(fields, row, false);
    }

    private VectorRecord(final RecordFields fields, final int row, final boolean exact) {
        this.fields = fields;
        this.readers = fields.readers();
        this.row = row;
        this.exact = exact;
    }

    /** For a writer that accepts java.time types. */
    static VectorRecord exact(final RecordFields fields, final int row) {
        return new VectorRecord(fields, row, true);
    }

    void moveTo(final int position) {
        row = position;
        requested = RecordFields.NONE;
    }

    /** Position of the last field that a writer has requested; {@link RecordFields#NONE} when it has requested none, or all together. */
    int requested() {
        return requested;
    }

    @Override
    public RecordSchema getSchema() {
        return fields.schema();
    }

    @Override
    public Object getValue(final RecordField field) {
        final int position = fields.position(field);
        final Object value = position == RecordFields.NONE ? null : valueAt(position);
        return value == null ? field.getDefaultValue() : value;
    }

    @Override
    public Object getValue(final String fieldName) {
        final int position = fields.position(fieldName);
        return position == RecordFields.NONE ? null : valueAt(position);
    }

    @Override
    public Object[] getValues() {
        final Object[] values = new Object[readers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = valueAt(i);
        }
        return values;
    }

    @Override
    public Map<String, Object> toMap() {
        final Map<String, Object> values = LinkedHashMap.newLinkedHashMap(readers.length);
        for (int i = 0; i < readers.length; i++) {
            requested = i;
            values.put(fields.name(i), reported(i, readers[i].exactValue(row)));
        }
        requested = RecordFields.NONE;
        return values;
    }

    @Override
    public String getAsString(final RecordField field, final String format) {
        final int position = fields.position(field);
        final String text = position == RecordFields.NONE ? null : textAt(position, format);
        return text == null ? DataTypeUtils.toString(field.getDefaultValue(), format) : text;
    }

    @Override
    public String getAsString(final String fieldName, final String format) {
        final int position = fields.position(fieldName);
        return position == RecordFields.NONE ? null : textAt(position, format);
    }

    @Override
    public String getAsString(final String fieldName) {
        return getAsString(fieldName, getSchema().getDataType(fieldName).map(type -> type.getFormat()).orElse(null));
    }

    private Object valueAt(final int position) {
        requested = position;
        return reported(position, exact ? readers[position].exactValue(row) : readers[position].value(row));
    }

    private String textAt(final int position, final String format) {
        requested = position;
        return reported(position, readers[position].formatted(row, format));
    }

    private <T> T reported(final int position, final T value) {
        if (value == null) {
            fields.reportNull(position);
        }
        return value;
    }

    @Override
    public Long getAsLong(final String fieldName) {
        return DataTypeUtils.toLong(getValue(fieldName), fieldName);
    }

    @Override
    public Integer getAsInt(final String fieldName) {
        return DataTypeUtils.toInteger(getValue(fieldName), fieldName);
    }

    @Override
    public Double getAsDouble(final String fieldName) {
        return DataTypeUtils.toDouble(getValue(fieldName), fieldName);
    }

    @Override
    public Float getAsFloat(final String fieldName) {
        return DataTypeUtils.toFloat(getValue(fieldName), fieldName);
    }

    @Override
    public Boolean getAsBoolean(final String fieldName) {
        return DataTypeUtils.toBoolean(getValue(fieldName), fieldName);
    }

    @Override
    public Record getAsRecord(final String fieldName, final RecordSchema recordSchema) {
        return DataTypeUtils.toRecord(getValue(fieldName), recordSchema, fieldName);
    }

    @Override
    public LocalDate getAsLocalDate(final String fieldName, final String format) {
        return converted(LocalDate.class, fieldName, format);
    }

    @Override
    public LocalDateTime getAsLocalDateTime(final String fieldName, final String format) {
        return converted(LocalDateTime.class, fieldName, format);
    }

    @Override
    public OffsetDateTime getAsOffsetDateTime(final String fieldName, final String format) {
        return converted(OffsetDateTime.class, fieldName, format);
    }

    private <T> T converted(final Class<T> type, final String fieldName, final String format) {
        final FieldConverter<Object, T> converter = StandardFieldConverterRegistry.getRegistry().getFieldConverter(type);
        return converter.convertField(getValue(fieldName), Optional.ofNullable(format), fieldName);
    }

    @Override
    public Object[] getAsArray(final String fieldName) {
        return DataTypeUtils.toArray(getValue(fieldName), fieldName, null, StandardCharsets.UTF_8);
    }

    @Override
    public Set<String> getRawFieldNames() {
        return fields.names();
    }

    @Override
    public Optional<SerializedForm> getSerializedForm() {
        return Optional.empty();
    }

    @Override
    public boolean isTypeChecked() {
        return true;
    }

    @Override
    public boolean isDropUnknownFields() {
        return true;
    }

    /** The number of the row, without values: these must not get into logs. */
    @Override
    public String toString() {
        return "VectorRecord[row=%d]".formatted(row);
    }

    @Override
    public void incorporateSchema(final RecordSchema other) {
        throw unchangeable();
    }

    @Override
    public void incorporateInactiveFields() {
        throw unchangeable();
    }

    @Override
    public void setValue(final String fieldName, final Object value) {
        throw unchangeable();
    }

    @Override
    public void setValue(final RecordField field, final Object value) {
        throw unchangeable();
    }

    @Override
    public void remove(final RecordField field) {
        throw unchangeable();
    }

    @Override
    public boolean rename(final RecordField field, final String newName) {
        throw unchangeable();
    }

    @Override
    public void regenerateSchema() {
        throw unchangeable();
    }

    @Override
    public void setArrayValue(final String fieldName, final int arrayIndex, final Object value) {
        throw unchangeable();
    }

    @Override
    public void setMapValue(final String fieldName, final String mapKey, final Object value) {
        throw unchangeable();
    }

    private static UnsupportedOperationException unchangeable() {
        return new UnsupportedOperationException("A row of a scan cannot be changed");
    }
}
