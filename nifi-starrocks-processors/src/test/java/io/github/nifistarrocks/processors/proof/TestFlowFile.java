package io.github.nifistarrocks.processors.proof;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.nifi.util.MockFlowFile;

/** One FlowFile of the model, from its first attempt to its last. One worker at a time uses it. */
final class TestFlowFile {

    private static final int MAX_ROWS = 600;
    private static final int FEW_ROWS = 9;

    private final int number;
    private final String uuid;
    private final List<Long> rows;
    private final List<String> tables;
    private final List<String> history = new ArrayList<>();
    private MockFlowFile queued;
    private int attempts;
    private long queuedAt = System.currentTimeMillis();
    private String label = "";
    private String warning = "";

    TestFlowFile(final int number, final long seed, final List<Long> rows) {
        this(number, seed, rows, List.of());
    }

    /** @param tables that the records name in turn, see {@link #tableOf}; none if they name no table */
    TestFlowFile(final int number, final long seed, final List<Long> rows, final List<String> tables) {
        this.number = number;
        this.uuid = new UUID(new Random(seed).nextLong(), number).toString();
        this.rows = List.copyOf(rows);
        this.tables = List.copyOf(tables);
        this.queued = flowFile(this.rows);
    }

    private MockFlowFile flowFile(final List<Long> ids) {
        final MockFlowFile created = new MockFlowFile(number);
        created.putAttributes(Map.of("uuid", uuid));
        created.setData(json(ids, tables).getBytes(StandardCharsets.UTF_8));
        return created;
    }

    /** Most have few rows, some have hundreds. The rows of no two are equal. */
    static List<TestFlowFile> draw(final int count, final long seed, final int minRows, final List<String> tables) {
        final Random random = new Random(seed);
        final List<TestFlowFile> drawn = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            drawn.add(new TestFlowFile(number, seed, drawRows(random, number, minRows), tables));
        }
        return drawn;
    }

    /** The ids of the rows of a FlowFile. */
    static List<Long> drawRows(final Random random, final int number, final int minRows) {
        final int rows = random.nextInt(100) < 2 ? MAX_ROWS - random.nextInt(200) : random.nextInt(minRows, FEW_ROWS);
        final long first = (long) number * MAX_ROWS;
        return IntStream.range(0, rows).mapToObj(row -> first + row).toList();
    }

    /** The table of the row with an id. */
    static String tableOf(final long id, final List<String> tables) {
        return tables.get(Math.toIntExact(id % tables.size()));
    }

    /** The text of the row with an id, so that a changed row is detected. */
    static String textOf(final long id) {
        return "zeile \"" + Long.toString(id * 7919, 36) + "\", ü\\";
    }

    int number() {
        return number;
    }

    /** Part of the label, so faults can be aimed at this FlowFile alone. */
    String uuid() {
        return uuid;
    }

    /** The ids in its content. */
    List<Long> rows() {
        return rows;
    }

    int bytes() {
        return (int) queued.getSize();
    }

    int attempts() {
        return attempts;
    }

    /** The label under which it was found loaded; empty before, and for a FlowFile without rows. */
    String label() {
        return label;
    }

    /** A copy of the queued FlowFile. */
    MockFlowFile take() {
        attempts++;
        final MockFlowFile copy = new MockFlowFile(number, queued);
        copy.setLastEnqueuedDate(queuedAt);
        return copy;
    }

    /** The processor has left it in its queue. */
    void notAttempted() {
        attempts--;
    }

    /** Reaches the queue of the processor now. */
    void enqueue() {
        queuedAt = System.currentTimeMillis();
    }

    /** Back in the queue as it was, by NiFi's own retry. */
    void retry(final String processor) {
        queued.putAttributes(Map.of("retryCount." + processor, Integer.toString(attempts)));
    }

    /** Back in the queue with other attributes than before. */
    void requeue(final MockFlowFile changed) {
        queued = changed;
        enqueue();
    }

    /** Sent by a person, with some of its rows only. */
    void requeue(final List<Long> ids) {
        requeue(flowFile(ids));
    }

    void loadedAs(final String loadLabel, final String loadWarning) {
        label = loadLabel;
        warning = loadWarning;
    }

    /** The warning with which it was in success; empty if there was none. */
    String warning() {
        return warning;
    }

    /** Whether it is in success with {@code starrocks.warning}, or in failure with the advice to check the tables. */
    boolean isWarned() {
        return !warning.isEmpty();
    }

    void note(final String event) {
        history.add("attempt %d: %s".formatted(attempts, event));
    }

    /** Everything that happened to it. */
    String story() {
        return "FlowFile %d [%s] with %d rows: %s".formatted(number, uuid, rows.size(), String.join("; ", history));
    }

    private static String json(final List<Long> ids, final List<String> tables) {
        return ids.stream().map(id -> "{%s\"id\":%d,\"name\":\"%s\",\"at\":\"2024-07-01 12:00:00\"}"
                .formatted(tables.isEmpty() ? "" : "\"table\":\"%s\",".formatted(tableOf(id, tables)), id,
                        textOf(id).replace("\\", "\\\\").replace("\"", "\\\"")))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
