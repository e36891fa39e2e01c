package io.github.nifistarrocks.processors.load;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.processors.common.InvalidPropertyException;
import io.github.nifistarrocks.processors.load.merged.MergedMark;
import io.github.nifistarrocks.processors.load.merged.MergedMemory;
import io.github.nifistarrocks.processors.load.prepared.PreparedMark;
import io.github.nifistarrocks.processors.load.prepared.PreparedMemory;
import io.github.nifistarrocks.processors.settings.Destination;
import io.github.nifistarrocks.processors.settings.SettingsReader;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.FlowFileFilter;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;

/**
 * Selects the next FlowFile from the queue. FlowFiles whose table is in back-off stay in the queue, and those whose table has no free slot are selected last.
 * They keep their place, so the order of the FlowFiles of each table is kept. A FlowFile that is prepared waits only if its table is held, because a commit does
 * not succeed now, and one that is merged waits for the end of its interval.
 */
public final class LoadQueue {

    private final ProcessContext context;
    private final StarRocksClient client;
    private final PreparedMemory prepared;
    private final MergedMemory merged;

    public LoadQueue(final ProcessContext context, final StarRocksClient client, final PreparedMemory prepared, final MergedMemory merged) {
        this.context = context;
        this.client = client;
        this.prepared = prepared;
        this.merged = merged;
    }

    /** @return nothing if no FlowFile can be loaded now */
    public Optional<QueuedFlowFile> next(final ProcessSession session) {
        if (prepared.mustSearch()) {
            final Optional<QueuedFlowFile> marked = nextMarked(session);
            if (marked.isPresent()) {
                return marked;
            }
        }
        final Selection selection = new Selection();
        if (!session.get(selection).isEmpty()) {
            return selection.accepted;
        }
        final Optional<QueuedFlowFile> waiting = selection.waiting;
        return waiting.filter(first -> !session.get(only(first.flowFile)).isEmpty());
    }

    /** Later FlowFiles must not pass one that is prepared and perhaps not committed. */
    private Optional<QueuedFlowFile> nextMarked(final ProcessSession session) {
        final long suspicions = prepared.suspicions();
        final AtomicBoolean held = new AtomicBoolean();
        final List<FlowFile> marked = session.get(flowFile -> {
            if (!PreparedMark.isOn(flowFile)) {
                return FlowFileFilter.FlowFileFilterResult.REJECT_AND_CONTINUE;
            }
            if (prepared.isHeld(flowFile)) {
                held.set(true);
                return FlowFileFilter.FlowFileFilterResult.REJECT_AND_CONTINUE;
            }
            return FlowFileFilter.FlowFileFilterResult.ACCEPT_AND_TERMINATE;
        });
        if (marked.isEmpty() && !held.get()) {
            prepared.nothingFound(suspicions);
        }
        return marked.stream().findFirst().map(this::unread);
    }

    private QueuedFlowFile unread(final FlowFile flowFile) {
        final SettingsReader settings = SettingsReader.of(context, flowFile);
        return new QueuedFlowFile(flowFile, settings, settings::destination);
    }

    private static FlowFileFilter only(final FlowFile wanted) {
        return flowFile -> flowFile.getId() == wanted.getId()
                ? FlowFileFilter.FlowFileFilterResult.ACCEPT_AND_TERMINATE
                : FlowFileFilter.FlowFileFilterResult.REJECT_AND_CONTINUE;
    }

    /** Accepts the first FlowFile whose table has a free slot, and remembers the first that has to wait for one. */
    private final class Selection implements FlowFileFilter {

        private Optional<QueuedFlowFile> accepted = Optional.empty();
        private Optional<QueuedFlowFile> waiting = Optional.empty();

        @Override
        public FlowFileFilterResult filter(final FlowFile flowFile) {
            if (PreparedMark.isOn(flowFile)) {
                // A commit needs no slot, and no settings.
                return prepared.isHeld(flowFile) ? FlowFileFilterResult.REJECT_AND_CONTINUE : accept(unread(flowFile));
            }
            if (MergedMark.isOn(flowFile)) {
                return merged.isDue(flowFile) ? accept(unread(flowFile)) : FlowFileFilterResult.REJECT_AND_CONTINUE;
            }
            final SettingsReader settings = SettingsReader.of(context, flowFile);
            final Destination destination;
            try {
                destination = settings.destination();
            } catch (InvalidPropertyException e) {
                // Reading the settings for the load fails again, and the FlowFile goes to failure.
                return accept(new QueuedFlowFile(flowFile, settings, settings::destination));
            }
            final QueuedFlowFile queued = new QueuedFlowFile(flowFile, settings, () -> destination);
            final TableId table = destination.table();
            if (!client.pressure().remaining(table).isZero() || prepared.isHeld(table)) {
                return FlowFileFilterResult.REJECT_AND_CONTINUE;
            }
            if (client.slots().isFree(table)) {
                return accept(queued);
            }
            waiting = waiting.or(() -> Optional.of(queued));
            return FlowFileFilterResult.REJECT_AND_CONTINUE;
        }

        private FlowFileFilterResult accept(final QueuedFlowFile queued) {
            accepted = Optional.of(queued);
            return FlowFileFilterResult.ACCEPT_AND_TERMINATE;
        }
    }

    @FunctionalInterface
    private interface DestinationSource {
        Destination get() throws InvalidPropertyException;
    }

    /** A FlowFile with the destination that was read to select it. */
    public static final class QueuedFlowFile {

        private final FlowFile flowFile;
        private final SettingsReader settings;
        private final DestinationSource destination;

        private QueuedFlowFile(final FlowFile flowFile, final SettingsReader settings, final DestinationSource destination) {
            this.flowFile = flowFile;
            this.settings = settings;
            this.destination = destination;
        }

        public FlowFile flowFile() {
            return flowFile;
        }

        /** Reads the other settings. */
        public SettingsReader settings() {
            return settings;
        }

        /** @throws InvalidPropertyException if a property has no usable value */
        public Destination destination() throws InvalidPropertyException {
            return destination.get();
        }
    }
}
