package io.github.nifistarrocks.processors.proof;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;

/** How often each row of each FlowFile is in its table. The rows of no two FlowFiles are equal. */
final class RowCounts {

    private static final Duration VISIBLE = Duration.ofSeconds(60);

    private final Map<TestFlowFile, List<Integer>> counts = new LinkedHashMap<>();

    /** @param inTables how often a row is in its table, by its id */
    RowCounts(final Collection<TestFlowFile> flowFiles, final Map<Long, Integer> inTables) {
        flowFiles.forEach(flowFile -> counts.put(flowFile, flowFile.rows().stream().map(id -> inTables.getOrDefault(id, 0)).toList()));
    }

    /** Counts until no row is missing. What was committed is visible soon. */
    static RowCounts await(final Supplier<RowCounts> count) {
        final long deadline = System.nanoTime() + VISIBLE.toNanos();
        RowCounts counts = count.get();
        while (counts.lost() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            counts = count.get();
        }
        return counts;
    }

    /** The number of rows by id, of a table with a column {@code id}. */
    static Map<Long, Integer> byId(final StarRocksCluster cluster, final String database, final String table) {
        final Map<Long, Integer> rows = new HashMap<>();
        cluster.query("SELECT id, count(*) FROM %s.%s GROUP BY id".formatted(database, table))
                .forEach(row -> rows.put(((Number) row.get(0)).longValue(), ((Number) row.get(1)).intValue()));
        return rows;
    }

    /** The ids of the rows of a FlowFile that are in a table. */
    static Set<Long> found(final StarRocksCluster cluster, final String database, final String table, final TestFlowFile flowFile) {
        return cluster.query("SELECT DISTINCT id FROM %s.%s WHERE id >= %d AND id <= %d".formatted(database, table, flowFile.rows().getFirst(),
                flowFile.rows().getLast())).stream().map(row -> ((Number) row.getFirst()).longValue()).collect(Collectors.toSet());
    }

    List<Integer> of(final TestFlowFile flowFile) {
        return counts.get(flowFile);
    }

    /** Rows that are in no table. */
    long lost() {
        return counts.values().stream().flatMap(List::stream).filter(count -> count == 0).count();
    }

    /** Rows beyond the first of each id. */
    long doubled() {
        return counts.values().stream().flatMap(List::stream).mapToLong(count -> Math.max(0, count - 1)).sum();
    }

    /** FlowFiles with a row that is in no table. */
    Stream<TestFlowFile> withLostRows() {
        return where(count -> count == 0);
    }

    /** FlowFiles with a row that is there more than once. */
    Stream<TestFlowFile> withDoubledRows() {
        return where(count -> count > 1);
    }

    /** FlowFiles with a row that is not there once. */
    Stream<TestFlowFile> wrong() {
        return where(count -> count != 1);
    }

    private Stream<TestFlowFile> where(final Predicate<Integer> wrong) {
        return counts.entrySet().stream().filter(entry -> entry.getValue().stream().anyMatch(wrong)).map(Map.Entry::getKey);
    }
}
