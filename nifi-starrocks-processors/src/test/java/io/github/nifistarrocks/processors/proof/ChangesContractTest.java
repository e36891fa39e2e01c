package io.github.nifistarrocks.processors.proof;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.proof.FragileSession.CommitFate;
import io.github.nifistarrocks.processors.proof.NifiNode.Route;
import io.github.nifistarrocks.processors.proof.ReferenceTable.Deletes;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever happens to a table and however the source tells it: the events, loaded FlowFile by FlowFile, make the same table as a map that is changed by one event
 * after the other. In one of the clusters the rows of a load arrive in any order, so that what the processor sends must not depend on it.
 */
@Tag("proof-loading")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ChangesContractTest {

    @RegisterExtension
    static final StarRocksCluster ORDERED = StarRocksCluster.create();

    @RegisterExtension
    static final StarRocksCluster SCRAMBLED = StarRocksCluster.create(settings -> settings.scrambleRowOrder(7));

    private final ProofReport report = ProofReport.of(ChangesContractTest.class);

    @ParameterizedTest
    @MethodSource("ways")
    void tableFollowsItsSource(final ChangeForm form, final Deletes deletes, final String format, final boolean scrambled) throws Exception {
        final long seed = ProofSize.seed();

        final Loaded loaded = load(form, deletes, format, scrambled ? SCRAMBLED : ORDERED, new History(seed, ProofSize.of(500, 50), 12, 20));

        report.add("%s, %s deletes, %s, %s rows: seed %d, %s", form, deletes, format, scrambled ? "scrambled" : "ordered", seed, loaded);
    }

    static Stream<Arguments> ways() {
        final List<Arguments> ways = new ArrayList<>();
        for (final ChangeForm form : ChangeForm.values()) {
            for (final Deletes deletes : form.deletes() ? Deletes.values() : new Deletes[] {Deletes.HARD}) {
                for (final String format : List.of("JSON", "CSV")) {
                    ways.add(Arguments.of(form, deletes, format, true));
                    ways.add(Arguments.of(form, deletes, format, false));
                }
            }
        }
        return ways.stream();
    }

    @ParameterizedTest
    @EnumSource(names = {"DEBEZIUM", "MYSQL", "CHANGED_FIELDS"})
    void longHistoryOfManyKeysEndsAsItsSource(final ChangeForm form) throws Exception {
        final long seed = ProofSize.seed();

        final Loaded loaded = load(form, Deletes.HARD, "JSON", SCRAMBLED,
                new History(seed, ProofSize.of(100_000, 800), 1_000, form == ChangeForm.CHANGED_FIELDS ? 250 : 2_000));

        report.add("history of 1,000 keys, %s: seed %d, %s", form, seed, loaded);
        assertThat(loaded.overtaken).as("overtaken, seed %d", seed).isPositive();
    }

    private static Loaded load(final ChangeForm form, final Deletes deletes, final String format, final StarRocksCluster cluster, final History history)
            throws Exception {
        final String database = cluster.newDatabase();
        final String table = cluster.newTable(database, """
                CREATE TABLE {table} (id BIGINT NOT NULL, name VARCHAR(50), qty INT, note STRING, _cdc_deleted BOOLEAN)
                PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2""");
        final Map<String, String> properties = new HashMap<>(form.properties());
        properties.putAll(Map.of("Database", database, "Table", table, "Format", format));
        if (form.deletes()) {
            properties.put("Delete Handling", deletes.name());
        }
        final ReferenceTable reference = new ReferenceTable(deletes);
        final Loaded loaded = new Loaded();
        final long begin = System.nanoTime();
        try (NifiNode node = NifiNode.patient(cluster, properties)) {
            for (final List<ChangeEvent> events : history.flowFiles(form)) {
                final NifiNode.Result result = node.trigger(flowFile(form, events, loaded.flowFiles), CommitFate.STORED, Integer.MAX_VALUE);
                assertThat(result.route()).as("%s, FlowFile %d, %s", history, loaded.flowFiles, result.words()).isEqualTo(Route.SUCCESS);
                events.forEach(reference::apply);
                loaded.add(events.size(), result.flowFile());
                assertThat(cluster.query("SELECT id, name, qty, note, _cdc_deleted FROM %s.%s ORDER BY id".formatted(database, table)))
                        .as("%s, FlowFile %d", history, loaded.flowFiles).isEqualTo(reference.rows());
            }
        }
        loaded.took = Duration.ofNanos(System.nanoTime() - begin);
        return loaded;
    }

    private static MockFlowFile flowFile(final ChangeForm form, final List<ChangeEvent> events, final long id) {
        final MockFlowFile flowFile = new MockFlowFile(id + 1);
        flowFile.setData(String.join("\n", events.stream().map(form::json).toList()).getBytes(StandardCharsets.UTF_8));
        flowFile.putAttributes(Map.of("cdc.event.type", form.operation(events.getLast())));
        return flowFile;
    }

    /**
     * @param events how many
     * @param keys that they change
     * @param most events of one FlowFile
     */
    private record History(long seed, int events, int keys, int most) {

        /** The events, cut into FlowFiles of random size. */
        List<List<ChangeEvent>> flowFiles(final ChangeForm form) {
            final Random random = new Random(seed);
            final ChangeHistory history = new ChangeHistory(random, keys, form.telling());
            final List<List<ChangeEvent>> flowFiles = new ArrayList<>();
            List<ChangeEvent> current = new ArrayList<>();
            int size = 1 + random.nextInt(most);
            for (int made = 0; made < events;) {
                for (final ChangeEvent event : form.reported(history.next())) {
                    final boolean other = form == ChangeForm.ATTRIBUTE && !current.isEmpty()
                            && !form.operation(current.getFirst()).equals(form.operation(event));
                    if (current.size() == size || other) {
                        flowFiles.add(current);
                        current = new ArrayList<>();
                        size = 1 + random.nextInt(most);
                    }
                    current.add(event);
                    made++;
                }
            }
            flowFiles.add(current);
            return flowFiles;
        }
    }

    /** What was counted. */
    private static final class Loaded {

        private long events;
        private long flowFiles;
        private long loads;
        private long overtaken;
        private long ignored;
        private Duration took = Duration.ZERO;

        void add(final int more, final MockFlowFile done) {
            events += more;
            flowFiles++;
            loads += number(done, "starrocks.loads", "EMPTY".equals(done.getAttribute("starrocks.status")) ? 0 : 1);
            overtaken += number(done, "starrocks.rows.superseded", 0);
            ignored += number(done, "starrocks.records.ignored", 0);
        }

        private static long number(final MockFlowFile flowFile, final String attribute, final long otherwise) {
            final String text = flowFile.getAttribute(attribute);
            return text == null ? otherwise : Long.parseLong(text);
        }

        @Override
        public String toString() {
            return "events %,d, FlowFiles %,d, loads %,d, overtaken %,d, ignored %,d, seconds %.1f".formatted(events, flowFiles, loads, overtaken, ignored,
                    took.toMillis() / 1000.0);
        }
    }
}
