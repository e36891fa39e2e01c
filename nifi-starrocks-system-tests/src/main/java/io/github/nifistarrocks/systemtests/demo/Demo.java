package io.github.nifistarrocks.systemtests.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.nifistarrocks.systemtests.Workspace;

/**
 * Shows the bundle at work: {@code ./run demo}. It runs until it is interrupted, so that you can inspect NiFi; with {@code --once} it ends by itself,
 * with code 0 only if StarRocks returned the rows that were loaded. {@code --port N} gives NiFi's UI a fixed port, {@code --work DIR} another directory to work in.
 */
public final class Demo {
    private static final String USAGE = "Usage: ./run demo [--once] [--port N] [--work DIR]";

    private Demo() {}

    private record Options(boolean once, Optional<Integer> port, Path work) {
        static Options parse(final List<String> arguments) throws DemoFailure {
            boolean once = false;
            Optional<Integer> port = Optional.empty();
            Path work = Workspace.work("demo");
            final List<String> rest = new ArrayList<>(arguments);
            while (!rest.isEmpty()) {
                final String option = rest.removeFirst();
                switch (option) {
                    case "--once" -> once = true;
                    case "--port" -> port = Optional.of(number(value(option, rest)));
                    case "--work" -> work = Path.of(value(option, rest));
                    default -> throw new DemoFailure("Unknown option [%s]%n%s".formatted(option, USAGE));
                }
            }
            return new Options(once, port, work);
        }

        private static String value(final String option, final List<String> rest) throws DemoFailure {
            if (rest.isEmpty()) {
                throw new DemoFailure("[%s] needs a value%n%s".formatted(option, USAGE));
            }
            return rest.removeFirst();
        }

        private static int number(final String text) throws DemoFailure {
            try {
                return Integer.parseInt(text);
            } catch (final NumberFormatException e) {
                throw new DemoFailure("[%s] is no port%n%s".formatted(text, USAGE));
            }
        }
    }

    /**
     * Runs the demo.
     *
     * @param arguments see the class
     */
    public static void main(final String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(final List<String> arguments) {
        try {
            return demonstrate(Options.parse(arguments));
        } catch (final DemoFailure e) {
            System.err.println("The demo has failed: " + e.getMessage());
        } catch (final IOException | RuntimeException e) {
            System.err.println("The demo has failed: " + e.getMessage());
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                System.err.println("  because of " + cause);
            }
        }
        return 1;
    }

    private static int demonstrate(final Options options) throws DemoFailure, IOException {
        final CountDownLatch closed = new CountDownLatch(1);
        try (DemoRun demo = new DemoRun(new Progress(System.out), options.work(), options.port())) {
            final Result result = demo.run();
            System.out.println();
            System.out.println(result.table());
            System.out.println("NiFi's UI:       " + demo.ui());
            System.out.println("Files read back: " + demo.output());
            if (!options.once()) {
                stay(demo, closed);
            }
            return result.agrees() ? 0 : 1;
        } finally {
            closed.countDown();
        }
    }

    /** Until Ctrl-C, which NiFi may get too, or until NiFi has ended for another reason. */
    private static void stay(final DemoRun demo, final CountDownLatch closed) {
        System.out.println("Press Ctrl-C to end the demo.");
        final CountDownLatch interrupted = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            interrupted.countDown();
            awaitQuietly(closed, 40);
        }, "demo-ended"));
        while (demo.isAlive() && !awaitQuietly(interrupted, 1)) {
            Thread.onSpinWait();
        }
    }

    private static boolean awaitQuietly(final CountDownLatch latch, final long seconds) {
        try {
            return latch.await(seconds, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
