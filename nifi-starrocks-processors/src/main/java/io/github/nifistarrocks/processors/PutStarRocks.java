package io.github.nifistarrocks.processors;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.pressure.LoadSlots;
import io.github.nifistarrocks.processors.common.InvalidPropertyException;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.common.SessionFailure;
import io.github.nifistarrocks.processors.load.FlowFileLoad;
import io.github.nifistarrocks.processors.load.LoadAttributes;
import io.github.nifistarrocks.processors.load.LoadAttributes.ErrorReason;
import io.github.nifistarrocks.processors.load.LoadQueue;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import io.github.nifistarrocks.processors.load.LoadVerifier;
import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.settings.DynamicLoadProperties;
import io.github.nifistarrocks.processors.settings.LoadProperties;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.settings.PutStarRocksValidation;
import io.github.nifistarrocks.processors.settings.QualityProperties;
import io.github.nifistarrocks.processors.settings.SettingsReader;
import io.github.nifistarrocks.processors.table.TableSchemas;
import org.apache.nifi.annotation.behavior.DynamicProperties;
import org.apache.nifi.annotation.behavior.DynamicProperty;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.InputRequirement.Requirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.exception.ProcessException;

@Tags({"starrocks", "stream load", "record", "put", "load", "insert", "upsert", "delete", "cdc", "debezium", "olap"})
@CapabilityDescription("""
        Loads the records of a FlowFile into a StarRocks table by Stream Load. One FlowFile is one load, so all of its records become visible together, or none; \
        only updates of different sets of columns take several. \
        The load's label follows from the FlowFile, so a FlowFile that is sent again, after a lost reply, a retry or a restart, is not loaded twice. Records \
        are streamed: the memory needed does not depend on the size of the FlowFile.""")
@InputRequirement(Requirement.INPUT_REQUIRED)
@SeeAlso(classNames = {
        "io.github.nifistarrocks.processors.FetchStarRocksTablets",
        "io.github.nifistarrocks.processors.ScanStarRocksTablet",
        "io.github.nifistarrocks.services.StandardStarRocksConnectionService"})
@UseCase(
        description = "Append records to a DUPLICATE KEY table, or insert and update rows of a PRIMARY KEY or UNIQUE KEY table by their keys.",
        keywords = {"append", "insert", "upsert", "update"},
        configuration = """
                Choose the Connection Service and a Record Reader that fits the FlowFiles, and name Database and Table.
                Let the fields of the records have the names of the table's columns; columns without a field get their default.
                Tick "retry" in the settings of the relationship "retry" and connect "failure" to where somebody looks at it.
                Put MergeRecord in front when FlowFiles are small: StarRocks likes few large loads, of some megabytes or ten thousand rows and more each.
                """)
@UseCase(
        description = "Keep a PRIMARY KEY table equal to a table of another database by change events: Debezium, CaptureChangeMySQL, Canal or Maxwell.",
        keywords = {"cdc", "change data capture", "debezium", "mysql", "delete", "replicate"},
        configuration = """
                Choose the envelope in Operation Source. Of several changes of one key in a FlowFile only the last is sent.
                Choose in Delete Handling whether deletes remove rows, mark them, or are ignored.
                Run one concurrent task, let the queue in front have the prioritizer FirstInFirstOutPrioritizer, and tick "retry" in the settings of the \
                relationship "retry", so that changes of one key stay in their order; or set Merge Condition to a column that only grows, with Soft Delete or Ignore as \
                Delete Handling.
                """)
@UseCase(
        description = "Delete rows of a PRIMARY KEY table by their keys.",
        keywords = {"delete", "remove"},
        configuration = """
                Let the records hold the key columns of the rows to be deleted.
                Set Operation Source to FlowFile Attribute and Operation Attribute to an attribute whose value is "delete", \
                or to Record Path with the path of a field that says so in each record.
                """)
@UseCase(
        description = "Load all records that fit and get those that do not, each with the reason.",
        keywords = {"bad records", "rejected", "dead letter", "quality"},
        configuration = """
                Set a Rejected Record Writer and connect the relationship "rejected".
                Set Isolate Bad Records to true.
                """)
@UseCase(
        description = "Compute or convert columns while they are loaded, for instance build a BITMAP or take the day of a time.",
        keywords = {"convert", "transform", "bitmap", "hll", "rename", "map"},
        configuration = """
                Add a dynamic property for each computed column, such as column.day with date(at), or column.users with to_bitmap(user_id).
                Add a dynamic property for each field that has another name than its column, such as field.CustomerID with customer_id.
                Add "load.where" to load only the rows that meet a condition.
                """)
@UseCase(
        description = "Load files that are CSV or JSON already, compressed or not, without reading them as records.",
        keywords = {"raw", "csv", "json", "gzip", "pass through"},
        configuration = """
                Set Content to Raw, Format to what the files are, and Compression to how they are compressed.
                Describe the files by dynamic properties such as load.column_separator with a comma, load.skip_header with 1, load.enclose with a double quote, \
                load.columns with the names of the columns, or load.strip_outer_array with true for a JSON array.
                """)
