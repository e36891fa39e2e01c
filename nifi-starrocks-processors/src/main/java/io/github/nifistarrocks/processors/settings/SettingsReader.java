package io.github.nifistarrocks.processors.settings;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.encode.Compression;
import io.github.nifistarrocks.client.load.Labels;
import io.github.nifistarrocks.client.load.MergeCommit;
import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.ChangeSettings.KeySettings;
import io.github.nifistarrocks.processors.change.ChangeSettings.OperationAttribute;
import io.github.nifistarrocks.processors.change.ChangeSettings.OperationSettings;
import io.github.nifistarrocks.processors.change.ChangeSettings.RecordPaths;
import io.github.nifistarrocks.processors.change.ChangeSettings.ValueSettings;
import io.github.nifistarrocks.processors.change.OperationValues;
import io.github.nifistarrocks.processors.column.ColumnRules;
import io.github.nifistarrocks.processors.common.InvalidPropertyException;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.option.BinaryHandling;
import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.option.DeleteHandling;
import io.github.nifistarrocks.processors.option.DeliveryStrategy;
import io.github.nifistarrocks.processors.option.DuplicateKeys;
import io.github.nifistarrocks.processors.option.EpochUnit;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.option.MissingColumns;
import io.github.nifistarrocks.processors.option.OperationSource;
import io.github.nifistarrocks.processors.option.PartialUpdate;
import io.github.nifistarrocks.processors.option.TableStrategy;
import io.github.nifistarrocks.processors.option.UnknownFields;
import io.github.nifistarrocks.processors.option.UpdateColumns;
import org.apache.nifi.components.DescribedValue;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.processor.DataUnit;

/** Reads what the properties say for one FlowFile. */
public final class SettingsReader {

    private final PropertyContext context;
    private final Map<PropertyDescriptor, String> properties;
    private final Map<String, String> attributes;
    private final Function<PropertyValue, PropertyValue> evaluation;

    /**
     * @param properties all that are set, dynamic ones too
     * @param attributes of the FlowFile, or those given for a verification
     * @param evaluation of expressions with these attributes
     */
    public SettingsReader(final PropertyContext context, final Map<PropertyDescriptor, String> properties, final Map<String, String> attributes,
            final Function<PropertyValue, PropertyValue> evaluation) {
        this.context = context;
        this.properties = properties;
        this.attributes = attributes;
        this.evaluation = evaluation;
    }

    /**
     * @param processorId identity of the sender, for the label
     * @param unit identity of the FlowFile, for the label
     * @throws InvalidPropertyException when a property has no usable value
     */
    public LoadSettings read(final String processorId, final String unit) throws InvalidPropertyException {
        final ContentKind content = choice(LoadProperties.CONTENT, ContentKind.class);
        final LoadSettings.Body body = body(content);
        return new LoadSettings(target(processorId, unit), delivery(), body, changes(content, body.columns()), quality(content), headers());
    }

    /** @throws InvalidPropertyException when a property has no usable value */
    public LoadSettings.Target target(final String processorId, final String unit) throws InvalidPropertyException {
        final String database = required(LoadProperties.DATABASE);
        final boolean named = choice(LoadProperties.TABLE_STRATEGY, TableStrategy.class) == TableStrategy.TABLE_NAME;
        final Optional<String> table = named ? Optional.of(required(LoadProperties.TABLE)) : Optional.empty();
        final Optional<String> path = named ? Optional.empty() : plain(LoadProperties.TABLE_RECORD_PATH);
        final LoadSettings.Target unlabelled = new LoadSettings.Target(database, table, path, "");
        final TableId tableId = unlabelled.tableId();
        final String label = evaluated(LoadProperties.LABEL).filter(text -> !text.isBlank()).map(Labels::normalize)
                .orElseGet(() -> Labels.derive(processorId, unit, tableId));
        return new LoadSettings.Target(database, table, path, label);
    }

