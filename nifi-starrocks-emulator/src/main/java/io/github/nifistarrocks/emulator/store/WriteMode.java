package io.github.nifistarrocks.emulator.store;

import java.util.Optional;

/**
 * How rows of one load are merged with rows of the same key.
 *
 * @param provided which columns the load gives; empty means all of them. A row of an unknown key gets the defaults elsewhere, a known one keeps its values
 * @param defaults per column, for columns that are not provided
 * @param mergeColumn position of the column that decides: a row is applied only when its value there is not smaller than the stored one
 */
public record WriteMode(Optional<boolean[]> provided, Object[] defaults, Optional<Integer> mergeColumn) {

    public static WriteMode replace() {
        return new WriteMode(Optional.empty(), new Object[0], Optional.empty());
    }
}
