package io.github.nifistarrocks.processors.settings;

import java.util.List;

import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.OperationValues;
import io.github.nifistarrocks.processors.option.BinaryHandling;
import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.option.DeleteHandling;
import io.github.nifistarrocks.processors.option.DuplicateKeys;
import io.github.nifistarrocks.processors.option.EpochUnit;
import io.github.nifistarrocks.processors.option.OperationSource;
import io.github.nifistarrocks.processors.option.PartialUpdate;
import io.github.nifistarrocks.processors.option.UpdateColumns;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.record.path.validation.RecordPathValidator;

/** Properties of PutStarRocks that tell how records change rows. */
public final class ChangeProperties {

    public static final PropertyDescriptor OPERATION_SOURCE = new PropertyDescriptor.Builder()
            .name("Operation Source")
            .description("What tells whether a record inserts, updates or deletes a row.")
            .required(true)
            .allowableValues(OperationSource.class)
            .defaultValue(OperationSource.NONE)
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor OPERATION_ATTRIBUTE = new PropertyDescriptor.Builder()
            .name("Operation Attribute")
            .description("""
                    Name of the FlowFile's attribute that tells the operation of all of its records, such as cdc.event.type or statement.type. Only for FlowFiles \
                    whose records share one operation.""")
            .required(true)
            .defaultValue("cdc.event.type")
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .dependsOn(OPERATION_SOURCE, OperationSource.ATTRIBUTE)
            .build();

    public static final PropertyDescriptor OPERATION_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Operation Record Path")
            .description("RecordPath to the operation in each record, such as /op, /__op or /__deleted.")
            .required(true)
            .addValidator(new RecordPathValidator())
            .dependsOn(OPERATION_SOURCE, OperationSource.RECORD_PATH)
            .build();

    public static final PropertyDescriptor ROW_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Row Record Path")
            .description("""
                    RecordPath to the record that holds the row, such as /after. When it is not set the whole record is the row. For a delete whose row is null \
                    there, /before is taken when the record has one.""")
            .addValidator(new RecordPathValidator())
            .dependsOn(OPERATION_SOURCE, OperationSource.RECORD_PATH)
            .build();

    public static final PropertyDescriptor OPERATION_VALUES = new PropertyDescriptor.Builder()
            .name("Operation Values")
            .description("""
                    Further words for operations, or other meanings for known ones: a list such as I=upsert, X=delete, N=ignore. Known without it, in any case: \
                    insert, update, upsert, delete, c, r, u, d, i, read, snapshot, UPDATE_AFTER and the like; UPDATE_BEFORE, begin, commit, ddl, tombstones and \
                    the like are ignored. A word that is not known fails the FlowFile.""")
            .addValidator(LoadProperties.parsedBy(OperationValues::parse))
            .dependsOn(OPERATION_SOURCE, OperationSource.ATTRIBUTE, OperationSource.RECORD_PATH, OperationSource.DEBEZIUM, OperationSource.MYSQL,
                    OperationSource.CANAL, OperationSource.MAXWELL)
            .build();

    public static final PropertyDescriptor DELETE_HANDLING = new PropertyDescriptor.Builder()
            .name("Delete Handling")
            .description("What a delete does to the row of its key.")
            .required(true)
            .allowableValues(DeleteHandling.class)
            .defaultValue(DeleteHandling.HARD)
            .dependsOn(OPERATION_SOURCE, OperationSource.ATTRIBUTE, OperationSource.RECORD_PATH, OperationSource.DEBEZIUM, OperationSource.MYSQL,
                    OperationSource.CANAL, OperationSource.MAXWELL)
            .build();

    public static final PropertyDescriptor DELETED_FLAG_COLUMN = new PropertyDescriptor.Builder()
            .name("Deleted Flag Column")
            .description("BOOLEAN column that is true in deleted rows and false in others.")
            .required(true)
            .defaultValue("_cdc_deleted")
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .dependsOn(DELETE_HANDLING, DeleteHandling.SOFT)
            .build();

    public static final PropertyDescriptor DELETED_TIME_COLUMN = new PropertyDescriptor.Builder()
            .name("Deleted Time Column")
            .description("""
                    DATETIME column for the time of the delete: the time that the change event tells, or else the time at which the FlowFile entered NiFi. NULL \
                    in rows that are not deleted. When it is not set no time is written.""")
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .dependsOn(DELETE_HANDLING, DeleteHandling.SOFT)
            .build();

