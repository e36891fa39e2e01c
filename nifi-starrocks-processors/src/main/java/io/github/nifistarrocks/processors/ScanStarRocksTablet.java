package io.github.nifistarrocks.processors;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.plan.PlanSigner;
import io.github.nifistarrocks.client.scan.ScanLimits;
import io.github.nifistarrocks.processors.common.RowDataFilter;
import io.github.nifistarrocks.processors.common.TransitUri;
import io.github.nifistarrocks.processors.option.scan.InexactValues;
import io.github.nifistarrocks.processors.option.scan.JsonColumns;
import io.github.nifistarrocks.processors.option.scan.OutputFormat;
import io.github.nifistarrocks.processors.option.scan.TemporalValues;
import io.github.nifistarrocks.processors.plan.InvalidPlanException;
import io.github.nifistarrocks.processors.plan.PlanDocument;
import io.github.nifistarrocks.processors.plan.SignedPlan;
import io.github.nifistarrocks.processors.plan.UntrustedPlanException;
import io.github.nifistarrocks.processors.scan.ArrowOutput;
import io.github.nifistarrocks.processors.scan.OutputOptions;
import io.github.nifistarrocks.processors.scan.RecordOutput;
import io.github.nifistarrocks.processors.scan.ScanOutput;
import io.github.nifistarrocks.processors.scan.WriterContext;
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
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.serialization.RecordSetWriterFactory;

@Tags({"starrocks", "olap", "analytics", "tablet", "scan", "source", "record", "arrow", "thrift", "parallel"})
@CapabilityDescription("""
        Reads the tablets of a FlowFile of FetchStarRocksTablets directly from a StarRocks backend (BE). Replaces the content of the FlowFile by the rows, as \
        records or as an Arrow stream. When a BE fails, all tablets are read again from the next BE that has them. A FlowFile whose scan failed keeps its content and can be \
        scanned again.""")
@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@SeeAlso(value = {FetchStarRocksTablets.class, PutStarRocks.class}, classNames = "io.github.nifistarrocks.services.StandardStarRocksConnectionService")
@SystemResourceConsideration(
        resource = SystemResource.MEMORY,
        description = "Each task keeps up to three batches of rows outside of the Java heap, independent of the size of the tablets.")
@MultiProcessorUseCase(
        description = "Read a whole StarRocks table in parallel on all nodes of a NiFi cluster.",
        notes = """
                All tablets are read at the versions of the plan, so that the records represent the table at one moment. Scan a plan within 30 minutes after it \
                was created.""",
        keywords = {"parallel", "cluster", "load balance", "round robin", "export"},
        configurations = {
                @ProcessorConfiguration(
                        processorClass = FetchStarRocksTablets.class,
                        configuration = """
                                Set "Database" and "Table", and "Columns" and "Filter" to read a part of the table.
                                Set "Execution" to "Primary node" and "Run Schedule" to the interval.
                                Connect "success" to ScanStarRocksTablet, and set the "Load Balance Strategy" of that connection to "Round robin".
                                """),
                @ProcessorConfiguration(
                        processorClass = ScanStarRocksTablet.class,
                        configuration = """
                                Use the same "Connection Service". Set "Record Writer" to the output format, with a "Timestamp Format" such as \
                                "yyyy-MM-dd HH:mm:ss.SSSSSS", or set "Temporal Values" to "Text".
                                Set "Concurrent Tasks" to the number of FlowFiles that one node scans concurrently.
                                Connect "retry" back to this processor.
                                """)
        })
@WritesAttributes({
        @WritesAttribute(attribute = ScanAttributes.REPLICA,
                description = "On success: the BE that was read, as the FE names it. Not set if there was nothing to read."),
        @WritesAttribute(attribute = ScanAttributes.RECORD_COUNT, description = "On success: number of records."),
        @WritesAttribute(attribute = ScanAttributes.BYTES, description = "On success: bytes of the rows that the BE sent."),
        @WritesAttribute(attribute = ScanAttributes.SCAN_TIME, description = "On success: milliseconds from the first attempt to the last record."),
        @WritesAttribute(attribute = ScanAttributes.MIME_TYPE,
                description = "On success: the MIME type of the Record Writer, or application/vnd.apache.arrow.stream."),
        @WritesAttribute(attribute = ScanAttributes.WARNING,
                description = "On success with Inexact Values = Warn: the columns whose values were changed, with their numbers and the first value of each."),
        @WritesAttribute(attribute = ScanAttributes.ERROR_MESSAGE,
                description = "On retry and failure: what failed, the message of each replica, and what to do."),
        @WritesAttribute(attribute = ScanAttributes.ERROR_REASON, description = """
                On retry: UNAVAILABLE or OVERLOADED. On failure: PLAN_EXPIRED, BATCH_TOO_LARGE, INVALID_PLAN, UNTRUSTED_PLAN, DENIED, NOT_FOUND, INVALID, \
                PROTOCOL, UNREADABLE_COLUMN or RECORD_WRITER.""")
})
public final class ScanStarRocksTablet extends ScanProcessor {

