package io.github.nifistarrocks.processors.change.scan;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.processors.change.FieldColumns;

/**
 * The settings that determine which changes are loaded, and in which loads.
 *
 * @param missingFields the effect of fields that are absent from a row
 * @param partialUpdate whether all rows are partial updates, so that one of them cannot restore a deleted row
 * @param keepLast whether only the last of several changes of one key is sent
 * @param columns the columns that matter
 */
public record ChangeScanRules(MissingFields missingFields, boolean partialUpdate, boolean keepLast, Columns columns) {

    /** The effect of fields that are absent from a row on their columns. */
    public enum MissingFields {

        /** The columns are set to NULL. */
        SET_NULL,

        /** The columns keep their values in changes that are marked as partial. In other changes they are set to NULL. */
        KEEP_IF_PARTIAL,

        /** The columns keep their values. */
        KEEP
    }

    /**
     * @param key names of the key columns, instead of those that the table reports; may be empty
     * @param mergeCondition name of the column whose greatest value decides which change of a key stays
     * @param fields the columns that they fill
     * @param zone for the conversion of instants to dates
     */
    public record Columns(List<String> key, Optional<String> mergeCondition, FieldColumns fields, ZoneId zone) {

        public Columns {
            key = List.copyOf(key);
        }
    }

    /** Whether rows may fill different sets of columns. */
    boolean rowsDiffer() {
        return missingFields != MissingFields.SET_NULL;
    }

    /** Whether the fields that are present in a row decide which columns it fills. */
    boolean presenceDecides() {
        return missingFields == MissingFields.KEEP;
    }
}