    public static final PropertyDescriptor EPOCH_UNIT = new PropertyDescriptor.Builder()
            .name("Epoch Unit")
            .description("""
                    Unit of a whole number for a DATETIME column in change events without a schema. Debezium writes microseconds for columns with more than \
                    three digits of fraction, else milliseconds, unless its time.precision.mode is connect.""")
            .required(true)
            .allowableValues(EpochUnit.class)
            .defaultValue(EpochUnit.MILLIS.name())
            .dependsOn(OPERATION_SOURCE, OperationSource.DEBEZIUM)
            .build();

    public static final PropertyDescriptor BINARY_HANDLING = new PropertyDescriptor.Builder()
            .name("Binary Handling")
            .description("How Debezium writes bytes (its binary.handling.mode), which tells how text for a VARBINARY column is read.")
            .required(true)
            .allowableValues(BinaryHandling.class)
            .defaultValue(BinaryHandling.BYTES)
            .dependsOn(OPERATION_SOURCE, OperationSource.DEBEZIUM)
            .build();

    public static final PropertyDescriptor UNAVAILABLE_VALUE = new PropertyDescriptor.Builder()
            .name("Unavailable Value")
            .description("""
                    What Debezium writes for a large value that has not changed and that it does not know (unavailable.value.placeholder). Such a field is left \
                    out, and the column keeps its value.""")
            .required(true)
            .defaultValue(ChangeSettings.ValueSettings.DEFAULT_UNAVAILABLE_VALUE)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .dependsOn(OPERATION_SOURCE, OperationSource.DEBEZIUM, OperationSource.RECORD_PATH)
            .build();

    public static final PropertyDescriptor DUPLICATE_KEYS = new PropertyDescriptor.Builder()
            .name("Duplicate Keys")
            .description("What happens to several records of one key in a FlowFile, when the table holds one row for each key.")
            .required(true)
            .allowableValues(DuplicateKeys.class)
            .defaultValue(DuplicateKeys.AUTOMATIC)
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor KEY_COLUMNS = new PropertyDescriptor.Builder()
            .name("Key Columns")
            .description("""
                    Comma-separated names of the table's key columns. Only needed when StarRocks does not tell them, which is so before version 3.3 and for users \
                    who may not select from the table.""")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor PARTIAL_UPDATE = new PropertyDescriptor.Builder()
            .name("Partial Update")
            .description("Whether rows of a PRIMARY KEY table are changed only in the columns that the records fill.")
            .required(true)
            .allowableValues(PartialUpdate.class)
            .defaultValue(PartialUpdate.OFF)
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor UPDATE_COLUMNS = new PropertyDescriptor.Builder()
            .name("Update Columns")
            .description("Which columns a partial update changes.")
            .required(true)
            .allowableValues(UpdateColumns.class)
            .defaultValue(UpdateColumns.RECORD_SCHEMA)
            .dependsOn(PARTIAL_UPDATE, PartialUpdate.ROW, PartialUpdate.COLUMN, PartialUpdate.AUTO)
            .build();

    public static final PropertyDescriptor MERGE_CONDITION = new PropertyDescriptor.Builder()
            .name("Merge Condition")
            .description("""
                    Column whose value only grows, such as a sequence number or a time of change. A row of a PRIMARY KEY table is replaced only when the new value \
                    is at least as great, so that an event that comes late changes nothing.""")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    static final List<PropertyDescriptor> DESCRIPTORS = List.of(
            OPERATION_SOURCE,
            OPERATION_ATTRIBUTE,
            OPERATION_RECORD_PATH,
            ROW_RECORD_PATH,
            OPERATION_VALUES,
            DELETE_HANDLING,
            DELETED_FLAG_COLUMN,
            DELETED_TIME_COLUMN,
            EPOCH_UNIT,
            BINARY_HANDLING,
            UNAVAILABLE_VALUE,
            DUPLICATE_KEYS,
            KEY_COLUMNS,
            PARTIAL_UPDATE,
            UPDATE_COLUMNS,
            MERGE_CONDITION);

    private ChangeProperties() {}
}
