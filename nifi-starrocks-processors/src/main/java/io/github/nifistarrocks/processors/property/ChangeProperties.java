package io.github.nifistarrocks.processors.property;

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
import org.apache.nifi.components.AllowableValue;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.record.path.validation.RecordPathValidator;

/** Properties of PutStarRocks for operations, keys and partial updates. */
public final class ChangeProperties {

    public static final PropertyDescriptor OPERATION_SOURCE = new PropertyDescriptor.Builder()
            .name("Operation Source")
            .description("""
                    Source of the operation of a record: insert, update or delete. With None every record is written as a row. Choose a source for change events and \
                    for deletes.""")
            .required(true)
            .allowableValues(OperationSource.class)
            .defaultValue(OperationSource.NONE)
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor OPERATION_ATTRIBUTE = new PropertyDescriptor.Builder()
            .name("Operation Attribute")
            .description("""
                    Name of the FlowFile attribute that contains the operation, such as cdc.event.type or statement.type. The operation applies to all records of \
                    the FlowFile.""")
            .required(true)
            .defaultValue("cdc.event.type")
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .dependsOn(OPERATION_SOURCE, OperationSource.ATTRIBUTE)
            .build();

    public static final PropertyDescriptor OPERATION_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Operation Record Path")
            .description("""
                    RecordPath of the field that contains the operation of a record, such as /op, /__op or /__deleted. Add values that are not known to Operation \
                    Values.""")
            .required(true)
            .addValidator(new RecordPathValidator())
            .dependsOn(OPERATION_SOURCE, OperationSource.RECORD_PATH)
            .build();

    public static final PropertyDescriptor ROW_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Row Record Path")
            .description("""
                    RecordPath of the record that contains the row, such as /after. If it is not set, the whole record is the row. For a delete whose row is null at \
                    this path, the row at /before is used.""")
            .addValidator(new RecordPathValidator())
            .dependsOn(OPERATION_SOURCE, OperationSource.RECORD_PATH)
            .build();

    public static final PropertyDescriptor OPERATION_VALUES = new PropertyDescriptor.Builder()
            .name("Operation Values")
            .description("""
                    Additional operation values, or other meanings of known values: a list such as I=upsert, X=delete, N=ignore. Known values, in any case, include \
                    insert, update, upsert, delete, c, r, u, d, i, read, snapshot and update_after. Values that change no row, such as update_before, begin, commit \
                    and ddl, are ignored. A record with an unknown value is invalid.""")
            .addValidator(LoadProperties.parsedBy(OperationValues::parse))
            .dependsOn(OPERATION_SOURCE, withOperations())
            .build();

    public static final PropertyDescriptor DELETE_HANDLING = new PropertyDescriptor.Builder()
            .name("Delete Handling")
            .description("""
                    Effect of a delete on the row with its key. Choose Soft Delete to keep deleted rows, or Ignore to load only inserts and updates. Hard Delete \
                    needs a PRIMARY KEY table.""")
            .required(true)
            .allowableValues(DeleteHandling.class)
            .defaultValue(DeleteHandling.HARD)
            .dependsOn(OPERATION_SOURCE, withOperations())
            .build();

    public static final PropertyDescriptor DELETED_FLAG_COLUMN = new PropertyDescriptor.Builder()
            .name("Deleted Flag Column")
            .description("""
                    BOOLEAN column that marks deleted rows. It is set to true in deleted rows and to false in all others.""")
            .required(true)
            .defaultValue("_cdc_deleted")
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .dependsOn(DELETE_HANDLING, DeleteHandling.SOFT)
            .build();

    public static final PropertyDescriptor DELETED_TIME_COLUMN = new PropertyDescriptor.Builder()
            .name("Deleted Time Column")
            .description("""
                    DATETIME column for the time of the delete. It contains the time of the change event, or the time at which the FlowFile entered NiFi if the event \
                    has none. In rows that are not deleted it is NULL. If the property is not set, no time is written.""")
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .dependsOn(DELETE_HANDLING, DeleteHandling.SOFT)
            .build();

