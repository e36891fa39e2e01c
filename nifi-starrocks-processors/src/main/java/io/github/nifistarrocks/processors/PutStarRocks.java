package io.github.nifistarrocks.processors;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.nifistarrocks.client.CallCancelledException;
import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.processors.load.BadPropertyException;
import io.github.nifistarrocks.processors.load.BadRecordException;
import io.github.nifistarrocks.processors.load.LoadAttributes;
import io.github.nifistarrocks.processors.load.LoadAttributes.ErrorReason;
import io.github.nifistarrocks.processors.load.LoadProperties;
import io.github.nifistarrocks.processors.load.LoadSettings;
import io.github.nifistarrocks.processors.load.LoadVerifier;
import io.github.nifistarrocks.processors.load.RecordLoad;
import io.github.nifistarrocks.processors.load.SessionTrouble;
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
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;

@Tags({"starrocks", "stream load", "record", "put", "load", "insert", "upsert", "olap"})
@CapabilityDescription("""
        Loads the records of a FlowFile into a StarRocks table by Stream Load. One FlowFile is one load: all of its records become visible together, or none. \
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
        description = "Delete rows of a PRIMARY KEY table by their keys.",
        keywords = {"delete", "remove"},
        configuration = """
                Let the records hold the key columns of the rows to be deleted.
                Add the dynamic property "load.columns" with the key columns and the operation, such as: id,__op='delete'
                """)
@UseCase(
        description = "Compute or convert columns while they are loaded, for instance parse JSON text, decode binary values or build a BITMAP.",
        keywords = {"convert", "transform", "json", "bitmap", "hll", "binary"},
        configuration = """
                Add the dynamic property "load.columns" that lists the fields of the records in their order and then the computed columns, \
                such as: id,tmp,payload=parse_json(tmp) or id,tmp,data=to_binary(tmp,'encode64') or id,tmp,users=to_bitmap(tmp)
                Add "load.where" to load only the rows that meet a condition.
                """)
@DynamicProperty(
        name = "load.<Stream Load header>",
        value = "The value of the header",
        expressionLanguageScope = ExpressionLanguageScope.FLOWFILE_ATTRIBUTES,
        description = """
                A further header of the Stream Load request, such as load.where, load.partitions, load.partial_update, load.merge_condition or \
                load.load_mem_limit. load.columns takes the place of the list of columns that otherwise follows from the records. Headers that the processor \
                sets by itself, such as format and label, are refused.""")
@ReadsAttribute(attribute = LoadAttributes.LABEL, description = """
        The label of an earlier try, only to warn when StarRocks may have forgotten it. The label itself never depends on this attribute.""")
@WritesAttributes({
        @WritesAttribute(attribute = LoadAttributes.STATUS, description = """
                What became of the load: SUCCESS, PUBLISH_TIMEOUT (committed, visible a little later), LABEL_FINISHED or LABEL_STATE (an earlier try or the \
                lost reply of this one turned out to be committed), EMPTY (no records, no load), REJECTED, THROTTLED, FAILED or UNKNOWN."""),
        @WritesAttribute(attribute = LoadAttributes.LABEL, description = "Label of the load."),
        @WritesAttribute(attribute = LoadAttributes.TRANSACTION_ID,
                description = "Number of the StarRocks transaction, when one was begun and its number is known."),
        @WritesAttribute(attribute = LoadAttributes.DATABASE, description = "Database of the load."),
        @WritesAttribute(attribute = LoadAttributes.TABLE, description = "Table of the load."),
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
                The first rejected rows, up to 10, as a JSON array of objects with the texts "reason" and "row". Removed when a later try succeeds."""),
        @WritesAttribute(attribute = LoadAttributes.ERROR_URL, description = """
                Where StarRocks keeps the rows that it left out, as the cluster names it; also present after a load that left out no more than Max Filter \
                Ratio allows."""),
        @WritesAttribute(attribute = LoadAttributes.RECORD_COUNT, description = "Records that were sent, or 0 when there were none.")
})
public final class PutStarRocks extends StarRocksProcessor implements VerifiableProcessor {

    static final Relationship REL_SUCCESS = new Relationship.Builder()
            .name("success")
            .description("FlowFiles whose records are in the table, and those without records.")
            .build();