@UseCase(
        description = "Load records of several tables of a database in one transaction, all or none.",
        keywords = {"multi table", "transaction", "atomic"},
        configuration = """
                Set Table Strategy to Record Path and Table Record Path to the field with the name of the table, such as /source/table.
                Set Delivery Strategy to Transaction. StarRocks 4.0 or later is needed.
                """)
@DynamicProperties({
        @DynamicProperty(
                name = "load.<Stream Load header>",
                value = "The value of the header",
                expressionLanguageScope = ExpressionLanguageScope.FLOWFILE_ATTRIBUTES,
                description = """
                        A further header of the Stream Load request, such as load.where, load.partitions or load.load_mem_limit; with raw content also those that \
                        describe it, such as load.columns, load.jsonpaths or load.envelope. Headers that the processor sets by itself, such as format and label, are \
                        refused."""),
        @DynamicProperty(
                name = "column.<column>",
                value = "An expression of StarRocks over the fields of the records",
                expressionLanguageScope = ExpressionLanguageScope.NONE,
                description = "A column that StarRocks computes while it loads, such as column.users with to_bitmap(user_id)."),
        @DynamicProperty(
                name = "field.<field>",
                value = "The name of a column; empty to leave the field out",
                expressionLanguageScope = ExpressionLanguageScope.NONE,
                description = "A field of the records that goes into a column of another name.")
})
@ReadsAttribute(attribute = LoadAttributes.LABEL, description = """
        The label of an earlier try, only to warn when StarRocks may have forgotten it. The label itself never depends on this attribute.""")
@WritesAttributes({
        @WritesAttribute(attribute = LoadAttributes.STATUS, description = """
                What became of the load: SUCCESS, PUBLISH_TIMEOUT (committed, visible a little later), LABEL_FINISHED or LABEL_STATE (an earlier try or the \
                lost reply of this one turned out to be committed), EMPTY (no row to be loaded), REJECTED, THROTTLED, FAILED or UNKNOWN."""),
        @WritesAttribute(attribute = LoadAttributes.LABEL, description = "Label of the load."),
        @WritesAttribute(attribute = LoadAttributes.TRANSACTION_ID,
                description = "Number of the StarRocks transaction, when one was begun and its number is known."),
        @WritesAttribute(attribute = LoadAttributes.DATABASE, description = "Database of the load."),
        @WritesAttribute(attribute = LoadAttributes.TABLE, description = "Table of the load; several with commas between."),
        @WritesAttribute(attribute = LoadAttributes.ROWS_TOTAL,
                description = "Rows that StarRocks read. Row counts are missing when the reply was lost or told of an earlier try."),
        @WritesAttribute(attribute = LoadAttributes.ROWS_LOADED, description = "Rows that StarRocks loaded."),
        @WritesAttribute(attribute = LoadAttributes.ROWS_FILTERED, description = "Rows that StarRocks left out for their quality."),
        @WritesAttribute(attribute = LoadAttributes.ROWS_UNSELECTED, description = "Rows that StarRocks left out because of load.where."),
        @WritesAttribute(attribute = LoadAttributes.BYTES, description = "Bytes that StarRocks received."),
        @WritesAttribute(attribute = LoadAttributes.LOAD_TIME, description = "Milliseconds that StarRocks took for the load."),
        @WritesAttribute(attribute = LoadAttributes.ERROR_REASON, description = """
                Why the load failed, in one word to route by, such as REJECTED_ROWS, BAD_RECORD, BAD_PROPERTY, TOO_MANY_VERSIONS, MEMORY, UNREACHABLE, DENIED, \
                NOT_FOUND. Removed when a later try succeeds."""),
        @WritesAttribute(attribute = LoadAttributes.ERROR_MESSAGE, description = """
                What went wrong and what to do about it, in at most 2,000 characters. Removed when a later try succeeds."""),
        @WritesAttribute(attribute = LoadAttributes.ERROR_ROWS, description = """
                The first rejected rows, up to 10, as a JSON array of objects with the texts "reason" and "row"; also those that a load left out as Max Filter Ratio \
                allows, unless they are in the relationship rejected."""),
        @WritesAttribute(attribute = LoadAttributes.ERROR_URL, description = """
                Where StarRocks keeps the rows that it left out, as the cluster names it; also present after a load that left out no more than Max Filter \
                Ratio allows."""),
        @WritesAttribute(attribute = LoadAttributes.ROWS_REJECTED,
                description = "Records that went to the relationship rejected while the others were loaded."),
        @WritesAttribute(attribute = LoadAttributes.ROWS_UNNAMED,
                description = "Rows that StarRocks left out, as Max Filter Ratio allows, beyond those that it names and that are in the relationship rejected."),
        @WritesAttribute(attribute = LoadAttributes.ROWS_OVERTAKEN,
                description = "Changes that were not sent because a later one of the same key in the FlowFile overtakes them."),
        @WritesAttribute(attribute = LoadAttributes.RECORDS_IGNORED,
                description = "Records that change no row, such as tombstones and transaction marks, and deletes that Delete Handling ignores."),
        @WritesAttribute(attribute = LoadAttributes.LOADS, description = "Loads that it took, when it was more than one."),
        @WritesAttribute(attribute = LoadAttributes.TRIALS, description = "Trial loads that were made and rolled back to find bad records."),
        @WritesAttribute(attribute = LoadAttributes.WARNING, description = """
                Says that the FlowFile was sent again so late that StarRocks may have forgotten its label."""),
        @WritesAttribute(attribute = LoadAttributes.RECORD_COUNT,
                description = "Rows that were sent, or 0 when there were none; on rejected, the records in it."),
        @WritesAttribute(attribute = "mime.type", description = "On rejected: the MIME type of the Rejected Record Writer.")
})
public final class PutStarRocks extends StarRocksProcessor implements VerifiableProcessor {