    public static final PropertyDescriptor EPOCH_UNIT = new PropertyDescriptor.Builder()
            .name("Epoch Unit")
            .description("""
                    Unit of whole numbers for DATETIME columns in events without a schema. Debezium writes microseconds for columns with more than three fractional \
                    digits, otherwise milliseconds. With time.precision.mode = connect it always writes milliseconds.""")
            .required(true)
            .allowableValues(EpochUnit.class)
            .defaultValue(EpochUnit.MILLIS.name())
            .dependsOn(OPERATION_SOURCE, OperationSource.DEBEZIUM)
            .build();

    public static final PropertyDescriptor BINARY_HANDLING = new PropertyDescriptor.Builder()
            .name("Binary Handling")
            .description("""
                    Encoding of binary values in the events, which is binary.handling.mode of the connector. It determines how text for a VARBINARY column is \
                    decoded. Change it if the connector does not use its default.""")
            .required(true)
            .allowableValues(BinaryHandling.class)
            .defaultValue(BinaryHandling.BYTES)
            .dependsOn(OPERATION_SOURCE, OperationSource.DEBEZIUM)
            .build();

    public static final PropertyDescriptor UNAVAILABLE_VALUE = new PropertyDescriptor.Builder()
            .name("Unavailable Value")
            .description("""
                    Placeholder for a large value that has not changed and is not available to Debezium. A field with this value is skipped, and the column keeps \
                    its value. Change it if unavailable.value.placeholder of the connector differs.""")
            .required(true)
            .defaultValue(ChangeSettings.ValueSettings.DEFAULT_UNAVAILABLE_VALUE)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .dependsOn(OPERATION_SOURCE, OperationSource.DEBEZIUM, OperationSource.RECORD_PATH)
            .build();

    public static final PropertyDescriptor DUPLICATE_KEYS = new PropertyDescriptor.Builder()
            .name("Duplicate Keys")
            .description("""
                    Handling of several records with the same key in one FlowFile. It applies to tables that store one row for each key. Choose Keep Last if the last \
                    record of a key must win without an operation source.""")
            .required(true)
            .allowableValues(DuplicateKeys.class)
            .defaultValue(DuplicateKeys.AUTOMATIC)
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor KEY_COLUMNS = new PropertyDescriptor.Builder()
            .name("Key Columns")
            .description("""
                    Comma-separated names of the key columns of the table. They replace the key that StarRocks reports. Set them if StarRocks does not report the \
                    key: before version 3.3, and for users without the SELECT privilege on the table.""")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor PARTIAL_UPDATE = new PropertyDescriptor.Builder()
            .name("Partial Update")
            .description("""
                    Whether records change only some columns of existing rows, and the mode in which StarRocks does it. The other columns keep their values. Choose a \
                    mode if the records do not have all columns. Partial updates need a PRIMARY KEY table.""")
            .required(true)
            .allowableValues(PartialUpdate.class)
            .defaultValue(PartialUpdate.OFF)
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor UPDATE_COLUMNS = new PropertyDescriptor.Builder()
            .name("Update Columns")
            .description("""
                    Columns that a partial update changes. Choose Fields Present if the records of a FlowFile have different fields. That mode needs one load for \
                    each set of fields.""")
            .required(true)
            .allowableValues(UpdateColumns.class)
            .defaultValue(UpdateColumns.RECORD_SCHEMA)
            .dependsOn(PARTIAL_UPDATE, PartialUpdate.ROW, PartialUpdate.COLUMN, PartialUpdate.AUTO)
            .build();

    public static final PropertyDescriptor MERGE_CONDITION = new PropertyDescriptor.Builder()
            .name("Merge Condition")
            .description(
                    """
                    Column whose value is monotonically increasing, such as a sequence number or a change time. A row is replaced only if the new value is greater \
                    than or equal to the stored value, so late events change nothing. It needs a PRIMARY KEY table, and StarRocks does not apply it to hard deletes.""")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    private ChangeProperties() {}

    private static AllowableValue[] withOperations() {
        return OperationSource.withOperations().stream().map(AllowableValue::fromDescribedValue).toArray(AllowableValue[]::new);
    }
}
