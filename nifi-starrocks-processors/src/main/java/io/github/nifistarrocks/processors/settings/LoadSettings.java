package io.github.nifistarrocks.processors.settings;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.encode.Compression;
import io.github.nifistarrocks.client.load.Labels;
import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.column.ColumnRules;
import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.option.DeleteHandling;
import io.github.nifistarrocks.processors.option.DuplicateKeys;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.option.PartialUpdate;
import io.github.nifistarrocks.processors.option.UpdateColumns;
import io.github.nifistarrocks.processors.property.InvalidRecordMode;
import io.github.nifistarrocks.processors.property.MaxFilterRatio;

/**
 * The properties of PutStarRocks for one FlowFile, with all expressions evaluated.
 *
 * @param destination table or tables of the load
 * @param request label, delivery and headers of the load
 * @param body how rows are written
 * @param changes how records change rows
 * @param quality handling of invalid rows
 */
public record LoadSettings(Destination destination, Request request, Body body, Changes changes, Quality quality) {

    public String label() {
        return request.label;
    }

    public Delivery delivery() {
        return request.delivery;
    }

    /** The same load, which is not merged with those of other FlowFiles. */
    public LoadSettings alone() {
        final Request single = new Request(request.label, request.labelSource, new Delivery.SingleLoad(), request.timeout, request.headers);
        return new LoadSettings(destination, single, body, changes, quality);
    }

    /** The table of the load; for tables that records name the one that represents them. */
    public TableId table() {
        return destination.table();
    }

    /** Whether a label belongs to the FlowFile or to one of its several loads. */
    public boolean isOwnLabel(final String label) {
        return Labels.attempt(label, request.label).isPresent() || Labels.isGroupOf(label, request.label);
    }

    /**
     * @param label identity of the load in its database
     * @param labelSource whose identity it is
     * @param delivery strategy
     * @param timeout of the load
     * @param headers additional Stream Load headers by lower-case name
     */
    public record Request(String label, LabelSource labelSource, Delivery delivery, Duration timeout, Map<String, String> headers) {

        public Request {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * @param content records or raw content
     * @param format of the body
     * @param compression of the body
     * @param zone in which instants are converted to DATETIME values
     * @param columns which fields are loaded into which columns
     */
    public record Body(ContentKind content, LoadFormat format, Compression compression, ZoneId zone, ColumnRules columns) {}

    /**
     * @param source how the operation of a record is found
     * @param deletes effect of deletes
     * @param duplicates handling of several records of one key
     * @param partial columns that records change
     * @param mergeCondition column whose value increases monotonically; a row with a smaller value does not replace the stored one
     */
    public record Changes(ChangeSettings source, Deletes deletes, DuplicateKeys duplicates, PartialRows partial, Optional<String> mergeCondition) {

        public boolean hasOperations() {
            return source.source().hasOperations();
        }

        /** Whether the records are events of an envelope, which may contain only a part of a row. */
        public boolean isEnvelope() {
            return switch (source.source()) {
                case NONE, ATTRIBUTE, RECORD_PATH -> false;
                case DEBEZIUM, MYSQL, CANAL, MAXWELL -> true;
            };
        }

        /** Whether only the last change of each key is sent. */
        public boolean keepsLast() {
            return switch (duplicates) {
                case AUTOMATIC -> hasOperations();
                case KEEP_LAST -> true;
                case KEEP_ALL -> false;
            };
        }
    }

    /**
     * @param handling effect of a delete
     * @param flagColumn column that marks a deleted row, for soft deletes
     * @param timeColumn column for the time of the delete, for soft deletes
     */
    public record Deletes(DeleteHandling handling, Optional<String> flagColumn, Optional<String> timeColumn) {}

    /**
     * @param mode of partial updates
     * @param columns that a partial update changes
     */
    public record PartialRows(PartialUpdate mode, UpdateColumns columns) {

        public boolean isOn() {
            return mode != PartialUpdate.OFF;
        }

        /** Whether each record changes the columns of the fields that it has. */
        public boolean byFieldsPresent() {
            return isOn() && columns == UpdateColumns.FIELDS_PRESENT;
        }
    }

    /**
     * @param maxFilterRatio from 0 to 1, as it is sent
     * @param strict whether a value that cannot be converted makes its row invalid
     * @param check whether values are checked before they are sent
     * @param invalidRecords which invalid records are written
     * @param maxTrialLoads for finding invalid records
     */
    public record Quality(String maxFilterRatio, boolean strict, boolean check, InvalidRecordMode invalidRecords, int maxTrialLoads) {

        /** Whether each row carries the number of its record, which the error log of the server then shows. */
        public boolean numbersRows() {
            return switch (invalidRecords) {
                case NOT_WRITTEN -> false;
                case REPORTED -> allowsInvalidRows();
                case ISOLATED -> true;
            };
        }

        /** Whether StarRocks may filter rows and commit the others. */
        public boolean allowsInvalidRows() {
            return MaxFilterRatio.isPositive(maxFilterRatio);
        }

        public boolean isolates() {
            return invalidRecords == InvalidRecordMode.ISOLATED;
        }
    }
}
