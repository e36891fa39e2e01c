package io.github.nifistarrocks.processors;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.scan.ScanRequest;
import io.github.nifistarrocks.client.scan.TabletScan;
import io.github.nifistarrocks.processors.common.TransitUri;
import io.github.nifistarrocks.processors.plan.InvalidPlanException;
import io.github.nifistarrocks.processors.plan.PlanDocument;
import io.github.nifistarrocks.processors.plan.PlanDocumentJson;
import io.github.nifistarrocks.processors.scan.RecordOutput;
import io.github.nifistarrocks.processors.scan.RowBatches;
import io.github.nifistarrocks.processors.scan.ScanAbortedException;
import io.github.nifistarrocks.services.api.StarRocksConnectionService;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.SystemResource;
import org.apache.nifi.annotation.behavior.SystemResourceConsideration;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.MultiProcessorUseCase;
import org.apache.nifi.annotation.documentation.ProcessorConfiguration;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.serialization.RecordSetWriterFactory;

@Tags({"starrocks", "olap", "analytics", "tablet", "scan", "source", "record", "arrow", "thrift", "parallel"})
@CapabilityDescription("""
        Reads the tablets that a FlowFile of FetchStarRocksTablets names, directly from a StarRocks backend (BE), and replaces the FlowFile's content by the \
        rows as records. When a backend fails, all tablets are read anew from the next one that has them. A FlowFile that could not be scanned keeps its \
        content, so that it can be scanned again.""")
@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@SeeAlso(value = {FetchStarRocksTablets.class, PutStarRocks.class}, classNames = "io.github.nifistarrocks.services.StandardStarRocksConnectionService")
@SystemResourceConsideration(
        resource = SystemResource.MEMORY,
        description = "Holds two batches of rows for each task, one being written and one being fetched, whatever the size of the tablet.")
@MultiProcessorUseCase(
        description = "Read a whole StarRocks table in parallel on all nodes of a NiFi cluster.",
        notes = """
                All tablets are read at the versions that the plan has frozen, so that the records are those of one moment. Scan within half an hour after \
                planning.""",
        keywords = {"parallel", "cluster", "load balance", "round robin", "export"},
        configurations = {
                @ProcessorConfiguration(
                        processorClass = FetchStarRocksTablets.class,
                        configuration = """
                                Set "Database" and "Table", and "Columns" and "Filter" where less than the whole table is wanted.
                                Set "Execution" to "Primary node" and "Run Schedule" to the interval wanted.
                                Connect "success" to ScanStarRocksTablet, and set the "Load Balance Strategy" of that connection to "Round robin".
                                """),
                @ProcessorConfiguration(
                        processorClass = ScanStarRocksTablet.class,
                        configuration = """
                                Use the same "Connection Service", and set "Record Writer" to the format wanted, with a "Timestamp Format" such as \
                                "yyyy-MM-dd HH:mm:ss.SSSSSS".
                                Set "Concurrent Tasks" to the tablets that one node shall read at a time.
                                Connect "retry" back to this processor.
                                """)
        })
@WritesAttributes({
        @WritesAttribute(attribute = ScanAttributes.REPLICA,
                description = "On success: the BE that was read, as the FE names it; absent when nothing was to be read."),
        @WritesAttribute(attribute = ScanAttributes.RECORD_COUNT, description = "On success: how many records were written."),
        @WritesAttribute(attribute = ScanAttributes.BYTES, description = "On success: bytes of the rows as the BE sent them."),
        @WritesAttribute(attribute = ScanAttributes.SCAN_TIME, description = "On success: milliseconds from the first attempt to the last record."),
        @WritesAttribute(attribute = ScanAttributes.MIME_TYPE, description = "On success: the MIME type of the Record Writer."),
        @WritesAttribute(attribute = ScanAttributes.ERROR_MESSAGE,
                description = "On retry and failure: what was tried, what each replica said, and what to do."),
        @WritesAttribute(attribute = ScanAttributes.ERROR_REASON, description = """
                On retry: UNAVAILABLE or OVERLOADED. On failure: INVALID_PLAN, DENIED, NOT_FOUND, INVALID, PROTOCOL, UNREADABLE_COLUMN or RECORD_WRITER.""")
})
public final class ScanStarRocksTablet extends StarRocksProcessor {

