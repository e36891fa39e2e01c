package io.github.nifistarrocks.processors.settings;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.Labels;
import io.github.nifistarrocks.client.load.MergeCommit;
import io.github.nifistarrocks.processors.column.ColumnRules;
import io.github.nifistarrocks.processors.column.FieldNames;
import io.github.nifistarrocks.processors.column.FieldOptions;
import io.github.nifistarrocks.processors.common.InvalidPropertyException;
import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.option.DeliveryStrategy;
import io.github.nifistarrocks.processors.option.JsonColumnText;
import io.github.nifistarrocks.processors.option.LoadCompression;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.option.MissingColumns;
import io.github.nifistarrocks.processors.option.TableStrategy;
import io.github.nifistarrocks.processors.option.UnknownFields;
import io.github.nifistarrocks.processors.property.DynamicHeaders;
import io.github.nifistarrocks.processors.property.DynamicLoadProperties;
import io.github.nifistarrocks.processors.property.InvalidRecordMode;
import io.github.nifistarrocks.processors.property.LoadProperties;
import io.github.nifistarrocks.processors.property.MaxFilterRatio;
import io.github.nifistarrocks.processors.property.QualityProperties;
import io.github.nifistarrocks.processors.property.TimeZones;
import io.github.nifistarrocks.processors.property.ValueProperties;
import io.github.nifistarrocks.processors.value.NullValues;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.ProcessContext;

/** Reads the properties of PutStarRocks for one FlowFile. */
public final class SettingsReader {

    private final ProcessContext context;
    private final Map<String, String> attributes;
    private final PropertyReader properties;

    private SettingsReader(final ProcessContext context, final Map<String, String> attributes, final UnaryOperator<PropertyValue> evaluation) {
        this.context = context;
        this.attributes = attributes;
        this.properties = new PropertyReader(context, evaluation);
    }

    public static SettingsReader of(final ProcessContext context, final FlowFile flowFile) {
        return new SettingsReader(context, flowFile.getAttributes(), value -> value.evaluateAttributeExpressions(flowFile));
    }

    /** For a FlowFile with these attributes, to verify the properties. */
    public static SettingsReader of(final ProcessContext context, final Map<String, String> attributes) {
        return new SettingsReader(context, attributes, value -> value.evaluateAttributeExpressions(attributes));
    }

    /**
     * Only the table, which is enough to decide whether a FlowFile has to wait.
     *
     * @throws InvalidPropertyException if a property has no usable value
     */
    public Destination destination() throws InvalidPropertyException {
        final String database = properties.required(LoadProperties.DATABASE);
        return switch (properties.choice(LoadProperties.TABLE_STRATEGY, TableStrategy.class)) {
            case TABLE_NAME -> new Destination.OneTable(table(database, properties.required(LoadProperties.TABLE)));
            case RECORD_PATH -> new Destination.TablePerRecord(table(database, Destination.ANY_TABLE).database(),
                    properties.text(LoadProperties.TABLE_RECORD_PATH).orElseThrow());
        };
    }

    private static TableId table(final String database, final String table) throws InvalidPropertyException {
        try {
            return new TableId(database, table);
        } catch (IllegalArgumentException e) {
            throw new InvalidPropertyException(e.getMessage(), e);
        }
    }

    /**
     * @param destination as {@link #destination()} returns it
     * @param sender identity of the processor and of the FlowFile, for the label
     * @throws InvalidPropertyException if a property has no usable value
     */
    public LoadSettings read(final Destination destination, final Sender sender) throws InvalidPropertyException {
        final ContentKind content = properties.choice(LoadProperties.CONTENT, ContentKind.class);
        final LoadSettings.Body body = body(content);
        final LoadSettings.Changes changes = new ChangeSettingsReader(properties, attributes).read(content, body.columns());
        return new LoadSettings(destination, request(destination, sender), body, changes, quality(content, changes));
    }

    private LoadSettings.Request request(final Destination destination, final Sender sender) throws InvalidPropertyException {
        final Delivery delivery = switch (properties.choice(LoadProperties.DELIVERY_STRATEGY, DeliveryStrategy.class)) {
            case SINGLE_LOAD -> new Delivery.SingleLoad();
            case TRANSACTION -> new Delivery.Transaction(partSize());
            case TWO_PHASE -> new Delivery.TwoPhase(partSize(), properties.duration(LoadProperties.PREPARED_TIMEOUT));
            case MERGE_COMMIT -> new Delivery.MergedLoad(new MergeCommit(properties.duration(LoadProperties.MERGE_COMMIT_INTERVAL),
                    properties.value(LoadProperties.MERGE_COMMIT_PARALLELISM).asInteger(),
                    properties.flag(LoadProperties.ASYNCHRONOUS_MERGE_COMMIT) ? MergeCommit.Reply.WHEN_RECEIVED : MergeCommit.Reply.WHEN_VISIBLE));
        };
        final Optional<String> wanted = properties.evaluated(LoadProperties.LABEL).filter(text -> !text.isBlank());
        final String label = wanted.map(text -> Labels.ofTable(text, destination.table()))
                .orElseGet(() -> Labels.derive(sender.processorId(), sender.flowFileId(), destination.table()));
        return new LoadSettings.Request(label, wanted.isPresent() ? LabelSource.PROPERTY : LabelSource.FLOW_FILE, delivery,
                properties.duration(LoadProperties.LOAD_TIMEOUT), headers());
    }

