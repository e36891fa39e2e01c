package io.github.nifistarrocks.processors.property;

import java.util.List;

import org.apache.nifi.components.PropertyDescriptor;

/** All properties of PutStarRocks in the order of the dialog: those that most flows need come first, rarely used ones last. */
public final class PutStarRocksProperties {

    public static final List<PropertyDescriptor> DESCRIPTORS = List.of(
            LoadProperties.CONNECTION_SERVICE,
            LoadProperties.RECORD_READER,
            LoadProperties.DATABASE,
            LoadProperties.TABLE,
            LoadProperties.DELIVERY_STRATEGY,
            LoadProperties.PART_SIZE,
            LoadProperties.PREPARED_TIMEOUT,
            LoadProperties.MERGE_COMMIT_INTERVAL,
            LoadProperties.MERGE_COMMIT_PARALLELISM,
            LoadProperties.ASYNCHRONOUS_MERGE_COMMIT,
            ChangeProperties.OPERATION_SOURCE,
            ChangeProperties.OPERATION_ATTRIBUTE,
            ChangeProperties.OPERATION_RECORD_PATH,
            ChangeProperties.ROW_RECORD_PATH,
            ChangeProperties.OPERATION_VALUES,
            ChangeProperties.DELETE_HANDLING,
            ChangeProperties.DELETED_FLAG_COLUMN,
            ChangeProperties.DELETED_TIME_COLUMN,
            ChangeProperties.EPOCH_UNIT,
            ChangeProperties.BINARY_HANDLING,
            ChangeProperties.UNAVAILABLE_VALUE,
            QualityProperties.REJECTED_RECORD_WRITER,
            QualityProperties.ISOLATE_INVALID_RECORDS,
            QualityProperties.MAXIMUM_TRIAL_LOADS,
            ValueProperties.TRANSLATE_FIELD_NAMES,
            QualityProperties.UNKNOWN_FIELDS,
            QualityProperties.MISSING_COLUMNS,
            ChangeProperties.PARTIAL_UPDATE,
            ChangeProperties.UPDATE_COLUMNS,
            LoadProperties.TIME_ZONE,
            LoadProperties.FORMAT,
            LoadProperties.COMPRESSION,
            LoadProperties.LOAD_TIMEOUT,
            QualityProperties.STRICT_MODE,
            QualityProperties.CHECK_RECORDS,
            ValueProperties.EMPTY_TEXT_AS_NULL,
            ValueProperties.NOT_FINITE_AS_NULL,
            ValueProperties.TEXT_IN_JSON_COLUMNS,
            QualityProperties.MAX_FILTER_RATIO,
            LoadProperties.CONTENT,
            LoadProperties.TABLE_STRATEGY,
            LoadProperties.TABLE_RECORD_PATH,
            ChangeProperties.DUPLICATE_KEYS,
            ChangeProperties.KEY_COLUMNS,
            ChangeProperties.MERGE_CONDITION,
            LoadProperties.LABEL);

    private PutStarRocksProperties() {}
}
