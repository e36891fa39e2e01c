package io.github.nifistarrocks.processors.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.option.DeleteHandling;
import io.github.nifistarrocks.processors.option.DeliveryStrategy;
import io.github.nifistarrocks.processors.option.OperationSource;
import io.github.nifistarrocks.processors.option.PartialUpdate;
import io.github.nifistarrocks.processors.option.TableStrategy;
import io.github.nifistarrocks.processors.option.UpdateColumns;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;

/** All properties of PutStarRocks, and which of their values go together. */
public final class PutStarRocksValidation {

    public static final List<PropertyDescriptor> DESCRIPTORS = Stream
            .of(LoadProperties.DESCRIPTORS, ChangeProperties.DESCRIPTORS, QualityProperties.DESCRIPTORS).flatMap(List::stream).toList();

    private final ValidationContext context;
    private final List<ValidationResult> problems;

    private PutStarRocksValidation(final ValidationContext context) {
        this.context = context;
        this.problems = new ArrayList<>(DynamicLoadProperties.validate(context));
    }

    public static Collection<ValidationResult> validate(final ValidationContext context) {
        return new PutStarRocksValidation(context).validated();
    }

    private Collection<ValidationResult> validated() {
        final boolean raw = is(LoadProperties.CONTENT, ContentKind.RAW.getValue());
        final boolean transaction = is(LoadProperties.DELIVERY_STRATEGY, DeliveryStrategy.TRANSACTION.getValue());
        final boolean merge = is(LoadProperties.DELIVERY_STRATEGY, DeliveryStrategy.MERGE_COMMIT.getValue());
        final boolean tables = is(LoadProperties.TABLE_STRATEGY, TableStrategy.RECORD_PATH.getValue());
        final boolean isolate = !raw && context.getProperty(QualityProperties.REJECTED_RECORD_WRITER).isSet()
                && is(QualityProperties.ISOLATE_BAD_RECORDS, "true");
        final boolean present = !raw && !is(ChangeProperties.PARTIAL_UPDATE, PartialUpdate.OFF.getValue())
                && is(ChangeProperties.UPDATE_COLUMNS, UpdateColumns.FIELDS_PRESENT.getValue());
        final boolean deletes = !raw && !is(ChangeProperties.OPERATION_SOURCE, OperationSource.NONE.getValue())
                && is(ChangeProperties.DELETE_HANDLING, DeleteHandling.HARD.getValue());
        refuse(deletes && context.getProperty(ChangeProperties.MERGE_CONDITION).isSet(), ChangeProperties.MERGE_CONDITION,
                "StarRocks does not know deletes in a load with a condition; set Delete Handling to Soft Delete or Ignore");
        refuse(raw && tables, LoadProperties.TABLE_STRATEGY, "raw content has no records that could name a table");
        refuse(raw && transaction, LoadProperties.DELIVERY_STRATEGY, "raw content is sent in one request, because its rows are not known; use Single Load");
        refuse(tables && !transaction && !raw, LoadProperties.TABLE_STRATEGY,
                "several tables are loaded in one transaction; set Delivery Strategy to Transaction");
        refuse(isolate && tables, QualityProperties.ISOLATE_BAD_RECORDS, "bad records can be isolated for one table only; use PartitionRecord in front");
        refuse(tables && !raw && !isolate && context.getProperty(QualityProperties.REJECTED_RECORD_WRITER).isSet(), QualityProperties.REJECTED_RECORD_WRITER,
                "StarRocks does not tell which rows it leaves out of a transaction over several tables; use PartitionRecord in front");
        refuse(isolate && is(QualityProperties.STRICT_MODE, "false"), QualityProperties.ISOLATE_BAD_RECORDS,
                "without Strict Mode StarRocks takes values that do not fit their columns, so there are no bad records to be told from others");
        refuse(merge && context.getProperty(LoadProperties.LABEL).isSet(), LoadProperties.LABEL,
                "StarRocks ignores labels with Merge Commit; use Single Load or Transaction");
        refuse(isolate && merge, QualityProperties.ISOLATE_BAD_RECORDS, "it needs loads that are exact; Merge Commit is not");
        refuse(isolate && present, QualityProperties.ISOLATE_BAD_RECORDS, "it cannot be combined with Update Columns = Fields Present");
        refuse(present && tables, ChangeProperties.UPDATE_COLUMNS, "Fields Present makes several loads, which is for one table only");
        refuse(merge && present, ChangeProperties.UPDATE_COLUMNS, "Fields Present makes several loads, for which Merge Commit keeps no order");
        refuse(merge && !raw && context.getProperty(QualityProperties.REJECTED_RECORD_WRITER).isSet(), QualityProperties.REJECTED_RECORD_WRITER,
                "StarRocks does not tell which rows it leaves out of merged loads; use Single Load or Transaction");
        refuse(merge && raw && context.getProperties().keySet().stream().anyMatch(property -> "load.skip_header".equalsIgnoreCase(property.getName())),
                LoadProperties.DELIVERY_STRATEGY, "StarRocks does not merge loads with load.skip_header; use Single Load");
        refuse(merge && duration(LoadProperties.MERGE_INTERVAL).compareTo(duration(LoadProperties.LOAD_TIMEOUT)) >= 0, LoadProperties.MERGE_INTERVAL,
                "a load is given up after Load Timeout, which has to be longer");
        return problems;
    }

    private Duration duration(final PropertyDescriptor property) {
        return context.getProperty(property).asDuration();
    }

    private boolean is(final PropertyDescriptor property, final String value) {
        return value.equals(context.getProperty(property).getValue());
    }

    private void refuse(final boolean refused, final PropertyDescriptor property, final String explanation) {
        if (refused) {
            problems.add(new ValidationResult.Builder().subject(property.getName()).valid(false).explanation(explanation).build());
        }
    }
}
