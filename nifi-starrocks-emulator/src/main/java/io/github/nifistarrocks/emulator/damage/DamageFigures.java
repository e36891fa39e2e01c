package io.github.nifistarrocks.emulator.damage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of the cases of a trial. Safe for use by several threads. */
public final class DamageFigures {

    private static final int MAX_LISTED_FAULTS = 10;

    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    /** The most that a case has allocated, by the number of bits of the length of its message. */
    private final long[] mostAllocated = new long[Integer.SIZE + 1];
    private Case costliest = new Case(0, 0, new Outcome.Named(""), 0, 0);
    private Case slowest = costliest;
    private int cases;
    private long bytes;
    private long allocated;

    /** How a case ended. */
    public sealed interface Outcome {

        /** As the reader should end. */
        record Named(String name) implements Outcome {}

        /** As it should not. */
        record Fault(Throwable thrown) implements Outcome {}
    }

    /**
     * A case.
     *
     * @param length of the message
     * @param allocated bytes, by the thread that read it
     * @param nanos until its end
     */
    public record Case(int number, int length, Outcome outcome, long allocated, long nanos) {}

    synchronized void add(final Case added) {
        cases++;
        bytes += added.length();
        allocated += added.allocated();
        switch (added.outcome()) {
            case Outcome.Named(final String name) -> outcomes.merge(name, 1, Integer::sum);
            case Outcome.Fault(final Throwable thrown) -> {
                outcomes.merge("FAULT " + thrown.getClass().getName(), 1, Integer::sum);
                if (faults.size() < MAX_LISTED_FAULTS) {
                    faults.add("case %d: %s".formatted(added.number(), trace(thrown)));
                }
            }
        }
        if (added.allocated() > costliest.allocated()) {
            costliest = added;
        }
        if (added.nanos() > slowest.nanos()) {
            slowest = added;
        }
        final int bits = Integer.SIZE - Integer.numberOfLeadingZeros(added.length());
        mostAllocated[bits] = Math.max(mostAllocated[bits], added.allocated());
    }

    private static String trace(final Throwable thrown) {
        final StringBuilder text = new StringBuilder(String.valueOf(thrown));
        for (final StackTraceElement frame : thrown.getStackTrace()) {
            text.append("\n    at ").append(frame);
        }
        return text.toString();
    }

    public synchronized int cases() {
        return cases;
    }

    /** The first cases that ended in what no reader may throw. */
    public synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    /** The number of cases with an outcome. */
    public synchronized int of(final String outcome) {
        return outcomes.getOrDefault(outcome, 0);
    }

    /**
     * Whether the memory of every case is in proportion to its message.
     *
     * @param fixedBytes that a case may allocate whatever its message, such as buffers, and classes that are used for the first time
     * @param bytesPerByte that it may allocate further for each byte of its message, whose length is rounded down to a power of two
     */
    public synchronized boolean isWithin(final long fixedBytes, final int bytesPerByte) {
        for (int bits = 0; bits < mostAllocated.length; bits++) {
            final long length = bits == 0 ? 0 : 1L << bits - 1;
            if (mostAllocated[bits] > fixedBytes + length * bytesPerByte) {
                return false;
            }
        }
        return true;
    }

    /** The figures, for a report. */
    public synchronized List<String> lines() {
        final List<String> lines = new ArrayList<>();
        outcomes.forEach((name, count) -> lines.add("%8d %s".formatted(count, name)));
        lines.add("%d bytes a message, %d allocated".formatted(bytes / Math.max(1, cases), allocated / Math.max(1, cases)));
        lines.add("costliest case %d: %d bytes allocated for %d".formatted(costliest.number(), costliest.allocated(), costliest.length()));
        lines.add("slowest case %d: %d ms for %d bytes".formatted(slowest.number(), slowest.nanos() / 1_000_000, slowest.length()));
        return lines;
    }
}