    private LoadSettings.Delivery delivery() {
        final DeliveryStrategy strategy = choice(LoadProperties.DELIVERY_STRATEGY, DeliveryStrategy.class);
        final Optional<MergeCommit> merge = strategy == DeliveryStrategy.MERGE_COMMIT
                ? Optional.of(new MergeCommit(duration(LoadProperties.MERGE_INTERVAL), context.getProperty(LoadProperties.MERGE_PARALLELISM).asInteger()))
                : Optional.empty();
        final long partBytes = strategy == DeliveryStrategy.TRANSACTION
                ? context.getProperty(LoadProperties.PART_SIZE).asDataSize(DataUnit.B).longValue()
                : Long.MAX_VALUE;
        return new LoadSettings.Delivery(strategy, partBytes, merge, duration(LoadProperties.LOAD_TIMEOUT));
    }

    private LoadSettings.Body body(final ContentKind content) {
        final String zoneName = context.getProperty(LoadProperties.TIME_ZONE).getValue();
        final ZoneId zone = zoneName == null ? ZoneId.systemDefault().normalized() : LoadHeaders.timeZone(zoneName);
        final ColumnRules columns = content == ContentKind.RAW
                ? ColumnRules.NONE
                : new ColumnRules(DynamicLoadProperties.behind(DynamicLoadProperties.FIELD_PREFIX, properties),
                        DynamicLoadProperties.behind(DynamicLoadProperties.COLUMN_PREFIX, properties),
                        choice(QualityProperties.UNKNOWN_FIELDS, UnknownFields.class), choice(QualityProperties.MISSING_COLUMNS, MissingColumns.class));
        return new LoadSettings.Body(content, choice(LoadProperties.FORMAT, LoadFormat.class),
                Compression.valueOf(context.getProperty(LoadProperties.COMPRESSION).getValue()), zone, columns);
    }

    private LoadSettings.Changes changes(final ContentKind content, final ColumnRules columns) throws InvalidPropertyException {
        final OperationSource source = content == ContentKind.RAW ? OperationSource.NONE : choice(ChangeProperties.OPERATION_SOURCE, OperationSource.class);
        final List<String> keys = content == ContentKind.RAW ? List.of() : names(evaluated(ChangeProperties.KEY_COLUMNS).orElse(""));
        final ChangeSettings changes = new ChangeSettings(source, operation(source), new KeySettings(keys, columns::columnOf), values(source));
        final DeleteHandling deletes = source.hasOperations() ? choice(ChangeProperties.DELETE_HANDLING, DeleteHandling.class) : DeleteHandling.HARD;
        final boolean soft = deletes == DeleteHandling.SOFT;
        final boolean records = content == ContentKind.RECORDS;
        final PartialUpdate partial = records ? choice(ChangeProperties.PARTIAL_UPDATE, PartialUpdate.class) : PartialUpdate.OFF;
        return new LoadSettings.Changes(changes, deletes, soft ? plain(ChangeProperties.DELETED_FLAG_COLUMN) : Optional.empty(),
                soft ? plain(ChangeProperties.DELETED_TIME_COLUMN) : Optional.empty(),
                records ? choice(ChangeProperties.DUPLICATE_KEYS, DuplicateKeys.class) : DuplicateKeys.KEEP_ALL,
                partial, partial == PartialUpdate.OFF ? UpdateColumns.RECORD_SCHEMA : choice(ChangeProperties.UPDATE_COLUMNS, UpdateColumns.class),
                records ? evaluated(ChangeProperties.MERGE_CONDITION).map(String::strip).filter(text -> !text.isEmpty()) : Optional.empty());
    }

    private OperationSettings operation(final OperationSource source) {
        final Optional<OperationAttribute> attribute = source == OperationSource.ATTRIBUTE
                ? plain(ChangeProperties.OPERATION_ATTRIBUTE).map(name -> new OperationAttribute(name, Optional.ofNullable(attributes.get(name))))
                : Optional.empty();
        final Optional<RecordPaths> paths = source == OperationSource.RECORD_PATH
                ? plain(ChangeProperties.OPERATION_RECORD_PATH).map(path -> new RecordPaths(path, plain(ChangeProperties.ROW_RECORD_PATH)))
                : Optional.empty();
        return new OperationSettings(attribute, paths,
                OperationValues.parse(source.hasOperations() ? plain(ChangeProperties.OPERATION_VALUES).orElse("") : ""));
    }

