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
import io.github.nifistarrocks.processors.common.RowDataFilter;
import io.github.nifistarrocks.processors.common.SessionFailure;
import io.github.nifistarrocks.processors.load.FlowFileLoad;
import io.github.nifistarrocks.processors.load.LoadAttributes;
import io.github.nifistarrocks.processors.load.LoadAttributes.ErrorReason;
import io.github.nifistarrocks.processors.load.LoadQueue;
import io.github.nifistarrocks.processors.load.LoadQueue.QueuedFlowFile;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import io.github.nifistarrocks.processors.load.MergedFlowFiles;
import io.github.nifistarrocks.processors.load.PreparedFlowFiles;
import io.github.nifistarrocks.processors.load.TaskContext;
import io.github.nifistarrocks.processors.load.attempt.AttemptMemory;
import io.github.nifistarrocks.processors.load.attempt.AttemptRecorder;
import io.github.nifistarrocks.processors.load.merged.MergedMark;
import io.github.nifistarrocks.processors.load.merged.MergedMemory;
import io.github.nifistarrocks.processors.load.prepared.PreparedMark;
import io.github.nifistarrocks.processors.load.prepared.PreparedMemory;
import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.property.DynamicLoadProperties;
import io.github.nifistarrocks.processors.property.LoadProperties;
import io.github.nifistarrocks.processors.property.PutStarRocksProperties;
import io.github.nifistarrocks.processors.property.PutStarRocksValidation;
import io.github.nifistarrocks.processors.property.QualityProperties;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.settings.SettingsReader;
import io.github.nifistarrocks.processors.table.TableSchemas;
import io.github.nifistarrocks.processors.tableload.LoadContext;
import io.github.nifistarrocks.processors.verify.LoadVerifier;
import org.apache.nifi.annotation.behavior.DynamicProperties;
import org.apache.nifi.annotation.behavior.DynamicProperty;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.InputRequirement.Requirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.behavior.Stateful;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.annotation.lifecycle.OnShutdown;
import org.apache.nifi.annotation.lifecycle.OnStopped;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.state.Scope;
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
        Loads the records of a FlowFile into a StarRocks table by Stream Load. One FlowFile is one load: all of its records become visible together, or none. \
        Only partial updates with different sets of columns need several loads. The label of a load is derived from the FlowFile. A FlowFile is therefore not \
        loaded twice if it is sent again after a lost reply, a retry or a restart. Records are streamed, so the required memory does not depend on the size of \
        the FlowFile.""")
@InputRequirement(Requirement.INPUT_REQUIRED)
@SeeAlso(classNames = {
        "io.github.nifistarrocks.processors.FetchStarRocksTablets",
        "io.github.nifistarrocks.processors.ScanStarRocksTablet",
        "io.github.nifistarrocks.services.StandardStarRocksConnectionService"})
@UseCase(
        description = "Append records to a DUPLICATE KEY table, or insert and update rows of a PRIMARY KEY or UNIQUE KEY table by their keys.",
        keywords = {"append", "insert", "upsert", "update"},
        configuration = """
                Set Connection Service, Record Reader, Database and Table.
                Use field names that are equal to the names of the columns. Columns without a field get their default.
                For CSV set Schema Access Strategy of CSVReader to Use String Fields From Header, so that no value changes. For JSON use Infer Schema.
                Select "retry" in the settings of the relationship "retry", and connect "failure" to a monitored queue.
                Use MergeRecord upstream if FlowFiles are small. StarRocks prefers few large loads, each of at least ten thousand rows or some megabytes.
                """)
@UseCase(
        description = "Keep a PRIMARY KEY table equal to a table of another database by change events of Debezium, CaptureChangeMySQL, Canal or Maxwell.",
        keywords = {"cdc", "change data capture", "debezium", "mysql", "delete", "replicate"},
        configuration = """
                Set Operation Source to the envelope of the events. Of several changes of one key in a FlowFile only the last is sent.
                Set Delete Handling to remove rows, to mark them, or to ignore deletes.
                To keep changes of one key in order, use one concurrent task and FirstInFirstOutPrioritizer on the queue.
                Select "retry" with the back-off policy "Yield" in the settings of the relationship "retry".
                If order cannot be kept, set Merge Condition to a column that increases monotonically, and Delete Handling to Soft Delete or Ignore.
                """)
@UseCase(
        description = "Delete rows of a PRIMARY KEY table by their keys.",
        keywords = {"delete", "remove"},
        configuration = """
                Use records with the key columns of the rows.
                If all records of a FlowFile are deletes, set Operation Source to FlowFile Attribute. Set Operation Attribute to an attribute with the value "delete".
                Otherwise set Operation Source to Record Path, and Operation Record Path to the field that contains the operation.
                """)
@UseCase(
        description = "Load all valid records, and get the invalid ones with the reason for each.",
        keywords = {"invalid records", "rejected", "dead letter", "quality"},
        configuration = """
                Set Rejected Record Writer, and connect the relationship "rejected".
                """)
@UseCase(
        description = "Compute or convert columns during the load, for example build a BITMAP or extract the day of a time.",
        keywords = {"convert", "transform", "bitmap", "hll", "rename", "map"},
        configuration = """
                Add a dynamic property for each computed column, such as column.day with date(at), or column.users with to_bitmap(user_id).
                Add a dynamic property for each field whose column has another name, such as field.CustomerID with customer_id.
                Add "load.where" to load only the rows that meet a condition.
                """)
@UseCase(
        description = "Load CSV or JSON files, compressed or not, without reading them as records.",
        keywords = {"raw", "csv", "json", "gzip", "pass through"},
        configuration = """
                Set Content to Raw, Format to the format of the files, and Compression to their compression.
                For CSV describe the files by dynamic properties such as load.column_separator, load.skip_header, load.enclose and load.columns.
                For a JSON array set load.strip_outer_array to true.
                """)
@UseCase(
        description = "Load records of several tables of a database, all or none.",
        keywords = {"multi table", "transaction", "atomic"},
        configuration = """
                Set Table Strategy to Record Path, and Table Record Path to the field with the name of the table, such as /source/table.
                Set Delivery Strategy to Transaction if all tables must become visible together. StarRocks 4.0 or later is required.
                Set it to Two-Phase Commit if nothing may be loaded twice, even if NiFi or StarRocks is down for hours. The tables become visible one after the other.
                """)
@UseCase(
        description = "Append records exactly once to a table without a key, even if NiFi or StarRocks is down for hours.",
        keywords = {"exactly once", "two-phase commit", "prepare", "duplicate key"},
        configuration = """
                Set Delivery Strategy to Two-Phase Commit.
                Set Prepared Timeout longer than any interruption of NiFi. StarRocks before 3.5.4 supports 1 day at most.
                Connect "failure" to a monitored queue: after Prepared Timeout a person has to decide.
                """)
@DynamicProperties({
        @DynamicProperty(
                name = "load.<Stream Load header>",
                value = "The value of the header",
                expressionLanguageScope = ExpressionLanguageScope.FLOWFILE_ATTRIBUTES,
                description = """
                        Sets an additional header of the Stream Load request, such as load.where, load.partitions or load.load_mem_limit. With raw content it can \
                        describe the content, by load.columns, load.jsonpaths or load.envelope. Headers that the processor sets, such as format and label, are \
                        refused."""),
        @DynamicProperty(
                name = "column.<column>",
                value = "A StarRocks expression over the fields of the records",
                expressionLanguageScope = ExpressionLanguageScope.NONE,
                description = "Sets a column that StarRocks computes during the load, such as column.users with to_bitmap(user_id)."),
        @DynamicProperty(
                name = "field.<field>",
                value = "The name of a column; empty to skip the field",
                expressionLanguageScope = ExpressionLanguageScope.NONE,
                description = "Sets the column into which a field is loaded, if it has another name than the field.")
})
@Stateful(
        scopes = Scope.LOCAL,
        description = """
                Keeps the labels of loads whose outcome is open, at most 400, and whether the processor was stopped. After a crash of NiFi, FlowFiles that were queued \
                are checked before they are loaded. Clear the state to skip these checks, and the warnings for FlowFiles whose labels StarRocks does not know.""")
@ReadsAttributes({
        @ReadsAttribute(attribute = LoadAttributes.LABEL,
                description = """
                The label of a previous attempt. It shows only that there was one, on another node or in an earlier run. The label of a load never depends on this \
                attribute."""),
        @ReadsAttribute(attribute = PreparedMark.LABEL, description = """
                With the other attributes starrocks.prepared.* it marks a FlowFile whose rows are in prepared transactions. They are committed, and the content of \
                the FlowFile is not read."""),
        @ReadsAttribute(attribute = MergedMark.LABEL, description = """
                With the other attributes starrocks.merged.* it marks a FlowFile whose rows StarRocks has received. The state of this label determines where the \
                FlowFile goes.""")
})
@WritesAttributes({
        @WritesAttribute(attribute = LoadAttributes.STATUS, description = """
                Status of the load: SUCCESS, PUBLISH_TIMEOUT, LABEL_FINISHED, LABEL_STATE, LOAD_HISTORY, LABEL_FORGOTTEN, EMPTY, COMMITTED_COUNT_DIFFERS, \
                REJECTED, THROTTLED, FAILED, UNKNOWN, PREPARED or RECEIVED. COMMITTED_COUNT_DIFFERS is committed, but StarRocks counted other rows than were sent. \
                PUBLISH_TIMEOUT is committed and visible a little later. LABEL_FINISHED and LABEL_STATE were committed before: by a previous attempt, or by this one, \
                whose reply was lost. LOAD_HISTORY was committed by a previous attempt, whose label StarRocks has forgotten. LABEL_FORGOTTEN was prepared, and is \
                committed because StarRocks has forgotten its label. EMPTY had no row to load. PREPARED belongs to Two-Phase Commit, and RECEIVED to Asynchronous \
                Merge Commit: the FlowFile waits for its commit."""),
        @WritesAttribute(attribute = LoadAttributes.LABEL, description = "Label of the load."),
        @WritesAttribute(attribute = LoadAttributes.TRANSACTION_ID,
                description = "Number of the StarRocks transaction, if one was started and its number is known."),
        @WritesAttribute(attribute = LoadAttributes.DATABASE, description = "Database of the load."),
        @WritesAttribute(attribute = LoadAttributes.TABLE, description = "Table of the load. Several tables are separated by commas."),
        @WritesAttribute(attribute = LoadAttributes.ROWS_TOTAL,
                description = "Rows that StarRocks read. Row counts are missing if the reply was lost or reports a previous attempt."),
        @WritesAttribute(attribute = LoadAttributes.ROWS_LOADED, description = "Rows that StarRocks loaded."),
        @WritesAttribute(attribute = LoadAttributes.ROWS_FILTERED, description = "Rows that StarRocks filtered because they are invalid."),
        @WritesAttribute(attribute = LoadAttributes.ROWS_UNSELECTED, description = "Rows that StarRocks skipped because of load.where."),
        @WritesAttribute(attribute = LoadAttributes.BYTES, description = "Bytes that StarRocks received."),
        @WritesAttribute(attribute = LoadAttributes.LOAD_TIME, description = "Time of the load in StarRocks, in milliseconds."),
        @WritesAttribute(attribute = LoadAttributes.ERROR_REASON, description = """
                Reason of a failed load as one value for routing, such as REJECTED_ROWS, INVALID_RECORD, INVALID_PROPERTY, TOO_MANY_VERSIONS, MEMORY, UNREACHABLE, \
                DENIED or NOT_FOUND. It is removed if a later attempt succeeds."""),
        @WritesAttribute(attribute = LoadAttributes.ERROR_MESSAGE, description = """
                What failed, why, and what to do, in at most 2,000 characters. It is removed if a later attempt succeeds."""),
        @WritesAttribute(attribute = LoadAttributes.ERROR_ROWS, description = """
                The first invalid rows, up to 10, as a JSON array of objects with "reason" and "row". It is also written for rows that StarRocks filtered, unless they \
                are in the relationship rejected."""),
        @WritesAttribute(attribute = LoadAttributes.ERROR_URL, description = """
                Address where StarRocks keeps the first invalid rows, as the cluster names it. It is also written if StarRocks filtered rows, as Max Filter Ratio \
                allows."""),
        @WritesAttribute(attribute = LoadAttributes.RECORDS_REJECTED,
                description = "Invalid records that were written to the relationship rejected while the others were loaded."),
        @WritesAttribute(attribute = LoadAttributes.ROWS_UNIDENTIFIED,
                description = "Filtered rows that StarRocks does not report, so that they are not in the relationship rejected."),
        @WritesAttribute(attribute = LoadAttributes.ROWS_SUPERSEDED,
                description = "Changes that were not sent because a later change of the same key in the FlowFile supersedes them."),
        @WritesAttribute(attribute = LoadAttributes.RECORDS_IGNORED,
                description = "Records that change no row, such as tombstones and transaction markers, and deletes that Delete Handling ignores."),
        @WritesAttribute(attribute = LoadAttributes.LOADS, description = "Number of loads, if more than one was needed."),
        @WritesAttribute(attribute = LoadAttributes.TRIAL_LOADS, description = "Number of trial loads, which are rolled back, to find invalid records."),
        @WritesAttribute(attribute = LoadAttributes.WARNING, description = """
                What may be wrong although the FlowFile is in success. Its rows may be in the table twice, because StarRocks may have forgotten the label of a previous \
                attempt. The columns of the table were not known. Or the label of the property Label was committed before."""),
        @WritesAttribute(attribute = LoadAttributes.OPEN_ATTEMPT, description = """
                On retry and failure: an attempt before this one may be committed, and this one has failed before it could ask. Removed when that is known."""),
        @WritesAttribute(attribute = PreparedMark.LABEL, description = """
                Labels of prepared transactions, separated by commas. With Two-Phase Commit the attributes starrocks.prepared.* mark a FlowFile in the queue. They are \
                removed when it is committed. Remove all of them only to load the FlowFile again."""),
        @WritesAttribute(attribute = PreparedMark.DATABASE, description = "Database of the prepared transactions."),
        @WritesAttribute(attribute = PreparedMark.TABLE, description = "Table of the prepared transactions, or the table of each, separated by commas."),
        @WritesAttribute(attribute = PreparedMark.TIME, description = "Time in milliseconds before which they were not prepared."),
        @WritesAttribute(attribute = PreparedMark.TIMEOUT,
                description = "Seconds for which StarRocks keeps them prepared; 0 if a previous attempt prepared them, whose time is not known."),
        @WritesAttribute(attribute = PreparedMark.FRONTENDS, description = "Hosts of the FEs that prepared them, separated by commas."),
        @WritesAttribute(attribute = PreparedMark.SIZE,
                description = "Size of the content that was prepared. A FlowFile with other content goes to failure, because its rows would be lost."),
        @WritesAttribute(attribute = PreparedMark.COUNT_DIFFERENCE,
                description = "How the rows that StarRocks counted differ from those that were sent. The FlowFile goes to failure after its commit."),
        @WritesAttribute(attribute = MergedMark.LABEL, description = """
                Label of the transaction into which StarRocks merges the rows. With Asynchronous Merge Commit the attributes starrocks.merged.* mark a FlowFile in the \
                queue. They are removed when it is committed. Remove all of them only to load the FlowFile again."""),
        @WritesAttribute(attribute = MergedMark.DATABASE, description = "Database of the merged transaction."),
        @WritesAttribute(attribute = MergedMark.TABLE, description = "Table of the merged transaction."),
        @WritesAttribute(attribute = MergedMark.SIZE,
                description = "Size of the content that StarRocks has received. A FlowFile with other content goes to failure, because its rows would be lost."),
        @WritesAttribute(attribute = LoadAttributes.RECORD_COUNT,
                description = "Number of rows that were sent, or 0 if there were none. In the relationship rejected: number of its records."),
        @WritesAttribute(attribute = "mime.type", description = "In the relationship rejected: the MIME type of the Rejected Record Writer.")
})
public final class PutStarRocks extends StarRocksProcessor implements VerifiableProcessor {

    private static final Duration MAX_WAIT_FOR_SLOT = Duration.ofSeconds(1);

    private final TableSchemas schemas = new TableSchemas();
    private final AttemptMemory attempts = new AttemptMemory();
    private final AttemptRecorder recorder = new AttemptRecorder(attempts);
    private volatile PreparedMemory prepared = new PreparedMemory();
    private volatile MergedMemory merged = new MergedMemory(System::nanoTime);
    private volatile boolean raw;
    private volatile boolean rejecting;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PutStarRocksProperties.DESCRIPTORS;
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
        return new LoadVerifier(verificationLogger, context).verify(attributes, getIdentifier());
    }

    @OnScheduled
    public void start(final ProcessContext context) {
        schemas.forget();
        prepared = new PreparedMemory();
        merged = new MergedMemory(System::nanoTime);
        recorder.started(context.getStateManager(), getLogger());
    }

    @OnStopped
    public void remember() {
        recorder.stopped();
    }

    /** NiFi closes the state of its components before it waits until processors have stopped (NiFi: FlowController.shutdown). */
    @OnShutdown
    public void rememberNow() {
        cancelCalls();
        recorder.stopped();
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        final StarRocksClient client = client(context, LoadProperties.CONNECTION_SERVICE);
        final Optional<QueuedFlowFile> queued = new LoadQueue(context, client, prepared, merged).next(session);
        if (queued.isEmpty()) {
            context.yield();
            return;
        }
        final FlowFile flowFile = queued.get().flowFile();
        final TaskContext task = new TaskContext(context, session, getLogger(), getIdentifier());
        final PreparedFlowFiles preparedFlowFiles = new PreparedFlowFiles(task, client, calls(), prepared);
        final MergedFlowFiles mergedFlowFiles = new MergedFlowFiles(task, client, calls(), merged);
        try {
            if (PreparedMark.isOn(flowFile)) {
                preparedFlowFiles.finish(flowFile);
                return;
            }
            final boolean isMerged = MergedMark.isOn(flowFile);
            final Optional<FlowFile> unsent = isMerged ? mergedFlowFiles.finish(flowFile) : Optional.of(flowFile);
            if (unsent.isEmpty()) {
                return;
            }
            final LoadSettings asConfigured = queued.get().settings().read(queued.get().destination(),
                    new SettingsReader.Sender(getIdentifier(), flowFile.getAttribute(CoreAttributes.UUID.key())));
            final LoadSettings settings = isMerged ? asConfigured.alone() : asConfigured;
            final FlowFileLoad load = new FlowFileLoad(task, new LoadContext(client, schemas, settings, calls()), unsent.get(),
                    new FlowFileLoad.GivenBack(preparedFlowFiles, mergedFlowFiles), attempts);
            final Optional<LoadSlots.Slot> slot = client.slots().tryAcquire(settings.table(), MAX_WAIT_FOR_SLOT, calls());
            if (slot.isEmpty()) {
                if (isMerged) {
                    mergedFlowFiles.postpone(flowFile);
                }
                session.rollback();
                context.yield();
                return;
            }
            final LoadSlots.Slot held = slot.get();
            try (held) {
                load.run();
            }
            load.store();
        } catch (CallCancelledException e) {
            getLogger().debug("Loading {} was cancelled because the processor is stopped; it stays in the queue", flowFile);
            session.rollback();
        } catch (InvalidPropertyException e) {
            refuse(task, flowFile, ErrorReason.INVALID_PROPERTY, e);
        } catch (InvalidRecordException e) {
            refuse(task, flowFile, ErrorReason.INVALID_RECORD, e);
        } catch (IOException e) {
            SessionFailure.rethrow(e);
            refuse(task, flowFile, ErrorReason.INVALID_RECORD, e);
        } catch (ProcessException e) {
            throw e;
        } catch (RuntimeException e) {
            SessionFailure.rethrow(e);
            refuse(task, flowFile, ErrorReason.UNEXPECTED, e);
        }
    }

    private void refuse(final TaskContext task, final FlowFile flowFile, final ErrorReason reason, final Exception failure) {
        final RowDataFilter rowData = new RowDataFilter(client(task.process(), LoadProperties.CONNECTION_SERVICE).config().rowData());
        final String message;
        if (reason == ErrorReason.UNEXPECTED) {
            getLogger().error("Loading {} failed", flowFile, rowData.loggable(failure));
            message = "Unexpected %s: %s".formatted(failure.getClass().getSimpleName(), rowData.text(failure));
        } else {
            getLogger().error("Loading {} failed: {}", flowFile, rowData.ownText(failure));
            getLogger().debug("Loading {} failed", flowFile, rowData.loggable(failure));
            message = rowData.text(failure);
        }
        task.session().transfer(LoadAttributes.set(task.session(), flowFile, LoadAttributes.notSent(flowFile, reason, message)),
                LoadRelationships.FAILURE);
    }
}
