package io.github.nifistarrocks.processors.settings;

import java.util.Optional;
import java.util.regex.Pattern;

import io.github.nifistarrocks.client.core.TableId;

/** The table or tables into which a FlowFile is loaded. */
public sealed interface Destination {

    /** Stands for the tables that records name. */
    String ANY_TABLE = "*";

    /** The table of all records. Tables that records name share the table {@code *} of their database, which identifies their load and their back-off. */
    TableId table();

    default String database() {
        return table().database();
    }

    /** The field of the records that contains only the name of their table. */
    Optional<String> tableField();

    /** One table for all records. */
    record OneTable(TableId table) implements Destination {

        @Override
        public Optional<String> tableField() {
            return Optional.empty();
        }
    }

    /**
     * Each record names its table.
     *
     * @param database of all tables
     * @param path RecordPath of the name
     */
    record TablePerRecord(String database, String path) implements Destination {

        private static final Pattern TOP_LEVEL_FIELD = Pattern.compile("/[\\w-]+");

        @Override
        public TableId table() {
            return new TableId(database, ANY_TABLE);
        }

        @Override
        public Optional<String> tableField() {
            return TOP_LEVEL_FIELD.matcher(path).matches() ? Optional.of(path.substring(1)) : Optional.empty();
        }
    }
}
