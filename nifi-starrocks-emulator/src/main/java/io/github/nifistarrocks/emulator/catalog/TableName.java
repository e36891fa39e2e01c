package io.github.nifistarrocks.emulator.catalog;

/** A table's full name; both parts are case-sensitive. */
public record TableName(String database, String table) {

    @Override
    public String toString() {
        return database + "." + table;
    }
}
