package io.github.nifistarrocks.processors.change;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.github.nifistarrocks.processors.option.BinaryHandling;
import io.github.nifistarrocks.processors.option.EpochUnit;
import io.github.nifistarrocks.processors.option.OperationSource;

/**
 * How records tell changes.
 *
 * @param source where the operation stands
 * @param attributeName the attribute that tells it, for {@link OperationSource#ATTRIBUTE}
 * @param attributeValue that attribute's value in this FlowFile, empty when it has none
 * @param operationPath RecordPath of the operation, for {@link OperationSource#RECORD_PATH}
 * @param rowPath RecordPath of the row inside the record, for {@link OperationSource#RECORD_PATH}; empty or {@code /} when the record is the row
 * @param words what the operations are called
 * @param keyColumns the columns of the key; when empty, those that the target tells are meant
 * @param columnOf the column into which a field goes; empty text for a field that is left out
 * @param epochUnit what numbers count that stand for a date and time and say nothing of it themselves
 * @param binaryHandling what text for binary columns stands for
 * @param unavailableValue what Debezium writes for values that the source did not tell (its unavailable.value.placeholder)
 */
public record ChangeSettings(OperationSource source, Optional<String> attributeName, Optional<String> attributeValue, Optional<String> operationPath,
        Optional<String> rowPath, OperationValues words, List<String> keyColumns, UnaryOperator<String> columnOf, EpochUnit epochUnit,
        BinaryHandling binaryHandling, String unavailableValue) {

    /** Debezium's own default. */
    public static final String DEFAULT_UNAVAILABLE_VALUE = "__debezium_unavailable_value";

    public ChangeSettings {
        keyColumns = List.copyOf(keyColumns);
    }
}
