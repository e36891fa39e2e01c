package io.github.nifistarrocks.processors.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.ChangeSettings.KeySettings;
import io.github.nifistarrocks.processors.change.ChangeSettings.OperationAttribute;
import io.github.nifistarrocks.processors.change.ChangeSettings.OperationSettings;
import io.github.nifistarrocks.processors.change.ChangeSettings.RecordPaths;
import io.github.nifistarrocks.processors.change.ChangeSettings.ValueSettings;
import io.github.nifistarrocks.processors.change.OperationValues;
import io.github.nifistarrocks.processors.column.ColumnRules;
import io.github.nifistarrocks.processors.common.InvalidPropertyException;
import io.github.nifistarrocks.processors.option.BinaryHandling;
import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.option.DeleteHandling;
import io.github.nifistarrocks.processors.option.DuplicateKeys;
import io.github.nifistarrocks.processors.option.EpochUnit;
import io.github.nifistarrocks.processors.option.OperationSource;
import io.github.nifistarrocks.processors.option.PartialUpdate;
import io.github.nifistarrocks.processors.option.UpdateColumns;
import io.github.nifistarrocks.processors.property.ChangeProperties;

/** Reads the properties for operations, keys and partial updates. */
final class ChangeSettingsReader {

    private final PropertyReader properties;
    private final Map<String, String> attributes;

    /** @param attributes of the FlowFile */
    ChangeSettingsReader(final PropertyReader properties, final Map<String, String> attributes) {
        this.properties = properties;
        this.attributes = attributes;
    }

    LoadSettings.Changes read(final ContentKind content, final ColumnRules columns) throws InvalidPropertyException {
        return switch (content) {
            case RAW -> new LoadSettings.Changes(source(OperationSource.NONE, columns, List.of()), deletes(OperationSource.NONE), DuplicateKeys.KEEP_ALL,
                    new LoadSettings.PartialRows(PartialUpdate.OFF, UpdateColumns.RECORD_SCHEMA), Optional.empty());
            case RECORDS -> {
                final OperationSource source = properties.choice(ChangeProperties.OPERATION_SOURCE, OperationSource.class);
                yield new LoadSettings.Changes(source(source, columns, keyColumns()), deletes(source),
                        properties.choice(ChangeProperties.DUPLICATE_KEYS, DuplicateKeys.class), partial(),
                        properties.evaluatedText(ChangeProperties.MERGE_CONDITION));
            }
        };
    }

    private ChangeSettings source(final OperationSource source, final ColumnRules columns, final List<String> keys) {
        return new ChangeSettings(source, operation(source), new KeySettings(keys, columns::columnOf), values(source));
    }

    private OperationSettings operation(final OperationSource source) {
        final Optional<OperationAttribute> attribute = source == OperationSource.ATTRIBUTE
                ? properties.text(ChangeProperties.OPERATION_ATTRIBUTE).map(name -> new OperationAttribute(name, Optional.ofNullable(attributes.get(name))))
                : Optional.empty();
        final Optional<RecordPaths> paths = source == OperationSource.RECORD_PATH
                ? properties.text(ChangeProperties.OPERATION_RECORD_PATH).map(path -> new RecordPaths(path, properties.text(ChangeProperties.ROW_RECORD_PATH)))
                : Optional.empty();
        return new OperationSettings(attribute, paths,
                OperationValues.parse(source.hasOperations() ? properties.text(ChangeProperties.OPERATION_VALUES).orElse("") : ""));
    }

    private ValueSettings values(final OperationSource source) {
        final boolean debezium = source == OperationSource.DEBEZIUM;
        return new ValueSettings(debezium ? properties.choice(ChangeProperties.EPOCH_UNIT, EpochUnit.class) : EpochUnit.MILLIS,
                debezium ? properties.choice(ChangeProperties.BINARY_HANDLING, BinaryHandling.class) : BinaryHandling.BYTES,
                debezium || source == OperationSource.RECORD_PATH ? properties.text(ChangeProperties.UNAVAILABLE_VALUE).orElse("") : "");
    }

    private List<String> keyColumns() throws InvalidPropertyException {
        return Arrays.stream(properties.evaluatedText(ChangeProperties.KEY_COLUMNS).orElse("").split(",")).map(String::strip)
                .filter(name -> !name.isEmpty()).toList();
    }

    private LoadSettings.Deletes deletes(final OperationSource source) {
        final DeleteHandling handling = source.hasOperations()
                ? properties.choice(ChangeProperties.DELETE_HANDLING, DeleteHandling.class)
                : DeleteHandling.HARD;
        return switch (handling) {
            case SOFT -> new LoadSettings.Deletes(handling, properties.text(ChangeProperties.DELETED_FLAG_COLUMN),
                    properties.text(ChangeProperties.DELETED_TIME_COLUMN));
            case HARD, IGNORE -> new LoadSettings.Deletes(handling, Optional.empty(), Optional.empty());
        };
    }

    private LoadSettings.PartialRows partial() {
        final PartialUpdate mode = properties.choice(ChangeProperties.PARTIAL_UPDATE, PartialUpdate.class);
        return switch (mode) {
            case OFF -> new LoadSettings.PartialRows(mode, UpdateColumns.RECORD_SCHEMA);
            case ROW, COLUMN, AUTO -> new LoadSettings.PartialRows(mode, properties.choice(ChangeProperties.UPDATE_COLUMNS, UpdateColumns.class));
        };
    }
}