    static final PropertyDescriptor OUTPUT_FORMAT = new PropertyDescriptor.Builder()
            .name("Output Format")
            .description("""
                    Form of the rows in the content of the FlowFile. An Arrow stream needs the least CPU time and keeps every value exact. Select it if the next \
                    system reads Arrow.""")
            .required(true)
            .allowableValues(OutputFormat.class)
            .defaultValue(OutputFormat.RECORDS)
            .build();

    static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Record Writer")
            .description("""
                    Writes the rows as records. If its schema declares a column as string, the value is written as text, which is exact for dates and times too. \
                    BOOLEAN is then written as true or false, FLOAT and DOUBLE as Java writes them, such as 1.0E10, and VARBINARY as base64. All other types are \
                    written as StarRocks writes them.""")
            .required(true)
            .identifiesControllerService(RecordSetWriterFactory.class)
            .dependsOn(OUTPUT_FORMAT, OutputFormat.RECORDS)
            .build();

    static final PropertyDescriptor TEMPORAL_VALUES = new PropertyDescriptor.Builder()
            .name("Temporal Values")
            .description("""
                    Form of DATE and DATETIME in the records, also inside of ARRAY, MAP and STRUCT. Text is exact with every Record Writer, and is faster. Set it if \
                    the output has microseconds in Avro or Parquet, dates before 1901, or times that the time zone of NiFi skips.""")
            .required(true)
            .allowableValues(TemporalValues.class)
            .defaultValue(TemporalValues.NIFI_TYPES)
            .dependsOn(OUTPUT_FORMAT, OutputFormat.RECORDS)
            .build();

    static final PropertyDescriptor JSON_COLUMNS = new PropertyDescriptor.Builder()
            .name("JSON Columns")
            .description("""
                    Form of JSON columns in the records. Parsed converts them to records, maps and arrays, and requires a Record Writer whose schema declares \
                    these. Without such a schema all of them are text.""")
            .required(true)
            .allowableValues(JsonColumns.class)
            .defaultValue(JsonColumns.TEXT)
            .dependsOn(OUTPUT_FORMAT, OutputFormat.RECORDS)
            .build();

    static final PropertyDescriptor INEXACT_VALUES = new PropertyDescriptor.Builder()
            .name("Inexact Values")
            .description(
                    """
                    What happens if a value would not be written as it is. These are times whose fraction of a second, hour or day the Record Writer would change, \
                    text that is not UTF-8, that a CSV writer would trim or write as NULL, and maps with a repeated key. So are numbers, JSON and NULL that the schema of \
                    the Record Writer does not represent, and arrays, keys and characters that XML does not.""")
            .required(true)
            .allowableValues(InexactValues.class)
            .defaultValue(InexactValues.REFUSE)
            .dependsOn(OUTPUT_FORMAT, OutputFormat.RECORDS)
            .build();

    static final PropertyDescriptor BATCH_ROWS = new PropertyDescriptor.Builder()
            .name("Batch Rows")
            .description(
                    """
                    Maximum number of rows that a BE sends at a time. Larger batches need more memory and fewer round trips. A batch that exceeds the memory \
                    is read again with fewer rows, from the start of the scan. Lower it for rows of many kilobytes.""")
            .required(true)
            .defaultValue("4096")
            .addValidator(StandardValidators.createLongValidator(1, 65_535, true))
            .build();

