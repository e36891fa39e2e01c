package io.github.nifistarrocks.processors.load;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.processors.common.InvalidPropertyException;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.settings.SettingsReader;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.FlowFileFilter.FlowFileFilterResult;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;

/** The FlowFiles that wait, without those whose table is to be left alone for a while or has no slot free. Those keep their place, so that the order for each table stays. */
public final class LoadQueue {

    private final ProcessContext context;
    private final StarRocksClient client;

    public LoadQueue(final ProcessContext context, final StarRocksClient client) {
        this.context = context;
        this.client = client;
    }

    /** @return null when none is to be loaded now; the processor then pauses */
    public FlowFile next(final ProcessSession session) {
        final Optional<FlowFile> free = first(session, table -> client.pressure().remaining(table).isZero() && client.slots().isFree(table));
        // Else one that waits for a slot, and gets it at once when it is free.
        final Optional<FlowFile> found = free.isPresent() ? free : first(session, table -> client.pressure().remaining(table).isZero());
        if (found.isEmpty()) {
            context.yield();
        }
        return found.orElse(null);
    }

    private Optional<FlowFile> first(final ProcessSession session, final Predicate<TableId> tables) {
        return session.get(flowFile -> goesInto(tables, flowFile) ? FlowFileFilterResult.ACCEPT_AND_TERMINATE : FlowFileFilterResult.REJECT_AND_CONTINUE)
                .stream().findFirst();
    }

    private boolean goesInto(final Predicate<TableId> tables, final FlowFile flowFile) {
        try {
            final LoadSettings.Target target = new SettingsReader(context, Map.of(), flowFile.getAttributes(),
                    value -> value.evaluateAttributeExpressions(flowFile)).target("", "");
            return tables.test(target.tableId());
        } catch (InvalidPropertyException e) {
            // The load itself tells what is wrong with it.
            return true;
        }
    }
}
