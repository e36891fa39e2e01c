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
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.Labels;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Transaction;
import org.apache.nifi.flowfile.FlowFile;

/**
 * The attributes that say that the rows of a FlowFile are in prepared transactions. Transactions are committed only for a FlowFile that bears them, so an
 * unmarked FlowFile is not committed, and a marked one must not be loaded again.
 *
 * @param transactions in the order of their commits, at least one, in one database
 * @param time before which none of them was prepared
 * @param timeout for which StarRocks keeps them prepared; zero if it is not known
 * @param frontends hosts of the FEs that prepared them
 */
public record PreparedMark(List<Transaction> transactions, Instant time, Duration timeout, Set<String> frontends) {

    /** Of each transaction, separated by commas. */
    public static final String LABEL = "starrocks.prepared.label";
    public static final String DATABASE = "starrocks.prepared.database";
    /** Of each transaction, separated by commas. One name if all have the same table. */
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
        transactions = List.copyOf(transactions);
        // As the attribute stores it.
        time = time.truncatedTo(ChronoUnit.MILLIS);
        frontends = Set.copyOf(frontends);
    }

    /** @param timeout with which this attempt prepares transactions; that of a previous attempt is not known */
    public static PreparedMark of(final LoadOutcome.Prepared prepared, final Duration timeout, final Set<String> frontends) {
        return new PreparedMark(prepared.transactions(), prepared.since().orElseGet(Instant::now), prepared.since().isPresent() ? timeout : Duration.ZERO,
                frontends);
    }

    /** Whether the FlowFile has any attribute of a mark. */
    public static boolean isOn(final FlowFile flowFile) {
        return ATTRIBUTES.stream().anyMatch(name -> flowFile.getAttribute(name) != null);
    }

    /** @throws InvalidMarkException if an attribute is missing or has no usable value, because any processor can write attributes */
    public static PreparedMark read(final FlowFile flowFile) throws InvalidMarkException {
        final List<Transaction> transactions = transactions(flowFile);
        final Instant time = Instant.ofEpochMilli(number(flowFile, TIME, Instant.now().plus(CLOCK_SKEW).toEpochMilli()));
        final Duration timeout = Duration.ofSeconds(number(flowFile, TIMEOUT, Integer.MAX_VALUE));
        if (number(flowFile, SIZE, Long.MAX_VALUE) != flowFile.getSize()) {
            throw invalid(SIZE, "is not the size of its content, which was merged or changed since, so that other rows would be lost");
        }
        return new PreparedMark(transactions, time, timeout, new TreeSet<>(list(text(flowFile, FRONTENDS))));
    }

    private static List<Transaction> transactions(final FlowFile flowFile) throws InvalidMarkException {
        final List<String> labels = list(text(flowFile, LABEL));
        if (labels.isEmpty() || !labels.stream().allMatch(Labels::isValid)) {
            throw invalid(LABEL, "is not a label");
        }
        final String database = text(flowFile, DATABASE);
        final List<TableId> tables = tables(database, list(text(flowFile, TABLE)));
        if (tables.size() != 1 && tables.size() != labels.size()) {
            throw invalid(TABLE, "does not name one table for each of the %d labels".formatted(labels.size()));
        }
        return IntStream.range(0, labels.size()).mapToObj(i -> new Transaction(tables.get(tables.size() == 1 ? 0 : i), labels.get(i))).toList();
    }

    private static List<TableId> tables(final String database, final List<String> escapedNames) throws InvalidMarkException {
        try {
            return escapedNames.stream().map(name -> new TableId(database, unescaped(name))).toList();
        } catch (IllegalArgumentException e) {
            throw invalid(TABLE, "cannot be used: " + e.getMessage());
        }
    }

    /** @param size of the content */
    public Map<String, String> attributes(final long size) {
        final List<String> tables = transactions.stream().map(one -> escaped(one.table().table())).toList();
        final boolean several = tables.stream().distinct().count() > 1;
        return Map.of(SIZE, Long.toString(size), LABEL, String.join(",", labels()), DATABASE, transactions.getFirst().table().database(), TABLE,
                several ? String.join(",", tables) : tables.getFirst(), TIME, Long.toString(time.toEpochMilli()), TIMEOUT,
                Long.toString(timeout.toSeconds()), FRONTENDS, frontends.stream().sorted().collect(Collectors.joining(",")));
    }

    /** The label of each transaction. */
    public List<String> labels() {
        return transactions.stream().map(Transaction::label).toList();
    }

    /** The names of tables may contain commas. */
    private static String escaped(final String table) {
        return table.replace("%", "%25").replace(",", "%2C");
    }

    private static String unescaped(final String table) {
        return table.replace("%2C", ",").replace("%25", "%");
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
