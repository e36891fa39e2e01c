package io.github.nifistarrocks.processors.load;

import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.client.StarRocksClient;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.FlowFileFilter.FlowFileFilterResult;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;

/** The FlowFiles that wait, without those whose table is to be left alone for a while. Those keep their place, so that the order for each table stays. */
public final class LoadQueue {

    private final ProcessContext context;
    private final StarRocksClient client;

    public LoadQueue(final ProcessContext context, final StarRocksClient client) {
        this.context = context;
        this.client = client;
    }

    /** @return null when none is to be loaded now; the processor then pauses */
    public FlowFile next(final ProcessSession session) {
        final List<FlowFile> found = session.get(flowFile -> mayLoad(flowFile)
                ? FlowFileFilterResult.ACCEPT_AND_TERMINATE
                : FlowFileFilterResult.REJECT_AND_CONTINUE);
        if (found.isEmpty()) {
            context.yield();
            return null;
        }
        return found.getFirst();
    }

    private boolean mayLoad(final FlowFile flowFile) {
        try {
            final LoadSettings.Target target = new SettingsReader(context, Map.of(), flowFile.getAttributes(),
                    value -> value.evaluateAttributeExpressions(flowFile)).target("", "");
            return client.pressure().remaining(target.tableId()).isZero();
        } catch (BadPropertyException e) {
            // The load itself tells what is wrong with it.
            return true;
        }
    }
}
