package io.github.nifistarrocks.processors.change;

import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.processors.option.BinaryHandling;
import io.github.nifistarrocks.processors.option.EpochUnit;
import io.github.nifistarrocks.processors.option.OperationSource;

/**
 * How records describe changes.
 *
 * @param source where the operation is found
 * @param operation how the operation is read
 * @param key the key of the rows
 * @param values how values are decoded
 */
public record ChangeSettings(OperationSource source, OperationSettings operation, KeySettings key, ValueSettings values) {

    /**
     * @param attribute for {@link OperationSource#ATTRIBUTE}
     * @param paths for {@link OperationSource#RECORD_PATH}
     * @param values the names of the operations
     */
    public record OperationSettings(Optional<OperationAttribute> attribute, Optional<RecordPaths> paths, OperationValues values) {}

    /**
     * @param name of the attribute that holds the operation
     * @param value of the attribute in this FlowFile; empty when the FlowFile does not have it
     */
    public record OperationAttribute(String name, Optional<String> value) {}

    /**
     * @param operation RecordPath of the operation
     * @param row RecordPath of the row inside the record; empty or {@code /} when the record is the row
     */
    public record RecordPaths(String operation, Optional<String> row) {}

    /**
     * @param columns of the key; when empty, those that the target reports are used
     * @param fields the columns that they fill
     */
    public record KeySettings(List<String> columns, FieldColumns fields) {

        public KeySettings {
            columns = List.copyOf(columns);
        }
    }

    /**
     * @param epochUnit unit of numbers that represent a date and time and have no unit in the event
     * @param binaryHandling encoding of text for binary columns
     * @param unavailableValue what Debezium writes for values that the source did not send (its unavailable.value.placeholder)
     */
    public record ValueSettings(EpochUnit epochUnit, BinaryHandling binaryHandling, String unavailableValue) {

        /** Debezium's own default. */
        public static final String DEFAULT_UNAVAILABLE_VALUE = "__debezium_unavailable_value";
    }
}
