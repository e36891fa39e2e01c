package io.github.nifistarrocks.processors.settings;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.encode.Compression;
import io.github.nifistarrocks.client.load.Labels;
import io.github.nifistarrocks.client.load.MergeCommit;
import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.scan.GroupIndex;
import io.github.nifistarrocks.processors.column.ColumnRules;
import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.option.DeleteHandling;
import io.github.nifistarrocks.processors.option.DeliveryStrategy;
import io.github.nifistarrocks.processors.option.DuplicateKeys;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.option.PartialUpdate;
import io.github.nifistarrocks.processors.option.UpdateColumns;

/**
 * What one FlowFile's load is to be, all expressions evaluated.
 *
 * @param target where to, and under which label
 * @param delivery how it gets there
 * @param body how rows are written
 * @param changes how records change rows
 * @param quality what becomes of bad rows
 * @param headers further Stream Load headers by lower-case name
 */
public record LoadSettings(Target target, Delivery delivery, Body body, Changes changes, Quality quality, Map<String, String> headers) {

    public LoadSettings {
        headers = Map.copyOf(headers);
    }

    public String label() {
        return target.label;
    }

    /** The label of one of several loads, where the changes tell different sets of columns. */
    public String groupLabel(final int number) {
        return Labels.normalize("%s-%d".formatted(target.label, number));
    }

    /** Whether a label is the FlowFile's or that of one of its several loads. */
    public boolean isOwnLabel(final String label) {
        return label.equals(target.label) || IntStream.rangeClosed(1, GroupIndex.MAX_GROUPS).mapToObj(this::groupLabel).anyMatch(label::equals);
    }

    /**
     * @param database name of the database
     * @param table name of the table, unless records name theirs
     * @param tablePath RecordPath to a record's table
     * @param label the name of the load
     */
    public record Target(String database, Optional<String> table, Optional<String> tablePath, String label) {

        private static final Pattern TOP_LEVEL_FIELD = Pattern.compile("/[\\w-]+");

        /** The table of all records; for a table that each record names a stand-in that tells so. */
        public TableId tableId() {
            return new TableId(database, table.orElse("*"));
        }

        /** The field of the records that holds nothing but the name of their table. */
        public Optional<String> tableField() {
            return tablePath.filter(path -> TOP_LEVEL_FIELD.matcher(path).matches()).map(path -> path.substring(1));
        }
    }

    /**
     * @param strategy Single Load, Transaction or Merge Commit
     * @param partBytes most bytes of one part of a transaction, before compression
     * @param mergeCommit how rows are merged, with that strategy
     * @param timeout of the load
     */
    public record Delivery(DeliveryStrategy strategy, long partBytes, Optional<MergeCommit> mergeCommit, Duration timeout) {}

    /**
     * @param content records or ready-made bytes
     * @param format of the body
     * @param compression of the body
     * @param zone in which instants become DATETIME values
     * @param columns which fields go into which columns
     */
    public record Body(ContentKind content, LoadFormat format, Compression compression, ZoneId zone, ColumnRules columns) {}

    /**
     * @param source what tells the operation, and how
     * @param deletes what deletes do
     * @param deletedFlag column that marks a deleted row
     * @param deletedAt column for the time of the delete
     * @param duplicates what happens to several records of one key
     * @param partialUpdate whether the rows change only some columns
     * @param updateColumns which columns these are
     * @param mergeCondition column that only grows; a row with a smaller value does not replace the one that is there
     */
    public record Changes(ChangeSettings source, DeleteHandling deletes, Optional<String> deletedFlag, Optional<String> deletedAt, DuplicateKeys duplicates,
            PartialUpdate partialUpdate, UpdateColumns updateColumns, Optional<String> mergeCondition) {

        public boolean isPlain() {
            return !source.source().hasOperations();
        }

        /** Whether the records are events that tell a row, or only a part of it, in a form of their own. */
        public boolean isEnvelope() {
            return source.source().isEnvelope();
        }

        public boolean isPartial() {
            return partialUpdate != PartialUpdate.OFF;
        }
    }

    /**
     * @param maxFilterRatio from 0 to 1, as it is sent
     * @param strict whether a value that cannot be converted makes its row a bad one
     * @param check whether values are checked before they are sent
     * @param isolate whether bad records are found and left out
     * @param mostTrials trial loads that may be made to find them
     * @param collectsRejected whether rejected records are written
     */
    public record Quality(String maxFilterRatio, boolean strict, boolean check, boolean isolate, int mostTrials, boolean collectsRejected) {

        /** Whether each row carries the number of its record, so that the server's words lead back to it. */
        public boolean numbersRows() {
            return isolate || collectsRejected && allowsBadRows();
        }

        /** Whether StarRocks may leave out rows and commit the others. */
        public boolean allowsBadRows() {
            return Double.parseDouble(maxFilterRatio) > 0;
        }
    }
}
