package io.github.nifistarrocks.processors.change;

import java.util.function.Predicate;

/** Finds the column that a field fills. */
@FunctionalInterface
public interface FieldColumns {

    /**
     * @param isColumn whether the table has a column of this name, in any case; never while its columns are not known
     * @return empty text for a field that is ignored
     */
    String columnOf(String field, Predicate<String> isColumn);
}
