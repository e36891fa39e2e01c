package io.github.nifistarrocks.processors.change.envelope;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.option.OperationSource;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever happens to a table and whichever source reports it: applying the changes in their order gives the table. */
final class HistoryPropertyTest {

    /** A wish of a random user. Whether it is an insert, an update or a move to another key depends on the rows that are there. */
    record Wish(Kind kind, int id, int otherId, String name) {
        enum Kind {
            WRITE, MOVE, DELETE
        }
    }

    /** A table of id and name that reports each change in the format of one source. */
    private static final class Source {

        private final OperationSource form;
        private final Map<Long, String> rows = new TreeMap<>();
        private final List<String> events = new ArrayList<>();

        Source(final OperationSource form) {
            this.form = form;
        }

        void grant(final Wish wish) {
            final long id = key(wish.id());
            final long otherId = key(wish.otherId());
            switch (wish.kind()) {
                case WRITE -> {
                    events.add(rows.containsKey(id) ? update(id, rows.get(id), id, wish.name()) : insert(id, wish.name()));
                    rows.put(id, wish.name());
                }
                case MOVE -> {
                    if (rows.containsKey(id) && !rows.containsKey(otherId)) {
                        events.add(update(id, rows.remove(id), otherId, wish.name()));
                        rows.put(otherId, wish.name());
                    }
                }
                case DELETE -> {
                    if (rows.containsKey(id)) {
                        events.add(delete(id, rows.remove(id)));
                    }
                }
            }
        }

        /** Some keys need a long, so that inferred types differ from one FlowFile to the next. */
        private static long key(final int id) {
            return id == 0 ? 5_000_000_000L : id;
        }

        private String insert(final long id, final String name) {
            return switch (form) {
                case DEBEZIUM -> "{\"op\":\"c\",\"before\":null,\"after\":%s}".formatted(row(id, name));
                case MYSQL -> "{\"type\":\"insert\",\"columns\":%s}".formatted(columns(id, name));
                case CANAL -> "{\"type\":\"INSERT\",\"isDdl\":false,\"old\":null,\"data\":[%s]}".formatted(texts(id, name));
                case MAXWELL -> "{\"type\":\"insert\",\"data\":%s}".formatted(row(id, name));
                case NONE, ATTRIBUTE, RECORD_PATH -> throw noEnvelope();
            };
        }

        private String update(final long oldId, final String oldName, final long id, final String name) {
            return switch (form) {
                case DEBEZIUM -> "{\"op\":\"u\",\"before\":%s,\"after\":%s}".formatted(row(oldId, oldName), row(id, name));
                case MYSQL -> """
                        {"type":"update","columns":[{"id":1,"name":"id","column_type":-5,"last_value":%d,"value":%d},\
                        {"id":2,"name":"name","column_type":12,"last_value":%s,"value":%s}]}""".formatted(oldId, id, quote(oldName), quote(name));
                case CANAL -> "{\"type\":\"UPDATE\",\"isDdl\":false,\"old\":[%s],\"data\":[%s]}".formatted(
                        oldId == id ? "{\"name\":%s}".formatted(quote(oldName)) : texts(oldId, oldName), texts(id, name));
                case MAXWELL -> "{\"type\":\"update\",\"old\":%s,\"data\":%s}".formatted(
                        oldId == id ? "{\"name\":%s}".formatted(quote(oldName)) : "{\"id\":%d}".formatted(oldId), row(id, name));
                case NONE, ATTRIBUTE, RECORD_PATH -> throw noEnvelope();
            };
        }

        private String delete(final long id, final String name) {
            return switch (form) {
                case DEBEZIUM -> "{\"op\":\"d\",\"before\":%s,\"after\":null}{}".formatted(row(id, name));
                case MYSQL -> "{\"type\":\"delete\",\"columns\":%s}".formatted(columns(id, name));
                case CANAL -> "{\"type\":\"DELETE\",\"isDdl\":false,\"old\":null,\"data\":[%s]}".formatted(texts(id, name));
                case MAXWELL -> "{\"type\":\"delete\",\"data\":%s}".formatted(row(id, name));
                case NONE, ATTRIBUTE, RECORD_PATH -> throw noEnvelope();
            };
        }

        private IllegalStateException noEnvelope() {
            return new IllegalStateException(form + " is no envelope");
        }

        private static String row(final long id, final String name) {
            return "{\"id\":%d,\"name\":%s}".formatted(id, quote(name));
        }

        private static String texts(final long id, final String name) {
            return "{\"id\":\"%d\",\"name\":%s}".formatted(id, quote(name));
        }

        private static String columns(final long id, final String name) {
            return "[{\"id\":1,\"name\":\"id\",\"column_type\":-5,\"value\":%d},{\"id\":2,\"name\":\"name\",\"column_type\":12,\"value\":%s}]"
                    .formatted(id, quote(name));
        }

        private static String quote(final String name) {
            return name == null ? "null" : "\"" + name + "\"";
        }
    }

    @Property(tries = 200)
    void changesGiveTheTable(@ForAll("sources") final OperationSource form, @ForAll("wishes") final List<Wish> wishes) throws Exception {
        final Source source = new Source(form);
        wishes.forEach(source::grant);
        final Reading reading = Reading.of(form).table("id BIGINT key", "name VARCHAR").json(source.events.toArray(String[]::new));
        final Map<Long, String> target = new TreeMap<>();
        for (final Change change : reading.changes) {
            final Map<String, Object> row = new LinkedHashMap<>(change.row().toMap());
            final Long id = Long.valueOf(String.valueOf(row.get("id")));
            switch (change.operation()) {
                case UPSERT -> target.put(id, (String) row.get("name"));
                case DELETE -> assertThat(target).as("row to delete").containsKey(id).satisfies(rows -> rows.remove(id));
            }
        }
        assertThat(target).isEqualTo(source.rows);
    }

    @Provide
    Arbitrary<OperationSource> sources() {
        return Arbitraries.of(OperationSource.values()).filter(OperationSource::isEnvelope);
    }

    @Provide
    Arbitrary<List<Wish>> wishes() {
        final Arbitrary<Integer> ids = Arbitraries.integers().between(0, 4);
        final Arbitrary<String> names = Arbitraries.of("a", "B", "12", "0012", "true", "2024-07-01", "Straße").injectNull(0.2);
        return Combinators.combine(Arbitraries.of(Wish.Kind.class), ids, ids, names).as(Wish::new).list().ofMinSize(1).ofMaxSize(30);
    }
}
