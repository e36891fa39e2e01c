package io.github.nifistarrocks.processors.property;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.option.DeleteHandling;
import io.github.nifistarrocks.processors.option.DeliveryStrategy;
import io.github.nifistarrocks.processors.option.DuplicateKeys;
import io.github.nifistarrocks.processors.option.OperationSource;
import io.github.nifistarrocks.processors.option.PartialUpdate;
import io.github.nifistarrocks.processors.option.TableStrategy;
import io.github.nifistarrocks.processors.option.UpdateColumns;
import org.apache.nifi.components.DescribedValue;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;

/** Finds values of properties that cannot be combined. */
public final class PutStarRocksValidation {

    private static final String SKIP_HEADER = "load.skip_header";
    private static final String LOG_REJECTED_RECORDS = "load.log_rejected_record_num";
    /** Headers that a BE does not read in a transaction of one table (BE: TransactionStreamLoadAction). */
    private static final List<String> NOT_IN_TRANSACTIONS = List.of("load.enclose", "load.escape", SKIP_HEADER, "load.trim_space", LOG_REJECTED_RECORDS);

    private final ValidationContext context;
    private final List<ValidationResult> problems;
    private final DeliveryStrategy strategy;
    private final boolean severalTables;

    private PutStarRocksValidation(final ValidationContext context) {
        this.context = context;
        this.problems = new ArrayList<>(DynamicLoadProperties.validate(context));
        this.strategy = choice(LoadProperties.DELIVERY_STRATEGY, DeliveryStrategy.class);
        this.severalTables = choice(LoadProperties.TABLE_STRATEGY, TableStrategy.class) == TableStrategy.RECORD_PATH;
    }

    public static Collection<ValidationResult> validate(final ValidationContext context) {
        return new PutStarRocksValidation(context).validated();
    }

    private List<ValidationResult> validated() {
        switch (choice(LoadProperties.CONTENT, ContentKind.class)) {
            case RAW -> validateRaw();
            case RECORDS -> validateRecords();
        }
        if (strategy == DeliveryStrategy.MERGE_COMMIT) {
            validateMergeCommit();
        }
        return problems;
    }

    private void validateRaw() {
        if (severalTables) {
            refuse(LoadProperties.TABLE_STRATEGY, "raw content is not read as records, so no record can name a table. Use Table Name");
        }
        switch (strategy) {
            case SINGLE_LOAD -> {
                // Everything that raw content needs.
            }
            case TRANSACTION ->
                refuse(LoadProperties.DELIVERY_STRATEGY, "raw content cannot be split into parts, because its rows are not known. Use Single Load");
            case TWO_PHASE -> NOT_IN_TRANSACTIONS.forEach(name -> dynamicProperty(name).ifPresent(property -> refuse(property,
                    "StarRocks ignores this header in a transaction of one table, and would read other rows. Use Single Load, or remove the property")));
            case MERGE_COMMIT -> {
                if (dynamicProperty(SKIP_HEADER).isPresent()) {
                    refuse(LoadProperties.DELIVERY_STRATEGY, "StarRocks does not merge loads with load.skip_header. Use Single Load");
                }
            }
        }
    }

    private void validateRecords() {
        if (severalTables && strategy != DeliveryStrategy.TRANSACTION && strategy != DeliveryStrategy.TWO_PHASE) {
            refuse(LoadProperties.TABLE_STRATEGY, "several tables need transactions. Set Delivery Strategy to Transaction or Two-Phase Commit");
        }
        if (strategy == DeliveryStrategy.TWO_PHASE || strategy == DeliveryStrategy.TRANSACTION && !severalTables) {
            dynamicProperty(LOG_REJECTED_RECORDS).ifPresent(
                    property -> refuse(property, "StarRocks ignores this header in a transaction of one table. Use Single Load, or remove the property"));
        }
        validateChanges();
        if (context.getProperty(QualityProperties.REJECTED_RECORD_WRITER).isSet()) {
            validateWriter();
        }
        validateFilterRatio();
    }

    private void validateChanges() {
        final boolean deletesRows = operationSource().hasOperations()
                && choice(ChangeProperties.DELETE_HANDLING, DeleteHandling.class) == DeleteHandling.HARD;
        if (deletesRows && context.getProperty(ChangeProperties.MERGE_CONDITION).isSet()) {
            refuse(ChangeProperties.MERGE_CONDITION,
                    "StarRocks does not support deletes in a load with a condition. Set Delete Handling to Soft Delete or Ignore");
        }
        if (loadsByFieldsPresent() && severalTables) {
            refuse(ChangeProperties.UPDATE_COLUMNS, "Fields Present needs several loads, which are possible for one table only. Use Record Schema");
        }
        if (loadsByFieldsPresent() && strategy == DeliveryStrategy.MERGE_COMMIT) {
            refuse(ChangeProperties.UPDATE_COLUMNS,
                    "Fields Present needs several loads in sequence, and Merge Commit does not keep their order. Use Single Load or Transaction");
        }
    }

