package io.github.nifistarrocks.emulator.damage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;

/**
 * Gives many damaged messages to readers, in two threads. A case is determined by seed, kind and number, which the report names. The figures are printed, and
 * written to {@code target/proof/<test>.txt}. {@code -Dproof.size=full} selects the full size and {@code -Dproof.seed=} the seed.
 */
public final class DamageTrial {

    private static final int THREADS = 2;
    private static final int MAX_MESSAGE_LENGTH = 20_000;
    private static final Path FOLDER = Path.of("target", "proof");
    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Path report;
    private final long seed;

    /**
     * Reads messages, in any thread.
     *
     * <p>An exception that it throws is a fault of it: refusals are outcomes.
     */
    @FunctionalInterface
    public interface Reader {

        /**
         * @param origin position of the message that was damaged
         * @return the outcome, such as {@code read} or the kind of the refusal; few different ones
         */
        String read(byte[] message, int origin) throws Exception;
    }

    /**
     * A kind of messages.
     *
     * @param kind its name
     * @param messages valid ones, of at least eight bytes
     * @param damage how they are damaged
     */
    public record Material(String kind, List<byte[]> messages, Damage damage) {}

    /** Begins a report, without the figures of an earlier run. */
    public DamageTrial(final Class<?> test) {
        report = FOLDER.resolve(test.getSimpleName() + ".txt");
        final Long wanted = Long.getLong("proof.seed");
        seed = wanted == null ? ThreadLocalRandom.current().nextLong(1_000_000_000) : wanted;
        try {
            Files.createDirectories(FOLDER);
            Files.deleteIfExists(report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        print("seed %d", seed);
    }

    /**
     * A refusal as an outcome.
     *
     * @param kind of the refusal
     * @throws AssertionError for a message without a bound, which logs and attributes would repeat
     */
    public static String refused(final Object kind, final Exception refusal) {
        if (refusal.getMessage().length() > MAX_MESSAGE_LENGTH) {
            throw new AssertionError("A message of %d characters".formatted(refusal.getMessage().length()), refusal);
        }
        return "refused as " + kind;
    }

    /** A number by size: proofs are part of every build, where they have to be quick. */
    public static int size(final int full, final int reduced) {
        return "full".equals(System.getProperty("proof.size")) ? full : reduced;
    }

    /** Reads damaged messages, each by the reader once. */
    public DamageFigures run(final Material material, final int cases, final Reader reader) {
        final long residentBefore = residentMegabytes();
        final long start = System.nanoTime();
        final DamageFigures figures = new DamageFigures();
        final List<Thread> threads = Stream.iterate(0, number -> number + 1).limit(THREADS)
                .map(first -> Thread.ofPlatform().start(() -> read(material, reader, figures, new Numbers(first, cases)))).toList();
        threads.forEach(DamageTrial::join);
        print("%s: %d cases in %.1f s", material.kind(), figures.cases(), (System.nanoTime() - start) / 1e9);
        figures.lines().forEach(line -> print("  %s", line));
        print("  resident memory %d MB, before %d MB", residentMegabytes(), residentBefore);
        return figures;
    }

    /** Every second case, from the first one on. */
    private record Numbers(int first, int end) {}

    private void read(final Material material, final Reader reader, final DamageFigures figures, final Numbers numbers) {
        for (int number = numbers.first(); number < numbers.end(); number += THREADS) {
            final SplittableRandom random = new SplittableRandom(seed ^ (long) material.kind().hashCode() << Integer.SIZE ^ number * 0x9E3779B97F4A7C15L);
            final List<byte[]> messages = material.messages();
            final int origin = random.nextInt(messages.size());
            final byte[] message = material.damage().apply(messages.get(origin), messages.get(random.nextInt(messages.size())), random);
            figures.add(measured(number, message, bytes -> reader.read(bytes, origin)));
        }
    }

    @FunctionalInterface
    private interface Reading {
        String of(byte[] message) throws Exception;
    }

    private static DamageFigures.Case measured(final int number, final byte[] message, final Reading reading) {
        final long before = MEMORY.getCurrentThreadAllocatedBytes();
        final long start = System.nanoTime();
        DamageFigures.Outcome outcome;
        try {
            outcome = new DamageFigures.Outcome.Named(reading.of(message));
        } catch (Throwable e) {
            outcome = new DamageFigures.Outcome.Fault(e);
        }
        return new DamageFigures.Case(number, message.length, outcome, MEMORY.getCurrentThreadAllocatedBytes() - before, System.nanoTime() - start);
    }

    private static void join(final Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** 0 where the system does not report it. */
    private static long residentMegabytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024).findFirst().orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private void print(final String format, final Object... values) {
        final String line = String.format(Locale.ROOT, format, values);
        System.out.println(line);
        try {
            Files.writeString(report, line + '\n', StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
