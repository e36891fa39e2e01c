package io.github.nifistarrocks.processors.proof;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import io.github.nifistarrocks.processors.proof.ChangeEvent.Row;

/** The changes of a source's table, made at random: inserts, updates, moves to another key, deletes, and inserts of keys that were deleted. */
final class ChangeHistory {

    private static final String[] NAMES = {"Anna", "Bör\"ge", "a,b", "tab\tline\nend\\", "", "null", "0012", "true"};

    private final Random random;
    private final int keys;
    private final Telling telling;
    private final Map<Long, Row> rows = new LinkedHashMap<>();

    ChangeHistory(final Random random, final int keys, final Telling telling) {
        this.random = random;
        this.keys = keys;
        this.telling = telling;
    }

    ChangeEvent next() {
        final long id = key();
        final Row known = rows.get(id);
        final int dice = random.nextInt(100);
        if (known == null) {
            return inserted(row(id));
        }
        if (telling != Telling.WRITES && dice < 15) {
            rows.remove(id);
            return new ChangeEvent(Optional.of(known), Optional.empty(), ChangeEvent.COLUMNS, keyOnly());
        }
        final long other = key();
        if (telling != Telling.WRITES && dice < 25 && !rows.containsKey(other)) {
            rows.remove(id);
            return updated(known, row(other), ChangeEvent.COLUMNS);
        }
        return updated(known);
    }

    private ChangeEvent inserted(final Row row) {
        rows.put(row.id(), row);
        return new ChangeEvent(Optional.empty(), Optional.of(row), telling == Telling.FIELDS ? someColumns() : ChangeEvent.COLUMNS, false);
    }

    private ChangeEvent updated(final Row known) {
        final Row row = row(known.id());
        return switch (telling) {
            case ALL, WRITES -> updated(known, row, ChangeEvent.COLUMNS);
            case UNAVAILABLE -> random.nextInt(3) > 0
                    ? updated(known, new Row(known.id(), row.name(), row.qty(), known.note()), Set.of("name", "qty"))
                    : updated(known, row, ChangeEvent.COLUMNS);
            case FIELDS -> {
                final Set<String> reported = someColumns();
                yield updated(known,
                        new Row(known.id(), reported.contains("name") ? row.name() : known.name(), reported.contains("qty") ? row.qty() : known.qty(),
                                reported.contains("note") ? row.note() : known.note()),
                        reported);
            }
        };
    }

    private ChangeEvent updated(final Row before, final Row after, final Set<String> reported) {
        rows.put(after.id(), after);
        return new ChangeEvent(Optional.of(before), Optional.of(after), reported, keyOnly());
    }

    /** Half of the changes concern a tenth of the keys; one key needs more than 32 bits. */
    private long key() {
        final int key = random.nextBoolean() ? random.nextInt(Math.max(1, keys / 10)) : random.nextInt(keys);
        return key == 3 ? 5_000_000_000L : key;
    }

    private Row row(final long id) {
        return new Row(id, random.nextInt(8) == 0 ? null : NAMES[random.nextInt(NAMES.length)], random.nextInt(8) == 0 ? null : random.nextInt(1_000_000),
                random.nextInt(8) == 0 ? null : "note " + random.nextInt(1_000_000));
    }

    private boolean keyOnly() {
        return telling == Telling.UNAVAILABLE && random.nextBoolean();
    }

    private Set<String> someColumns() {
        final Set<String> columns = new HashSet<>(ChangeEvent.COLUMNS);
        columns.removeIf(column -> random.nextBoolean());
        return columns;
    }

    /** How much the source reports. */
    enum Telling {
        /** Whole rows. */
        ALL,
        /** Whole rows, and nothing is ever deleted or moved. */
        WRITES,
        /** Now and then not the note that has not changed, and of a row as it was only the key. */
        UNAVAILABLE,
        /** Only some columns. */
        FIELDS
    }
}
