package io.github.nifistarrocks.processors;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.processors.common.RowDataFilter;
import io.github.nifistarrocks.services.api.StarRocksConnectionService;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;

/** The common part of FetchStarRocksTablets and ScanStarRocksTablet: connection service, error attributes, and the end of a run that did not succeed. */
public abstract class ScanProcessor extends StarRocksProcessor {

    static final PropertyDescriptor CONNECTION_SERVICE = new PropertyDescriptor.Builder()
            .name("Connection Service")
            .description("""
                    Connects to the StarRocks cluster to read from. FetchStarRocksTablets and ScanStarRocksTablet of a flow must use the same service, or services \
                    with the same settings. The Address Map and the Backend Hosts of the service also apply to the BEs of a plan.""")
            .required(true)
            .identifiesControllerService(StarRocksConnectionService.class)
            .build();

    private static final Set<String> ERROR_ATTRIBUTES = Set.of(ScanAttributes.ERROR_MESSAGE, ScanAttributes.ERROR_REASON);

    private final List<PropertyDescriptor> properties;
    private final Set<Relationship> relationships;

    /** @param properties besides the connection service */
    ScanProcessor(final List<PropertyDescriptor> properties, final Set<Relationship> relationships) {
        this.properties = Stream.concat(Stream.of(CONNECTION_SERVICE), properties.stream()).toList();
        this.relationships = relationships;
    }

    @Override
    protected final List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return properties;
    }

    @Override
    public final Set<Relationship> getRelationships() {
        return relationships;
    }

    static StarRocksClient client(final PropertyContext context) {
        return client(context, CONNECTION_SERVICE);
    }

    /** For the messages of a run. */
    static RowDataFilter rowData(final PropertyContext context) {
        return new RowDataFilter(client(context).config().rowData());
    }

    /** Adds the error attributes, and penalizes the FlowFile if a retry may succeed. */
    static FlowFile failed(final ProcessSession session, final FlowFile flowFile, final ScanFailure failure, final RowDataFilter rowData) {
        final FlowFile failed = session.putAllAttributes(flowFile, Map.of(
                ScanAttributes.ERROR_MESSAGE, ScanAttributes.bounded(rowData.text(failure.markedMessage())),
                ScanAttributes.ERROR_REASON, failure.reason().name()));
        return failure.reason().isRetryable() ? session.penalize(failed) : failed;
    }

    /** Removes the error attributes of a previous attempt. */
    static FlowFile withoutError(final ProcessSession session, final FlowFile flowFile) {
        return session.removeAllAttributes(flowFile, ERROR_ATTRIBUTES);
    }

    /** Returns the input to its queue for a failure that is not one of StarRocks or the FlowFile. */
    final void rollback(final ProcessContext context, final ProcessSession session, final Throwable failure) {
        getLogger().error("The run failed and its session was rolled back", failure);
        session.rollback(true);
        context.yield();
    }

    static long millisSince(final long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1_000_000;
    }
}