    static final Relationship REL_RETRY = new Relationship.Builder()
            .name("retry")
            .description("""
                    FlowFiles that may be loaded when they are sent again: the cluster is overloaded or out of reach, or could not tell whether it has \
                    committed the load.""")
            .build();

    static final Relationship REL_FAILURE = new Relationship.Builder()
            .name("failure")
            .description("""
                    FlowFiles of which nothing was loaded and about which somebody has to do something: rejected rows, unreadable records, wrong names, \
                    missing privileges.""")
            .build();

    private static final Set<Relationship> RELATIONSHIPS = Set.of(REL_SUCCESS, REL_RETRY, REL_FAILURE);

    static final String COUNTER_LOADS = "Loads";
    static final String COUNTER_ROWS_LOADED = "Rows Loaded";
    static final String COUNTER_ROWS_FILTERED = "Rows Filtered";
    static final String COUNTER_ROWS_UNSELECTED = "Rows Unselected";

    private static final Duration LABEL_MEMORY = Duration.ofHours(12);

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return LoadProperties.DESCRIPTORS;
    }

    @Override
    protected PropertyDescriptor getSupportedDynamicPropertyDescriptor(final String propertyDescriptorName) {
        return LoadProperties.dynamic(propertyDescriptorName);
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext validationContext) {
        return LoadProperties.validate(validationContext);
    }

    @Override
    public List<ConfigVerificationResult> verify(final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        return new LoadVerifier(verificationLogger).verify(context, attributes, getIdentifier());
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        final FlowFile flowFile = session.get();
        if (flowFile == null) {
            return;
        }
        try {
            final StarRocksClient client = client(context, LoadProperties.CONNECTION_SERVICE);
            final LoadSettings settings = LoadProperties.settings(context, context.getProperties(), value -> value.evaluateAttributeExpressions(flowFile),
                    getIdentifier(),
                    flowFile.getAttribute(CoreAttributes.UUID.key()));
            warnWhenForgotten(flowFile, settings);
            final long start = System.nanoTime();
            final RecordLoad.Result result = load(context, session, flowFile, new RecordLoad(client, settings, calls()));
            finish(context, session, flowFile, new Finished(client, settings, result, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)));
        } catch (CallCancelledException e) {
            getLogger().debug("Loading {} was given up because the processor is stopped; it stays in the queue", flowFile);
            session.rollback();
        } catch (BadPropertyException e) {
            refuse(session, flowFile, ErrorReason.BAD_PROPERTY, e);
        } catch (BadRecordException e) {
            refuse(session, flowFile, ErrorReason.BAD_RECORD, e);
        } catch (IOException | MalformedRecordException | SchemaNotFoundException e) {
            SessionTrouble.rethrow(e);
            refuse(session, flowFile, ErrorReason.BAD_RECORD, e);
        } catch (RuntimeException e) {
            SessionTrouble.rethrow(e);
            refuse(session, flowFile, ErrorReason.UNEXPECTED, e);
        }
    }

    private RecordLoad.Result load(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final RecordLoad load)
            throws IOException, MalformedRecordException, SchemaNotFoundException, BadRecordException, CallCancelledException {
        final RecordReaderFactory readers = context.getProperty(LoadProperties.RECORD_READER).asControllerService(RecordReaderFactory.class);
        RecordLoad.Result result = null;
        try (InputStream in = session.read(flowFile);
                RecordReader reader = readers.createRecordReader(flowFile, in, getLogger())) {
            result = load.load(reader);
        } catch (IOException | RuntimeException e) {
            if (result == null) {
                throw e;
            }
            getLogger().warn("Closing the content of {} failed after its load was settled", flowFile, e);
        }
        return result;
    }

    private void finish(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final Finished load) {
        if (load.result.outcome().isEmpty()) {
            session.transfer(withAttributes(session, flowFile, LoadAttributes.empty(load.settings)), REL_SUCCESS);
            return;
        }
        final LoadOutcome outcome = load.result.outcome().get();
        final FlowFile told = withAttributes(session, flowFile, LoadAttributes.of(load.settings, outcome, load.result.records()));
        switch (outcome) {
            case LoadOutcome.Committed committed -> {
                reportCommitted(session, told, committed, load);
                session.transfer(told, REL_SUCCESS);
            }
            case LoadOutcome.Rejected rejected -> {
                getLogger().error("Loading {} into [{}] under label [{}] failed: rows were rejected, attribute [{}] names the first", told,
                        load.settings.table(),
                        rejected.label(), LoadAttributes.ERROR_ROWS);
                session.transfer(told, REL_FAILURE);
            }
            case LoadOutcome.Throttled throttled -> {
                getLogger().warn("Loading {} is to be retried: {}", told, throttled.message());
                session.transfer(session.penalize(told), REL_RETRY);
                context.yield();
            }
            case LoadOutcome.Failed failed -> {
                getLogger().error("Loading {} failed: {}", told, failed.message());
                session.transfer(told, REL_FAILURE);
            }
            case LoadOutcome.Unknown unknown -> {
                getLogger().warn("Loading {} is to be retried: {}", told, unknown.message());
                session.transfer(session.penalize(told), REL_RETRY);
            }
        }
    }

    private void reportCommitted(final ProcessSession session, final FlowFile flowFile, final LoadOutcome.Committed committed, final Finished load) {
        final Optional<LoadReport> report = committed.report();
        final String transaction = report.map(reply -> ", transaction " + reply.transactionId()).orElse("");
        session.getProvenanceReporter().send(flowFile, TransitUri.of(load.client.config().frontends().getFirst().getAuthority(), load.settings.table()),
                "Label %s%s, %s".formatted(committed.label(), transaction, committed.evidence()), load.millis);
        session.adjustCounter(COUNTER_LOADS, 1, false);
        if (report.isEmpty()) {
            return;
        }
        session.adjustCounter(COUNTER_ROWS_LOADED, report.get().loadedRows(), false);
        session.adjustCounter(COUNTER_ROWS_FILTERED, report.get().filteredRows(), false);
        session.adjustCounter(COUNTER_ROWS_UNSELECTED, report.get().unselectedRows(), false);
        if (report.get().filteredRows() > 0) {
            getLogger().warn("Loading {} into [{}] left out {} of {} rows for their quality, as Max Filter Ratio allows; StarRocks names them at [{}]",
                    flowFile,
                    load.settings.table(), report.get().filteredRows(), report.get().totalRows(), report.get().errorUrl().orElse("no URL"));
        }
    }

    private void refuse(final ProcessSession session, final FlowFile flowFile, final ErrorReason reason, final Exception failure) {
        final Map<String, String> attributes = LoadAttributes.notSent(reason, failure);
        switch (reason) {
            case BAD_RECORD, BAD_PROPERTY -> {
                getLogger().error("Loading {} failed: {}", flowFile, failure.getMessage());
                getLogger().debug("Loading {} failed", flowFile, failure);
            }
            case REJECTED_ROWS, UNKNOWN_OUTCOME, UNEXPECTED -> getLogger().error("Loading {} failed", flowFile, failure);
        }
        session.transfer(withAttributes(session, flowFile, attributes), REL_FAILURE);
    }

    /** StarRocks forgets the label of a finished load after a while; a repetition after that loads again. */
    private void warnWhenForgotten(final FlowFile flowFile, final LoadSettings settings) {
        final boolean repeated = settings.label().equals(flowFile.getAttribute(LoadAttributes.LABEL)) || flowFile.getAttribute("retryCount."
                + getIdentifier()) != null;
        if (repeated && System.currentTimeMillis() - flowFile.getEntryDate() > LABEL_MEMORY.toMillis()) {
            getLogger().warn("""
                    {} is sent again more than {} hours after it entered NiFi: when an earlier try was committed that long ago, StarRocks may have forgotten \
                    its label [{}] and load it twice (streaming_label_keep_max_second of the FE)""", flowFile, LABEL_MEMORY.toHours(), settings.label());
        }
    }

    private static FlowFile withAttributes(final ProcessSession session, final FlowFile flowFile, final Map<String, String> attributes) {
        final Set<String> stale = new HashSet<>(LoadAttributes.OWN);
        stale.removeAll(attributes.keySet());
        return session.putAllAttributes(session.removeAllAttributes(flowFile, stale), attributes);
    }

    private record Finished(StarRocksClient client, LoadSettings settings, RecordLoad.Result result, long millis) {}
}
