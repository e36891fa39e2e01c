package io.github.nifistarrocks.processors.proof;

import java.util.Optional;
import java.util.Set;

/**
 * The change of one row of a source table.
 *
 * @param before the row as it was; nothing for an insert
 * @param after the row as it is; nothing for a delete. Another key than before means that the row has moved
 * @param reported the columns beside the key whose new values the source reports
 * @param keyOnly whether the source reports only the key of the row as it was
 */
record ChangeEvent(Optional<Row> before, Optional<Row> after, Set<String> reported, boolean keyOnly) {

    static final Set<String> COLUMNS = Set.of("name", "qty", "note");

    boolean isInsert() {
        return before.isEmpty();
    }

    boolean isDelete() {
        return after.isEmpty();
    }

    boolean moves() {
        return before.isPresent() && after.isPresent() && before.get().id() != after.get().id();
    }

    /** The same as a delete, for sources that report a move by two events. */
    ChangeEvent deleteOfMoved() {
        return new ChangeEvent(before, Optional.empty(), COLUMNS, keyOnly);
    }

    /** The same as an insert, for sources that report a move by two events. */
    ChangeEvent insertOfMoved() {
        return new ChangeEvent(Optional.empty(), after, COLUMNS, keyOnly);
    }

    record Row(long id, String name, Integer qty, String note) {

        Object value(final String column) {
            return switch (column) {
                case "id" -> id;
                case "name" -> name;
                case "qty" -> qty;
                case "note" -> note;
                default -> throw new IllegalArgumentException(column);
            };
        }
    }
}