    static final PropertyDescriptor CONNECTION_SERVICE = new PropertyDescriptor.Builder()
            .name("Connection Service")
            .description("The StarRocks cluster to read from: the one that made the plan. Its address map also holds for the backends that the plan names.")
            .required(true)
            .identifiesControllerService(StarRocksConnectionService.class)
            .build();

    static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Record Writer")
            .description("""
                    Writes the rows. A column that the writer's schema declares as string is written as the text that StarRocks gives, which also carries \
                    dates and times exactly where the writer's own form of them does not.""")
            .required(true)
            .identifiesControllerService(RecordSetWriterFactory.class)
            .build();

    static final PropertyDescriptor BATCH_ROWS = new PropertyDescriptor.Builder()
            .name("Batch Rows")
            .description("Most rows that a backend may send at a time. Smaller batches need less memory, larger ones fewer round trips.")
            .required(true)
            .defaultValue("4096")
            .addValidator(StandardValidators.createLongValidator(1, 65_535, true))
            .build();

    static final PropertyDescriptor QUERY_TIMEOUT = new PropertyDescriptor.Builder()
            .name("Query Timeout")
            .description("""
                    How long a scan may take altogether, including the time that NiFi needs to write the records. After it the backend gives the scan up, and \
                    frees what it holds even when NiFi was killed.""")
            .required(true)
            .defaultValue("10 min")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.SECONDS, 1, TimeUnit.DAYS))
            .build();

    static final PropertyDescriptor KEEP_ALIVE = new PropertyDescriptor.Builder()
            .name("Keep Alive")
            .description("How long a backend keeps a scan that nobody asks for the next rows, in whole minutes: other times are rounded up.")
            .required(true)
            .defaultValue("5 min")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.SECONDS, 1, TimeUnit.DAYS))
            .build();

    static final PropertyDescriptor MEMORY_LIMIT = new PropertyDescriptor.Builder()
            .name("Memory Limit")
            .description("Most memory that a backend may use for one scan.")
            .required(true)
            .defaultValue("1 GB")
            .addValidator(StandardValidators.createDataSizeBoundsValidator(1, Long.MAX_VALUE))
            .build();

    static final Relationship REL_SUCCESS = new Relationship.Builder()
            .name("success")
            .description("FlowFiles whose content was replaced by the rows of their tablets.")
            .build();

    static final Relationship REL_RETRY = new Relationship.Builder()
            .name("retry")
            .description("FlowFiles that no replica could serve now, but may serve later. They keep the plan as their content, and are penalized.")
            .build();

    static final Relationship REL_FAILURE = new Relationship.Builder()
            .name("failure")
            .description("""
                    FlowFiles that another try will not help: no plan, a plan that is refused, a column or value that cannot be written. They keep \
                    their content.""")
            .build();

    static final String COUNTER_ROWS = "Rows Scanned";

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            CONNECTION_SERVICE,
            RECORD_WRITER,
            BATCH_ROWS,
            QUERY_TIMEOUT,
            KEEP_ALIVE,
            MEMORY_LIMIT);

    private static final Set<Relationship> RELATIONSHIPS = Set.of(REL_SUCCESS, REL_RETRY, REL_FAILURE);

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        final CallScope scope = calls();
        final FlowFile flowFile = session.get();
        if (flowFile == null) {
            return;
        }
        try {
            final PlanDocument plan = readPlan(session, flowFile);
            try {
                succeed(session, plan, scan(context, session, flowFile, plan, scope));
            } catch (ScanFailure failure) {
                fail(session, flowFile, failure);
            }
        } catch (InvalidPlanException e) {
            fail(session, flowFile, ScanFailure.invalidPlan(e));
        } catch (CallCancelledException e) {
            getLogger().debug("Scan for {} was cancelled because the processor was stopped", flowFile, e);
            session.rollback();
        } catch (IOException | RuntimeException e) {
            getLogger().error("Scan for {} was rolled back", flowFile, e);
            session.rollback(true);
            context.yield();
        }
    }

    private static PlanDocument readPlan(final ProcessSession session, final FlowFile flowFile) throws InvalidPlanException, IOException {
        try (InputStream in = session.read(flowFile)) {
            return PlanDocumentJson.read(in);
        }
    }

    private Scanned scan(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final PlanDocument plan, final CallScope scope)
            throws ScanFailure, CallCancelledException {
        final StarRocksClient client = client(context, CONNECTION_SERVICE);
        final RecordSetWriterFactory writerFactory = context.getProperty(RECORD_WRITER).asControllerService(RecordSetWriterFactory.class);
        final long started = System.nanoTime();
        try {
            if (plan.tablets().isEmpty()) {
                final RecordOutput output = new RecordOutput(plan.columns(), RowBatches.NONE, writerFactory, flowFile, getLogger());
                return new Scanned(session.write(flowFile, output), output, Optional.empty(), 0, started);
            }
            final Map<HostPort, StarRocksException> refusals = new LinkedHashMap<>();
            for (final HostPort replica : plan.commonReplicas()) {
                try (TabletScan scan = client.scan(request(context, plan), replica, scope)) {
                    final RecordOutput output = new RecordOutput(plan.columns(), RowBatches.of(scan), writerFactory, flowFile, getLogger());
                    return new Scanned(session.write(flowFile, output), output, Optional.of(replica), scan.bytes(), started);
                } catch (StarRocksException e) {
                    refusals.put(replica, e);
                } catch (ScanAbortedException e) {
                    refusals.put(replica, e.byBackend().orElseThrow(() -> e));
                }
                getLogger().warn("Scan for {} from replica [{}] failed", flowFile, replica, refusals.get(replica));
            }
            throw ScanFailure.allReplicas(plan, refusals, Duration.between(Instant.ofEpochMilli(flowFile.getEntryDate()), Instant.now()));
        } catch (ScanAbortedException e) {
            if (e.isCancelled()) {
                throw new CallCancelledException();
            }
            throw ScanFailure.output(plan, e);
        }
    }

    private static ScanRequest request(final ProcessContext context, final PlanDocument plan) {
        final Duration keepAlive = Duration.ofMinutes(Math.ceilDiv(context.getProperty(KEEP_ALIVE).asDuration().toSeconds(), 60));
        return new ScanRequest(plan.table(), plan.opaquePlan(), plan.tabletIds(), context.getProperty(BATCH_ROWS).asInteger(),
                context.getProperty(QUERY_TIMEOUT).asDuration(), keepAlive, context.getProperty(MEMORY_LIMIT).asDataSize(DataUnit.B).longValue());
    }

    private void succeed(final ProcessSession session, final PlanDocument plan, final Scanned scanned) {
        final long millis = (System.nanoTime() - scanned.startNanos()) / 1_000_000;
        final Map<String, String> attributes = new HashMap<>(scanned.output().writerAttributes());
        attributes.put(ScanAttributes.MIME_TYPE, scanned.output().mimeType());
        attributes.put(ScanAttributes.RECORD_COUNT, Long.toString(scanned.output().records()));
        attributes.put(ScanAttributes.BYTES, Long.toString(scanned.bytes()));
        attributes.put(ScanAttributes.SCAN_TIME, Long.toString(millis));
        scanned.replica().ifPresent(replica -> attributes.put(ScanAttributes.REPLICA, replica.toString()));
        FlowFile flowFile = session.removeAllAttributes(scanned.flowFile(), Set.of(ScanAttributes.ERROR_MESSAGE, ScanAttributes.ERROR_REASON));
        flowFile = session.putAllAttributes(flowFile, attributes);
        if (scanned.replica().isPresent()) {
            session.getProvenanceReporter().fetch(flowFile, transitUri(plan, scanned.replica().get()), millis);
        }
        session.adjustCounter(COUNTER_ROWS, scanned.output().records(), false);
        session.transfer(flowFile, REL_SUCCESS);
    }

    private void fail(final ProcessSession session, final FlowFile flowFile, final ScanFailure failure) {
        getLogger().error("Scan for {} failed", flowFile, failure);
        final FlowFile failed = session.putAllAttributes(flowFile, Map.of(
                ScanAttributes.ERROR_MESSAGE, ScanAttributes.bounded(failure.getMessage()),
                ScanAttributes.ERROR_REASON, failure.reason()));
        if (failure.isRetryable()) {
            session.transfer(session.penalize(failed), REL_RETRY);
        } else {
            session.transfer(failed, REL_FAILURE);
        }
    }

    private static String transitUri(final PlanDocument plan, final HostPort replica) {
        final String tablets = plan.tabletIds().stream().map(String::valueOf).collect(Collectors.joining(","));
        return TransitUri.of(replica.toString(), plan.table()) + "?tablets=" + ScanAttributes.bounded(tablets);
    }

    /** What a scan has given; the FlowFile has the records. */
    private record Scanned(FlowFile flowFile, RecordOutput output, Optional<HostPort> replica, long bytes, long startNanos) {}
}
