package io.github.nifistarrocks.systemtests.demo;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Prints the steps of the demo, with the seconds since its start.
 */
final class Progress {
    private final PrintStream out;
    private final long start = System.nanoTime();
    private String last = "";

    Progress(final PrintStream out) {
        this.out = out;
    }

    /**
     * Prints a line unless it is the one printed last.
     *
     * @param format as for {@link String#format}
     * @param arguments numbers get thousands separators by {@code %,d}
     */
    void say(final String format, final Object... arguments) {
        final String text = String.format(Locale.ROOT, format, arguments);
        if (!text.equals(last)) {
            last = text;
            out.printf(Locale.ROOT, "[%5.1f s] %s%n", (System.nanoTime() - start) / 1e9, text);
        }
    }
}
