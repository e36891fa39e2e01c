package io.github.nifistarrocks.processors.option;

import java.util.stream.Stream;

import org.apache.nifi.components.DescribedValue;

/** Where it stands whether a record writes its row or deletes it. The names are stored in flows. */
public enum OperationSource implements DescribedValue {

    NONE("None", "Every record is a row to write."), //
    ATTRIBUTE("FlowFile Attribute", "One attribute tells the operation for all records of the FlowFile, each of which is a row."), //
    RECORD_PATH("Record Path", "A RecordPath selects the operation in each record, which is a row or holds one. Also for the flat records of Debezium's"
            + " ExtractNewRecordState, with /__deleted or /__op."), //
    DEBEZIUM("Debezium Envelope", "Each record is an event of Debezium, with before, after and op, bare or in the payload of Kafka Connect's JSON."), //
    MYSQL("MySQL CDC Event", "Each record is an event as CaptureChangeMySQL writes it, with type and columns."), //
    CANAL("Canal Envelope", "Each record is a flat message of Canal, with type, data and old. One record holds one or more rows."), //
    MAXWELL("Maxwell Envelope", "Each record is an event of Maxwell, with type, data and old.");

    private final String displayName;
    private final String description;

    OperationSource(final String displayName, final String description) {
        this.displayName = displayName;
        this.description = description;
    }

    /**
     * What to tell {@link org.apache.nifi.serialization.RecordReader#nextRecord(boolean, boolean)}. Values of change events must come as they are: a reader that
     * infers types fits the values of one field into one type, which makes the text 0012 the number 12.0 where numbers and texts are mixed, and costs long
     * integers their last digits where there are fractions.
     */
    public boolean coercesTypes() {
        return switch (this) {
            case NONE, ATTRIBUTE -> true;
            case RECORD_PATH, DEBEZIUM, MYSQL, CANAL, MAXWELL -> false;
        };
    }

    /** Whether a record has an operation, so that it can delete a row. */
    public boolean hasOperations() {
        return switch (this) {
            case NONE -> false;
            case ATTRIBUTE, RECORD_PATH, DEBEZIUM, MYSQL, CANAL, MAXWELL -> true;
        };
    }

    /** All sources with operations, for dependencies between properties. */
    public static OperationSource[] withOperations() {
        return Stream.of(values()).filter(OperationSource::hasOperations).toArray(OperationSource[]::new);
    }

    @Override
    public String getValue() {
        return name();
    }

    @Override
    public String getDisplayName() {
        return displayName;
    }

    @Override
    public String getDescription() {
        return description;
    }
}
