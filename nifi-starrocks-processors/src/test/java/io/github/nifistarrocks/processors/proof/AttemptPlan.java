package io.github.nifistarrocks.processors.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What happens in one attempt of one FlowFile. It depends only on the seed, the FlowFile, the number of the attempt and whether loads are transactions, so a
 * seed repeats a run except for the interleaving of its threads.
 *
 * @param faults of the cluster
 * @param event around the processor
 * @param node where the FlowFile is
 * @param keepsAttributes whether a FlowFile in retry keeps the attributes of the attempt (a loop in the flow) or not (NiFi's own retry)
 */
record AttemptPlan(List<InjectedFault> faults, Event event, int node, boolean keepsAttributes) {

    /** From this attempt on there are no faults. */
    private static final int LAST_DISTURBED_ATTEMPT = 12;

    /** The node of this attempt. */
    static int node(final Random random, final int nodes) {
        return random.nextInt(nodes);
    }

    /** @param random seeded for this attempt; the node was drawn from it */
    static AttemptPlan draw(final Random random, final int node, final boolean transactions, final TestFlowFile flowFile) {
        final boolean keepsAttributes = random.nextBoolean();
        if (flowFile.attempts() >= LAST_DISTURBED_ATTEMPT) {
            return new AttemptPlan(List.of(), Event.NONE, node, keepsAttributes);
        }
        final List<InjectedFault> faults = new ArrayList<>();
        if (random.nextInt(100) < 60) {
            faults.add(InjectedFault.ofLoad(random, transactions, flowFile.bytes()));
            if (random.nextInt(100) < 40) {
                faults.add(InjectedFault.ofArbiter(random));
            }
            if (random.nextInt(100) < 10) {
                faults.add(InjectedFault.ofLoad(random, transactions, flowFile.bytes()));
            }
        }
        return new AttemptPlan(faults, Event.draw(random), node, keepsAttributes);
    }

    /** Events around the processor, with their share of a thousand attempts. */
    enum Event {
        NONE(0),
        /** The session's commit fails and rolls back. */
        COMMIT_LOST(40),
        /** As before, and the node loses all that it held in memory. */
        NIFI_KILLED(10),
        /** NiFi's own commit succeeds, and the node dies at once. */
        NIFI_KILLED_AFTER_COMMIT(20),
        /** The node dies in the middle of a load. */
        NIFI_KILLED_MEANWHILE(10),
        /** The content repository fails while it is read. */
        CONTENT_UNREADABLE(15),
        /** The processor is stopped in the middle of a load, and started again. */
        STOPPED(15),
        /** The same, with a property changed meanwhile. */
        STOPPED_AND_EDITED(15),
        /** A property is changed before the attempt. */
        EDITED(10),
        /** An FE or BE is down during the attempt. */
        SERVER_DEAD(10);

        private final int share;

        Event(final int share) {
            this.share = share;
        }

        private static Event draw(final Random random) {
            int ticket = random.nextInt(1000);
            for (final Event event : values()) {
                ticket -= event.share;
                if (ticket < 0) {
                    return event;
                }
            }
            return NONE;
        }
    }
}