    private long partSize() {
        return properties.value(LoadProperties.PART_SIZE).asDataSize(DataUnit.B).longValue();
    }

    private LoadSettings.Body body(final ContentKind content) {
        final ZoneId zone = properties.text(LoadProperties.TIME_ZONE).map(TimeZones::parse).orElseGet(TimeZones::ofNode);
        final ColumnRules columns = switch (content) {
            case RAW -> ColumnRules.NONE;
            case RECORDS -> new ColumnRules(DynamicLoadProperties.behind(DynamicLoadProperties.FIELD_PREFIX, context.getProperties()),
                    DynamicLoadProperties.behind(DynamicLoadProperties.COLUMN_PREFIX, context.getProperties()),
                    properties.choice(QualityProperties.UNKNOWN_FIELDS, UnknownFields.class),
                    properties.choice(QualityProperties.MISSING_COLUMNS, MissingColumns.class), fieldOptions());
        };
        return new LoadSettings.Body(content, properties.choice(LoadProperties.FORMAT, LoadFormat.class),
                properties.choice(LoadProperties.COMPRESSION, LoadCompression.class).compression(), zone, columns);
    }

    private FieldOptions fieldOptions() {
        return new FieldOptions(properties.flag(ValueProperties.TRANSLATE_FIELD_NAMES) ? FieldNames.TRANSLATED : FieldNames.UNCHANGED,
                new NullValues(properties.flag(ValueProperties.EMPTY_TEXT_AS_NULL), properties.flag(ValueProperties.NOT_FINITE_AS_NULL)),
                properties.choice(ValueProperties.TEXT_IN_JSON_COLUMNS, JsonColumnText.class));
    }

    private LoadSettings.Quality quality(final ContentKind content, final LoadSettings.Changes changes) throws InvalidPropertyException {
        final InvalidRecordMode mode = invalidRecords(content);
        final String ratio = filterRatio();
        if (MaxFilterRatio.isPositive(ratio)) {
            final Optional<String> objection = MaxFilterRatio.objection(changes.source().source(), changes.duplicates(), mode);
            if (objection.isPresent()) {
                throw new InvalidPropertyException("Property [%s] is %s, but %s".formatted(QualityProperties.MAX_FILTER_RATIO.getName(), ratio,
                        objection.get()), null);
            }
        }
        final boolean isolates = mode == InvalidRecordMode.ISOLATED;
        return new LoadSettings.Quality(ratio, properties.value(QualityProperties.STRICT_MODE).asBoolean(),
                isolates || content == ContentKind.RECORDS && properties.value(QualityProperties.CHECK_RECORDS).asBoolean(), mode,
                isolates ? properties.value(QualityProperties.MAXIMUM_TRIAL_LOADS).asInteger() : 0);
    }

    private InvalidRecordMode invalidRecords(final ContentKind content) {
        if (content == ContentKind.RAW || !properties.value(QualityProperties.REJECTED_RECORD_WRITER).isSet()) {
            return InvalidRecordMode.NOT_WRITTEN;
        }
        return properties.value(QualityProperties.ISOLATE_INVALID_RECORDS).asBoolean() ? InvalidRecordMode.ISOLATED : InvalidRecordMode.REPORTED;
    }

    private String filterRatio() throws InvalidPropertyException {
        try {
            return MaxFilterRatio.parse(properties.evaluated(QualityProperties.MAX_FILTER_RATIO).orElse(""));
        } catch (IllegalArgumentException e) {
            throw new InvalidPropertyException("Property [%s] cannot be used: %s".formatted(QualityProperties.MAX_FILTER_RATIO.getName(), e.getMessage()), e);
        }
    }

    private Map<String, String> headers() throws InvalidPropertyException {
        final Map<String, String> headers = new HashMap<>();
        for (final PropertyDescriptor property : context.getProperties().keySet()) {
            if (property.isDynamic() && property.getName().startsWith(DynamicHeaders.PREFIX)) {
                final String value = properties.evaluated(property).orElse("");
                if (DynamicLoadProperties.hasControlCharacter(value)) {
                    throw new InvalidPropertyException(
                            "Property [%s] contains a control character, which an HTTP header does not support".formatted(property.getName()), null);
                }
                if (!value.isBlank()) {
                    headers.put(DynamicHeaders.headerName(property.getName()), value);
                }
            }
        }
        return headers;
    }

    /**
     * Identity from which a label is derived.
     *
     * @param processorId of the processor
     * @param flowFileId UUID of the FlowFile
     */
    public record Sender(String processorId, String flowFileId) {}
}
