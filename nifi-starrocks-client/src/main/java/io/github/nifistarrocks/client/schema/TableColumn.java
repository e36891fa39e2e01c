package io.github.nifistarrocks.client.schema;

/**
 * A column as the FE describes it.
 *
 * @param name as StarRocks spells it
 * @param type its type
 * @param nullable true also where the server does not report it
 * @param key true for a column of the table's key; false where the server does not report it
 * @param autoIncrement true when the server numbers rows without a value for the column; false where it does not report it
 */
public record TableColumn(String name, ColumnType type, boolean nullable, boolean key, boolean autoIncrement) {}
