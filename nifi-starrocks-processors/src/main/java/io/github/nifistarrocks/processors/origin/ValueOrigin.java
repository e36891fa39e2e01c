package io.github.nifistarrocks.processors.origin;

import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.schema.ColumnType;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.SchemaIdentifier;
import org.apache.nifi.serialization.record.SerializedForm;

/** Where the classes of the values of records come from. */
public enum ValueOrigin {

    /** The user declared the types, by the text of a schema or in a registry, or the content declares them, as in Avro. */
    DECLARED,
    /** The types are those of JSON. Fractions are doubles. */
    JSON,
    /** The reader has inferred types from text, and reports numbers without the text. */
    TEXT;

    /** NiFi's readers of JSON and YAML. */
    private static final List<String> JSON_READERS = List.of("org.apache.nifi.json.", "org.apache.nifi.yaml.");

    /**
     * The origin of the values of a record.
     *
     * @param reader that returned it; NiFi may hide its class behind a proxy, but not its text
     */
    static ValueOrigin of(final Record record, final RecordReader reader) {
        if (isDeclared(record.getSchema())) {
            return DECLARED;
        }
        return isJson(record, reader) ? JSON : TEXT;
    }

    /**
     * Whether a schema has a text or an identifier. Schemas that readers infer, and those of header lines, have neither.
     */
    static boolean isDeclared(final RecordSchema schema) {
        return schema.getSchemaText().isPresent()
                || Optional.ofNullable(schema.getIdentifier()).filter(identifier -> !SchemaIdentifier.EMPTY.equals(identifier)).isPresent();
    }

    /** Whether a reader has read a record from JSON. Records do not have their JSON when they contain null. */
    static boolean isJson(final Record record, final RecordReader reader) {
        return JSON_READERS.stream().anyMatch(String.valueOf(reader)::startsWith)
                || record.getSerializedForm().map(SerializedForm::getMimeType).filter("application/json"::equals).isPresent();
    }

    /** @return the check of values for a column, or for a part of a nested one; empty when all are exact */
    public Optional<ValueCheck> checkFor(final ColumnType column) {
        return switch (this) {
            case DECLARED -> Optional.empty();
            case JSON -> JsonFractions.checkFor(column);
            case TEXT -> InferredValues.checkFor(column);
        };
    }
}