    private static final Duration LONGEST_WAIT_FOR_SLOT = Duration.ofSeconds(1);

    private final TableSchemas schemas = new TableSchemas();
    private volatile boolean raw;
    private volatile boolean rejecting;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PutStarRocksValidation.DESCRIPTORS;
    }

    @Override
    protected PropertyDescriptor getSupportedDynamicPropertyDescriptor(final String propertyDescriptorName) {
        return DynamicLoadProperties.descriptor(propertyDescriptorName);
    }

    @Override
    public void onPropertyModified(final PropertyDescriptor descriptor, final String oldValue, final String newValue) {
        if (LoadProperties.CONTENT.equals(descriptor)) {
            raw = ContentKind.RAW.getValue().equals(newValue);
        } else if (QualityProperties.REJECTED_RECORD_WRITER.equals(descriptor)) {
            rejecting = newValue != null;
        }
    }

    @Override
    public Set<Relationship> getRelationships() {
        return rejecting && !raw
                ? Set.of(LoadRelationships.SUCCESS, LoadRelationships.RETRY, LoadRelationships.FAILURE, LoadRelationships.REJECTED)
                : Set.of(LoadRelationships.SUCCESS, LoadRelationships.RETRY, LoadRelationships.FAILURE);
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext validationContext) {
        return PutStarRocksValidation.validate(validationContext);
    }

    @Override
    public List<ConfigVerificationResult> verify(final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        return new LoadVerifier(verificationLogger).verify(context, attributes, getIdentifier());
    }

    @OnScheduled
    public void forgetSchemas() {
        schemas.forget();
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        final StarRocksClient client = client(context, LoadProperties.CONNECTION_SERVICE);
        final FlowFileLoad.Task task = new FlowFileLoad.Task(context, session, client, schemas, getIdentifier(), calls(), getLogger());
        final LoadQueue queue = new LoadQueue(context, client);
        final FlowFile flowFile = queue.next(session);
        if (flowFile == null) {
            return;
        }
        try {
            final LoadSettings settings = new SettingsReader(context, context.getProperties(), flowFile.getAttributes(),
                    value -> value.evaluateAttributeExpressions(flowFile)).read(getIdentifier(), flowFile.getAttribute(CoreAttributes.UUID.key()));
            final Optional<LoadSlots.Slot> slot = client.slots().tryAcquire(settings.target().tableId(), LONGEST_WAIT_FOR_SLOT, calls());
            if (slot.isEmpty()) {
                session.rollback();
                context.yield();
                return;
            }
            final LoadSlots.Slot held = slot.get();
            try (held) {
                new FlowFileLoad(task, settings, flowFile).run();
            }
        } catch (CallCancelledException e) {
            getLogger().debug("Loading {} was given up because the processor is stopped; it stays in the queue", flowFile);
            session.rollback();
        } catch (InvalidPropertyException e) {
            refuse(session, flowFile, ErrorReason.BAD_PROPERTY, e);
        } catch (InvalidRecordException e) {
            refuse(session, flowFile, ErrorReason.BAD_RECORD, e);
        } catch (IOException e) {
            SessionFailure.rethrow(e);
            refuse(session, flowFile, ErrorReason.BAD_RECORD, e);
        } catch (ProcessException e) {
            throw e;
        } catch (RuntimeException e) {
            SessionFailure.rethrow(e);
            refuse(session, flowFile, ErrorReason.UNEXPECTED, e);
        }
    }

    private void refuse(final ProcessSession session, final FlowFile flowFile, final ErrorReason reason, final Exception failure) {
        if (reason == ErrorReason.UNEXPECTED) {
            getLogger().error("Loading {} failed", flowFile, failure);
        } else {
            getLogger().error("Loading {} failed: {}", flowFile, failure.getMessage());
            getLogger().debug("Loading {} failed", flowFile, failure);
        }
        session.transfer(LoadAttributes.set(session, flowFile, LoadAttributes.notSent(flowFile, reason, failure)), LoadRelationships.FAILURE);
    }
}