    private ValueSettings values(final OperationSource source) {
        final boolean debezium = source == OperationSource.DEBEZIUM;
        return new ValueSettings(debezium ? EpochUnit.valueOf(context.getProperty(ChangeProperties.EPOCH_UNIT).getValue()) : EpochUnit.MILLIS,
                debezium ? choice(ChangeProperties.BINARY_HANDLING, BinaryHandling.class) : BinaryHandling.BYTES,
                debezium || source == OperationSource.RECORD_PATH ? plain(ChangeProperties.UNAVAILABLE_VALUE).orElse("") : "");
    }

    private LoadSettings.Quality quality(final ContentKind content) throws InvalidPropertyException {
        final boolean records = content == ContentKind.RECORDS;
        final boolean collects = records && context.getProperty(QualityProperties.REJECTED_RECORD_WRITER).isSet();
        final boolean isolate = collects && context.getProperty(QualityProperties.ISOLATE_BAD_RECORDS).asBoolean();
        final String ratio;
        try {
            ratio = LoadHeaders.maxFilterRatio(evaluated(QualityProperties.MAX_FILTER_RATIO).orElse(""));
        } catch (IllegalArgumentException e) {
            throw new InvalidPropertyException("Property [%s] cannot be used: %s".formatted(QualityProperties.MAX_FILTER_RATIO.getName(), e.getMessage()), e);
        }
        return new LoadSettings.Quality(isolate ? "0" : ratio, context.getProperty(QualityProperties.STRICT_MODE).asBoolean(),
                records && (isolate || context.getProperty(QualityProperties.CHECK_RECORDS).asBoolean()), isolate,
                isolate ? context.getProperty(QualityProperties.MAXIMUM_TRIAL_LOADS).asInteger() : 0, collects);
    }

    private Map<String, String> headers() throws InvalidPropertyException {
        final Map<String, String> headers = new HashMap<>();
        for (final PropertyDescriptor property : properties.keySet()) {
            if (property.isDynamic() && property.getName().startsWith(LoadHeaders.PREFIX)) {
                final String value = evaluated(property).orElse("");
                if (DynamicLoadProperties.hasControlCharacter(value)) {
                    throw new InvalidPropertyException("Property [%s] holds a control character, which no HTTP header takes".formatted(property.getName()),
                            null);
                }
                if (!value.isBlank()) {
                    headers.put(LoadHeaders.headerName(property.getName()), value);
                }
            }
        }
        return headers;
    }

    private <E extends Enum<E> & DescribedValue> E choice(final PropertyDescriptor property, final Class<E> type) {
        return context.getProperty(property).asAllowableValue(type);
    }

    private Duration duration(final PropertyDescriptor property) {
        return context.getProperty(property).asDuration();
    }

    private Optional<String> plain(final PropertyDescriptor property) {
        return Optional.ofNullable(context.getProperty(property).getValue()).map(String::strip).filter(text -> !text.isEmpty());
    }

    private String required(final PropertyDescriptor property) throws InvalidPropertyException {
        return evaluated(property).map(String::strip).filter(text -> !text.isEmpty())
                .orElseThrow(() -> new InvalidPropertyException("Property [%s] is empty: its expression finds no value".formatted(property.getName()), null));
    }

    private Optional<String> evaluated(final PropertyDescriptor property) throws InvalidPropertyException {
        try {
            return Optional.ofNullable(evaluation.apply(context.getProperty(property)).getValue());
        } catch (RuntimeException e) {
            throw new InvalidPropertyException("The expression in property [%s] cannot be evaluated: %s".formatted(property.getName(), Messages.of(e)), e);
        }
    }

    private static List<String> names(final String list) {
        return Arrays.stream(list.split(",")).map(String::strip).filter(name -> !name.isEmpty()).toList();
    }
}
