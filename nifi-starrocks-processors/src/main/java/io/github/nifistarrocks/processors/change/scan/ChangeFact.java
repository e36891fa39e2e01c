package io.github.nifistarrocks.processors.change.scan;

import java.util.Optional;

/**
 * What determines the load of a change.
 *
 * @param ordinal number of the change in the FlowFile
 * @param table number of its table
 * @param fieldSet number of the set of fields that are present
 * @param key of the row, if the changes of each key matter
 */
record ChangeFact(int ordinal, int table, int fieldSet, Optional<KeyHash> key) {}