    static final PropertyDescriptor QUERY_TIMEOUT = new PropertyDescriptor.Builder()
            .name("Query Timeout")
            .description("""
                    Maximum duration of a scan, including the time to write the records. After it the BE ends the scan and releases its memory, even if NiFi was \
                    killed. Raise it for large tablets or a slow record writer.""")
            .required(true)
            .defaultValue("10 min")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.SECONDS, 1, TimeUnit.DAYS))
            .build();

    static final PropertyDescriptor KEEP_ALIVE = new PropertyDescriptor.Builder()
            .name("Keep Alive")
            .description("""
                    How long a BE keeps a scan without a request for the next rows. A shorter time releases the memory of abandoned scans earlier. Raise it if \
                    writing one batch takes longer. It is rounded up to whole minutes.""")
            .required(true)
            .defaultValue("5 min")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.SECONDS, 1, TimeUnit.DAYS))
            .build();

    static final Relationship REL_SUCCESS = new Relationship.Builder()
            .name("success")
            .description("FlowFiles whose content was replaced by the rows of their tablets.")
            .build();

    static final Relationship REL_RETRY = new Relationship.Builder()
            .name("retry")
            .description("FlowFiles that no replica can serve now, but at least one may serve later. They keep the plan as their content and are penalized.")
            .build();

    static final Relationship REL_FAILURE = new Relationship.Builder()
            .name("failure")
            .description("""
                    FlowFiles for which a retry cannot succeed. The content is not a plan, its signature does not match, the plan is refused or expired, or a \
                    column or value cannot be written. They keep their content.""")
            .build();

    static final String COUNTER_ROWS = "Rows Scanned";

    public ScanStarRocksTablet() {
        super(List.of(OUTPUT_FORMAT, RECORD_WRITER, TEMPORAL_VALUES, JSON_COLUMNS, INEXACT_VALUES, BATCH_ROWS, QUERY_TIMEOUT, KEEP_ALIVE),
                Set.of(REL_SUCCESS, REL_RETRY, REL_FAILURE));
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        final CallScope scope = calls();
        final FlowFile flowFile = session.get();
        if (flowFile == null) {
            return;
        }
        final RowDataFilter rowData = rowData(context);
        try {
            final long started = System.nanoTime();
            final PlanDocument plan = readPlan(session, flowFile, client(context).planSigner());
            final ReplicaScan scan = new ReplicaScan(client(context), plan, limits(context), scope);
            final ComponentLog log = rowData.logger(getLogger());
            final ReplicaScan.Result result = scan.write(session, new ReplicaScan.Target(flowFile, log, format(context, flowFile, log)));
            succeed(session, plan, withWarning(session, result, rowData), millisSince(started));
        } catch (ScanFailure e) {
            getLogger().error("Scan for {} failed", flowFile, rowData.loggable(e));
            session.transfer(failed(session, flowFile, e, rowData), e.reason().isRetryable() ? REL_RETRY : REL_FAILURE);
        } catch (CallCancelledException e) {
            getLogger().debug("Scan for {} was cancelled because the processor was stopped", flowFile, e);
            session.rollback();
        } catch (IOException | RuntimeException e) {
            rollback(context, session, rowData.loggable(e));
        }
    }

    private static PlanDocument readPlan(final ProcessSession session, final FlowFile flowFile, final PlanSigner signer) throws ScanFailure, IOException {
        try {
            return SignedPlan.read(() -> session.read(flowFile), signer);
        } catch (InvalidPlanException e) {
            throw ScanFailure.content(e);
        } catch (UntrustedPlanException e) {
            throw ScanFailure.untrusted(e);
        }
    }

    private static ScanOutput.Factory format(final ProcessContext context, final FlowFile flowFile, final ComponentLog log) {
        return switch (context.getProperty(OUTPUT_FORMAT).asAllowableValue(OutputFormat.class)) {
            case ARROW_STREAM -> ArrowOutput::new;
            case RECORDS -> {
                final RecordSetWriterFactory writers = context.getProperty(RECORD_WRITER).asControllerService(RecordSetWriterFactory.class);
                final WriterContext writer = new WriterContext(writers, flowFile, log);
                final OutputOptions options = options(context);
                yield (planned, batches) -> new RecordOutput(planned, batches, writer, options);
            }
        };
    }

    private static OutputOptions options(final ProcessContext context) {
        return new OutputOptions(context.getProperty(TEMPORAL_VALUES).asAllowableValue(TemporalValues.class),
                context.getProperty(JSON_COLUMNS).asAllowableValue(JsonColumns.class),
                context.getProperty(INEXACT_VALUES).asAllowableValue(InexactValues.class));
    }

    private ReplicaScan.Result withWarning(final ProcessSession session, final ReplicaScan.Result result, final RowDataFilter rowData) {
        final FlowFile scanned = result.flowFile();
        if (result.output().warning().isEmpty()) {
            return result.with(session.removeAttribute(scanned, ScanAttributes.WARNING));
        }
        final String warning = rowData.text(result.output().warning().get());
        getLogger().warn("Values of {} were not written exactly. {}", scanned, warning);
        return result.with(session.putAttribute(scanned, ScanAttributes.WARNING, ScanAttributes.bounded(warning)));
    }

    private static ScanLimits limits(final ProcessContext context) {
        return new ScanLimits(context.getProperty(BATCH_ROWS).asInteger(), duration(context, QUERY_TIMEOUT), duration(context, KEEP_ALIVE));
    }

    private static Duration duration(final ProcessContext context, final PropertyDescriptor property) {
        return context.getProperty(property).asDuration();
    }

    private static void succeed(final ProcessSession session, final PlanDocument plan, final ReplicaScan.Result result, final long millis) {
        final Map<String, String> attributes = new HashMap<>(result.output().writerAttributes());
        attributes.put(ScanAttributes.MIME_TYPE, result.output().mimeType());
        attributes.put(ScanAttributes.RECORD_COUNT, Long.toString(result.output().records()));
        attributes.put(ScanAttributes.BYTES, Long.toString(result.bytes()));
        attributes.put(ScanAttributes.SCAN_TIME, Long.toString(millis));
        result.replica().ifPresent(replica -> attributes.put(ScanAttributes.REPLICA, replica.toString()));
        final FlowFile scanned = session.putAllAttributes(withoutError(session, result.flowFile()), attributes);
        result.replica().ifPresent(replica -> session.getProvenanceReporter().fetch(scanned, transitUri(plan, replica), millis));
        session.adjustCounter(COUNTER_ROWS, result.output().records(), false);
        session.transfer(scanned, REL_SUCCESS);
    }

    private static String transitUri(final PlanDocument plan, final HostPort replica) {
        return TransitUri.of(replica.toString(), plan.table()) + "?tablets=" + ScanAttributes.tabletIds(plan);
    }
}
