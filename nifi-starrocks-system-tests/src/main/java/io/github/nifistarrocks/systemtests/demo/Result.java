package io.github.nifistarrocks.systemtests.demo;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.github.nifistarrocks.systemtests.RowChecksum;

/**
 * The result of the demo, and whether both sides agree.
 *
 * @param source checksum over the rows of the data set, computed from its file
 * @param loaded rows that are in the table
 * @param tablets rows of each tablet in the table, by its id
 * @param files rows of each file that was read back, by its name
 * @param readBack checksum over the rows of all files that were read back
 */
record Result(RowChecksum source, long loaded, Map<Long, Long> tablets, Map<String, List<String>> files, RowChecksum readBack) {
    private static final String LINE = "-".repeat(98) + "\n";

    Result {
        tablets = new TreeMap<>(tablets);
        files = new TreeMap<>(files);
    }

    boolean agrees() {
        return loaded == source.rows() && readBack.rows() == source.rows() && readBack.hex().equals(source.hex());
    }

    String table() {
        final StringBuilder table = new StringBuilder(LINE);
        table.append(row("rows in the file", source.rows()));
        table.append(row("rows loaded", loaded));
        for (final Map.Entry<Long, Long> tablet : tablets.entrySet()) {
            final long read = files.entrySet().stream().filter(file -> file.getKey().contains("." + tablet.getKey() + "."))
                    .mapToLong(file -> file.getValue().size()).sum();
            table.append(String.format(Locale.ROOT, "  %-28s %,10d      read back %,10d%n", "in tablet " + tablet.getKey(), tablet.getValue(), read));
        }
        table.append(row("rows read back", readBack.rows()));
        table.append(LINE);
        table.append(text("checksum of the file", source.hex()));
        table.append(text("checksum of the rows read back", readBack.hex()));
        table.append(text("both sides", agrees() ? "agree" : "DIFFER"));
        return table.append(LINE).toString();
    }

    private static String row(final String name, final long rows) {
        return String.format(Locale.ROOT, "%-30s %,10d%n", name, rows);
    }

    private static String text(final String name, final String value) {
        return String.format(Locale.ROOT, "%-30s %s%n", name, value);
    }
}
