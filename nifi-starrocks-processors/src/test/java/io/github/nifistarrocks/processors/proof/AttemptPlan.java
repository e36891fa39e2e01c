package io.github.nifistarrocks.processors.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What is to happen in one try of one FlowFile: nothing but a function of the seed, the FlowFile, the number of the try and whether loads are transactions, so
 * that a seed repeats a run but for the interleaving of its threads.
 *
 * @param faults of the cluster
 * @param event around the processor
 * @param node where the FlowFile is
 * @param keepsAttributes whether a FlowFile in retry comes back with what the try wrote to it (a loop in the flow) or as it was (NiFi's own retry)
 */
record AttemptPlan(List<InjectedFault> faults, Event event, int node, boolean keepsAttributes) {

    /** From this try on nothing goes wrong any more. */
    private static final int LAST_TROUBLED_TRY = 12;

    /** Of a number of nodes, the one where this try is made. */
    static int node(final Random random, final int nodes) {
        return random.nextInt(nodes);
    }

    /** @param random seeded for this try; the node has been drawn from it */
    static AttemptPlan draw(final Random random, final int node, final boolean transactions, final TestFlowFile parcel) {
        final boolean keepsAttributes = random.nextBoolean();
        if (parcel.tries() >= LAST_TROUBLED_TRY) {
            return new AttemptPlan(List.of(), Event.NONE, node, keepsAttributes);
        }
        final List<InjectedFault> faults = new ArrayList<>();
        if (random.nextInt(100) < 60) {
            faults.add(InjectedFault.ofLoad(random, transactions, parcel.bytes()));
            if (random.nextInt(100) < 40) {
                faults.add(InjectedFault.ofArbiter(random));
            }
            if (random.nextInt(100) < 10) {
                faults.add(InjectedFault.ofLoad(random, transactions, parcel.bytes()));
            }
        }
        return new AttemptPlan(faults, Event.draw(random), node, keepsAttributes);
    }

    /** What happens around the processor, with its share of a thousand tries. */
    enum Event {
        NONE(0),
        /** The session's commit fails and rolls back. */
        COMMIT_LOST(40),
        /** As before, and the node loses all that it held in memory. */
        NIFI_KILLED(10),
        /** The node dies in the middle of a load. */
        NIFI_KILLED_MEANWHILE(10),
        /** The content repository fails while it is read. */
        CONTENT_UNREADABLE(15),
        /** The processor is stopped in the middle of a load, and started again. */
        STOPPED(15),
        /** The same, with a property changed meanwhile. */
        STOPPED_AND_EDITED(15),
        /** A property is changed before the try. */
        EDITED(10),
        /** A FE or BE is dead during the try. */
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
