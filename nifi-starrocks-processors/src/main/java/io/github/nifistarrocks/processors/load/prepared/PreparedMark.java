package io.github.nifistarrocks.processors.load.prepared;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.Labels;
import io.github.nifistarrocks.client.load.LoadOutcome;
import org.apache.nifi.flowfile.FlowFile;

/**
 * The attributes that say that the rows of a FlowFile are in prepared transactions. Transactions are committed only for a FlowFile that bears them, so an
 * unmarked FlowFile is not committed, and a marked one must not be loaded again.
 *
 * @param table of the load
 * @param labels of the transactions, in the order of their commits
 * @param time before which none of them was prepared
 * @param timeout for which StarRocks keeps them prepared; zero if it is not known
 * @param frontends hosts of the FEs that prepared them
 */
public record PreparedMark(TableId table, List<String> labels, Instant time, Duration timeout, Set<String> frontends) {

    public static final String LABEL = "starrocks.prepared.label";
    public static final String DATABASE = "starrocks.prepared.database";
    public static final String TABLE = "starrocks.prepared.table";
    public static final String TIME = "starrocks.prepared.time";
    public static final String TIMEOUT = "starrocks.prepared.timeout";
    public static final String FRONTENDS = "starrocks.prepared.frontends";
    /** Of the content that was prepared. Content that was merged or changed since has other rows. */
    public static final String SIZE = "starrocks.prepared.size";

    /** Those of every mark. */
    public static final Set<String> ATTRIBUTES = Set.of(LABEL, DATABASE, TABLE, TIME, TIMEOUT, FRONTENDS, SIZE);

    /** In addition, if they differ: which rows were sent, and which StarRocks counted. */
    public static final String COUNT_DIFFERENCE = "starrocks.prepared.count.difference";

    private static final String ADVICE = """
            The attribute [%s] of a prepared FlowFile %s. Check by the attribute [%s] whether its load is in the table. If not, remove the attributes \
            starrocks.prepared.* and send the FlowFile again""";
    /** Clocks of NiFi nodes may differ. */
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);

    public PreparedMark {
        labels = List.copyOf(labels);
        // As the attribute stores it.
        time = time.truncatedTo(ChronoUnit.MILLIS);
        frontends = Set.copyOf(frontends);
    }

    /** @param timeout with which this attempt prepares transactions; that of a previous attempt is not known */
    public static PreparedMark of(final LoadOutcome.Prepared prepared, final TableId table, final Duration timeout, final Set<String> frontends) {
        return new PreparedMark(table, prepared.labels(), prepared.since().orElseGet(Instant::now), prepared.since().isPresent() ? timeout : Duration.ZERO,
                frontends);
    }

    /** Whether the FlowFile has any attribute of a mark. */
    public static boolean isOn(final FlowFile flowFile) {
        return ATTRIBUTES.stream().anyMatch(name -> flowFile.getAttribute(name) != null);
    }

    /** @throws InvalidMarkException if an attribute is missing or has no usable value, because any processor can write attributes */
    public static PreparedMark read(final FlowFile flowFile) throws InvalidMarkException {
        final List<String> labels = list(text(flowFile, LABEL));
        if (labels.isEmpty() || !labels.stream().allMatch(Labels::isValid)) {
            throw invalid(LABEL, "is not a label");
        }
        final Instant time = Instant.ofEpochMilli(number(flowFile, TIME, Instant.now().plus(CLOCK_SKEW).toEpochMilli()));
        final Duration timeout = Duration.ofSeconds(number(flowFile, TIMEOUT, Integer.MAX_VALUE));
        if (number(flowFile, SIZE, Long.MAX_VALUE) != flowFile.getSize()) {
            throw invalid(SIZE, "is not the size of its content, which was merged or changed since, so that other rows would be lost");
        }
        return new PreparedMark(new TableId(text(flowFile, DATABASE), text(flowFile, TABLE)), labels, time, timeout,
                new TreeSet<>(list(text(flowFile, FRONTENDS))));
    }

    /** @param size of the content */
    public Map<String, String> attributes(final long size) {
        return Map.of(SIZE, Long.toString(size), LABEL, String.join(",", labels), DATABASE, table.database(), TABLE, table.table(), TIME,
                Long.toString(time.toEpochMilli()), TIMEOUT,
                Long.toString(timeout.toSeconds()), FRONTENDS, frontends.stream().sorted().collect(Collectors.joining(",")));
    }

    /** Whether the transactions must be committed if these FEs do not know their labels: they cannot have been aborted by their timeout yet. */
    public boolean provesCommit(final Instant now, final Set<String> asked) {
        return now.isBefore(time.plus(timeout)) && !Collections.disjoint(frontends, asked);
    }

    private static List<String> list(final String text) {
        return Stream.of(text.split(",")).map(String::strip).filter(item -> !item.isEmpty()).toList();
    }

    private static String text(final FlowFile flowFile, final String name) throws InvalidMarkException {
        final String value = flowFile.getAttribute(name);
        if (value == null || value.isBlank()) {
            throw invalid(name, "is missing");
        }
        return value;
    }

    private static long number(final FlowFile flowFile, final String name, final long max) throws InvalidMarkException {
        final String value = text(flowFile, name);
        if (!value.matches("\\d{1,18}") || Long.parseLong(value) > max) {
            throw invalid(name, "is not a number of 0 to %d".formatted(max));
        }
        return Long.parseLong(value);
    }

    private static InvalidMarkException invalid(final String name, final String problem) {
        return new InvalidMarkException(ADVICE.formatted(name, problem, LABEL));
    }
}
