package io.github.nifistarrocks.processors.option;

import java.util.Arrays;
import java.util.List;

import org.apache.nifi.components.DescribedValue;

/** Source of the operation (insert, update or delete) of a record. The names are stored in flows. */
public enum OperationSource implements DescribedValue {

    NONE("None", "Every record is a row to write."), //
    ATTRIBUTE("FlowFile Attribute", "A FlowFile attribute holds the operation of all records. Each record is a row."), //
    RECORD_PATH("Record Path", "A RecordPath selects the operation in each record. The record is a row or holds one. Also for the flat records of Debezium's"
            + " ExtractNewRecordState, with /__deleted or /__op."), //
    DEBEZIUM("Debezium Envelope", "Each record is a Debezium event with before, after and op, bare or in the payload of Kafka Connect's JSON."), //
    MYSQL("MySQL CDC Event", "Each record is an event as CaptureChangeMySQL writes it, with type and columns."), //
    CANAL("Canal Envelope", "Each record is a flat Canal message with type, data and old. One record holds one or more rows."), //
    MAXWELL("Maxwell Envelope", "Each record is a Maxwell event with type, data and old.");

    private final String displayName;
    private final String description;

    OperationSource(final String displayName, final String description) {
        this.displayName = displayName;
        this.description = description;
    }

    /** The sources whose records have operations, in the order of their declaration. */
    public static List<OperationSource> withOperations() {
        return Arrays.stream(values()).filter(OperationSource::hasOperations).toList();
    }

    /** Whether records have an operation at all, so that some of them may delete rows. */
    public boolean hasOperations() {
        return switch (this) {
            case NONE -> false;
            case ATTRIBUTE, RECORD_PATH, DEBEZIUM, MYSQL, CANAL, MAXWELL -> true;
        };
    }

    /** Whether records are change events, which contain a row or a part of it in a format of their own. */
    public boolean isEnvelope() {
        return switch (this) {
            case NONE, ATTRIBUTE, RECORD_PATH -> false;
            case DEBEZIUM, MYSQL, CANAL, MAXWELL -> true;
        };
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