    private void validateWriter() {
        if (severalTables) {
            refuse(QualityProperties.REJECTED_RECORD_WRITER, "invalid records can be identified for one table only. Use PartitionRecord upstream");
        } else if (strategy == DeliveryStrategy.MERGE_COMMIT) {
            refuse(QualityProperties.REJECTED_RECORD_WRITER,
                    "StarRocks does not report the filtered rows of merged loads, and merged loads are not exactly once. Use Single Load or Transaction");
        } else {
            switch (invalidRecordMode()) {
                case NOT_WRITTEN -> throw new IllegalStateException("There is a writer");
                case REPORTED -> validateReporting();
                case ISOLATED -> validateIsolation();
            }
        }
    }

    private void validateReporting() {
        if (!mayFilterRows()) {
            refuse(QualityProperties.ISOLATE_INVALID_RECORDS, """
                    without isolation and with a Max Filter Ratio of 0 one invalid record fails the FlowFile, so no record would ever be written to rejected. Set it \
                    to true, or set Max Filter Ratio above 0""");
        }
    }

    private void validateIsolation() {
        if (!context.getProperty(QualityProperties.STRICT_MODE).asBoolean()) {
            refuse(QualityProperties.STRICT_MODE, """
                    isolation of invalid records needs it. Without Strict Mode StarRocks loads NULL for values that cannot be converted, so these records cannot be \
                    identified. Set it to true""");
        }
        if (loadsByFieldsPresent()) {
            refuse(ChangeProperties.UPDATE_COLUMNS, """
                    Fields Present needs several loads, and invalid records can be isolated in one load only. Use Record Schema, or remove the Rejected Record \
                    Writer""");
        }
    }

    private void validateFilterRatio() {
        if (mayFilterRows()) {
            MaxFilterRatio.objection(operationSource(), choice(ChangeProperties.DUPLICATE_KEYS, DuplicateKeys.class), invalidRecordMode())
                    .filter(objection -> !isExpression(QualityProperties.MAX_FILTER_RATIO) || losesChanges())
                    .ifPresent(objection -> refuse(QualityProperties.MAX_FILTER_RATIO, objection));
        }
    }

    private void validateMergeCommit() {
        if (context.getProperty(LoadProperties.LABEL).isSet()) {
            refuse(LoadProperties.LABEL, "StarRocks ignores labels with Merge Commit. Use Single Load or Transaction, or remove the label");
        }
        if (duration(LoadProperties.MERGE_COMMIT_INTERVAL).compareTo(duration(LoadProperties.LOAD_TIMEOUT)) >= 0) {
            refuse(LoadProperties.MERGE_COMMIT_INTERVAL, "StarRocks aborts a load after Load Timeout, which must be longer");
        }
    }

    /** Whether the ratio is above 0, or an expression whose value may be above 0. */
    private boolean mayFilterRows() {
        return isExpression(QualityProperties.MAX_FILTER_RATIO)
                || MaxFilterRatio.isPositive(context.getProperty(QualityProperties.MAX_FILTER_RATIO).getValue());
    }

    /** Whether filtering the last change of a key would lose the change. */
    private boolean losesChanges() {
        return operationSource().hasOperations() || choice(ChangeProperties.DUPLICATE_KEYS, DuplicateKeys.class) == DuplicateKeys.KEEP_LAST;
    }

    private InvalidRecordMode invalidRecordMode() {
        if (!context.getProperty(QualityProperties.REJECTED_RECORD_WRITER).isSet()) {
            return InvalidRecordMode.NOT_WRITTEN;
        }
        return context.getProperty(QualityProperties.ISOLATE_INVALID_RECORDS).asBoolean() ? InvalidRecordMode.ISOLATED : InvalidRecordMode.REPORTED;
    }

    private boolean loadsByFieldsPresent() {
        return choice(ChangeProperties.PARTIAL_UPDATE, PartialUpdate.class) != PartialUpdate.OFF
                && choice(ChangeProperties.UPDATE_COLUMNS, UpdateColumns.class) == UpdateColumns.FIELDS_PRESENT;
    }

    private OperationSource operationSource() {
        return choice(ChangeProperties.OPERATION_SOURCE, OperationSource.class);
    }

    private Optional<PropertyDescriptor> dynamicProperty(final String name) {
        return context.getProperties().keySet().stream().filter(property -> name.equalsIgnoreCase(property.getName())).findAny();
    }

    private boolean isExpression(final PropertyDescriptor property) {
        return context.isExpressionLanguagePresent(context.getProperty(property).getValue());
    }

    private Duration duration(final PropertyDescriptor property) {
        return context.getProperty(property).asDuration();
    }

    private <E extends Enum<E> & DescribedValue> E choice(final PropertyDescriptor property, final Class<E> type) {
        return context.getProperty(property).asAllowableValue(type);
    }

    private void refuse(final PropertyDescriptor property, final String explanation) {
        problems.add(new ValidationResult.Builder().subject(property.getName()).valid(false).explanation(explanation).build());
    }
}
