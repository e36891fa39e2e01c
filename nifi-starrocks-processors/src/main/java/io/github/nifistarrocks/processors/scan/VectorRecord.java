package io.github.nifistarrocks.processors.scan;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.processors.scan.column.ColumnReader;
import io.github.nifistarrocks.processors.scan.column.ScannedColumn;
import io.github.nifistarrocks.processors.scan.column.WallClock;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.SerializedForm;
import org.apache.nifi.serialization.record.field.FieldConverter;
import org.apache.nifi.serialization.record.field.StandardFieldConverterRegistry;
import org.apache.nifi.serialization.record.util.DataTypeUtils;

/**
 * One row of a batch, read from the vectors when a writer requests a value. One object represents all rows, one after the other: NiFi's writers do not use a
 * record after {@code write} returns. It cannot be changed.
 *
 * <p>A field that the schema of the writer declares as string returns {@link ColumnReader#text}, independent of the type of its column.
 */
final class VectorRecord implements Record {

    private final ScanSchema schema;
    private final WallClock clock;
    private final boolean[] asText;
    private final Map<String, Integer> positions = new HashMap<>();
    /** By identity: a writer passes the fields of its own schema, and hashing a field is expensive. */
    private final Map<RecordField, Integer> writerFields = new IdentityHashMap<>();
    private final Set<String> names;
    private final ColumnReader[] readers;
    private int row;

    VectorRecord(final ScanSchema schema, final RecordSchema writerSchema, final WallClock clock) {
        this.schema = schema;
        this.clock = clock;
        names = Collections.unmodifiableSet(new LinkedHashSet<>(schema.recordSchema().getFieldNames()));
        readers = new ColumnReader[schema.columns().size()];
        asText = new boolean[readers.length];
        for (int i = 0; i < readers.length; i++) {
            positions.put(schema.columns().get(i).name(), i);
        }
        for (final RecordField field : writerSchema.getFields()) {
            final int position = find(field);
            writerFields.put(field, position);
            if (position >= 0) {
                asText[position] = field.getDataType().getFieldType() == RecordFieldType.STRING;
            }
        }
    }

    /** Reads from the next batch; {@link #moveTo} selects the row. */
    void bind(final VectorSchemaRoot batch) {
        for (int i = 0; i < readers.length; i++) {
            final ScannedColumn column = schema.columns().get(i);
            readers[i] = ColumnReader.of(column, batch.getVector(column.vector()), clock);
        }
    }

    void moveTo(final int position) {
        row = position;
    }

    @Override
    public RecordSchema getSchema() {
        return schema.recordSchema();
    }

    @Override
    public Object getValue(final RecordField field) {
        final int position = position(field);
        final Object value = position < 0 ? null : valueAt(position);
        return value == null ? field.getDefaultValue() : value;
    }

    @Override
    public Object getValue(final String fieldName) {
        final Integer position = positions.get(fieldName);
        return position == null ? null : valueAt(position);
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
            values.put(schema.columns().get(i).name(), asText[i] ? readers[i].text(row) : readers[i].exactValue(row));
        }
        return values;
    }

    @Override
    public String getAsString(final RecordField field, final String format) {
        final int position = position(field);
        final String text = position < 0 ? null : textAt(position, format);
        return text == null ? DataTypeUtils.toString(field.getDefaultValue(), format) : text;
    }

    @Override
    public String getAsString(final String fieldName, final String format) {
        final Integer position = positions.get(fieldName);
        return position == null ? null : textAt(position, format);
    }

    @Override
    public String getAsString(final String fieldName) {
        return getAsString(fieldName, getSchema().getDataType(fieldName).map(type -> type.getFormat()).orElse(null));
    }

    private int position(final RecordField field) {
        final Integer position = writerFields.get(field);
        return position == null ? find(field) : position;
    }

    private int find(final RecordField field) {
        Integer position = positions.get(field.getFieldName());
        for (final String alias : field.getAliases()) {
            position = position == null ? positions.get(alias) : position;
        }
        return position == null ? -1 : position;
    }

    private Object valueAt(final int position) {
        return asText[position] ? readers[position].text(row) : readers[position].value(row);
    }

    private String textAt(final int position, final String format) {
        return asText[position] ? readers[position].text(row) : readers[position].formatted(row, format);
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
        return names;
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
