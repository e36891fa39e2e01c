package io.github.nifistarrocks.processors.property;

import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.option.MissingColumns;
import io.github.nifistarrocks.processors.option.UnknownFields;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.serialization.RecordSetWriterFactory;

/** Properties of PutStarRocks for fields, columns and rows that do not fit the table. */
public final class QualityProperties {

    public static final PropertyDescriptor UNKNOWN_FIELDS = new PropertyDescriptor.Builder()
            .name("Unknown Fields")
            .description("""
                    Handling of a field for which the table has no column. Fail protects against misspelled names, Ignore skips the field. Names are compared \
                    case-insensitively, as in StarRocks. Fail needs the SELECT privilege on the table.""")
            .required(true)
            .allowableValues(UnknownFields.class)
            .defaultValue(UnknownFields.FAIL)
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor MISSING_COLUMNS = new PropertyDescriptor.Builder()
            .name("Missing Columns")
            .description("""
                    Handling of a column that no field fills. Choose Fail to detect incomplete records. Fail needs the SELECT privilege on the table, and counts \
                    generated columns as columns that must be filled.""")
            .required(true)
            .allowableValues(MissingColumns.class)
            .defaultValue(MissingColumns.IGNORE)
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor MAX_FILTER_RATIO = new PropertyDescriptor.Builder()
            .name("Max Filter Ratio")
            .description("""
                    Share of the rows of a FlowFile, from 0 to 1, that StarRocks may filter as invalid. With 0 one invalid row fails the load, and nothing is loaded. \
                    With a higher value the other rows are loaded, and filtered rows are lost unless a Rejected Record Writer writes them. Their number is written to \
                    an attribute, and a warning is reported. It must be 0 with an Operation Source, with Duplicate Keys = Keep Last, and while invalid records are \
                    isolated.""")
            .required(true)
            .defaultValue("0")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(LoadProperties.parsedBy(MaxFilterRatio::parse))
            .build();

    public static final PropertyDescriptor STRICT_MODE = new PropertyDescriptor.Builder()
            .name("Strict Mode")
            .description("""
                    Whether a value that cannot be converted to the type of its column makes its row invalid. With false, the default of StarRocks, such a value \
                    becomes NULL without a warning if the column allows NULL. Set it to false only if this loss is acceptable.""")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("true")
            .build();

    public static final PropertyDescriptor CHECK_RECORDS = new PropertyDescriptor.Builder()
            .name("Check Records")
            .description("""
                    Whether values are checked against their columns before they are sent: range, length, NOT NULL, decimal places and times of day. An invalid record \
                    fails the FlowFile, and the message names record, field, value and rule. Set it to true for exact messages, or to refuse values that a column would \
                    round or cut. It needs the SELECT privilege on the table. Isolation of invalid records always checks values.""")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor REJECTED_RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Rejected Record Writer")
            .description("""
                    Controller service that writes invalid records, each with its reason in the field starrocks_error. If it is set, invalid records go to the \
                    relationship rejected, and all other records are loaded exactly once. Set it if one invalid record must not fail its FlowFile. Isolation needs one \
                    table, Strict Mode, the SELECT privilege on the table, and StarRocks 2.4 or later.""")
            .identifiesControllerService(RecordSetWriterFactory.class)
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor ISOLATE_INVALID_RECORDS = new PropertyDescriptor.Builder()
            .name("Isolate Invalid Records")
            .description("""
                    Whether all invalid records are found, so that all others can be loaded exactly once. They are found by checking values, by the error log of \
                    StarRocks, and by trial loads that are rolled back. Set it to false only with a Max Filter Ratio above 0. StarRocks then filters invalid rows, and \
                    only those that it reports, about 50, go to rejected.""")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("true")
            .dependsOn(REJECTED_RECORD_WRITER)
            .build();

    public static final PropertyDescriptor MAXIMUM_TRIAL_LOADS = new PropertyDescriptor.Builder()
            .name("Maximum Trial Loads")
            .description("""
                    Maximum number of trial loads for one FlowFile. If invalid records remain unidentified after them, the FlowFile goes to failure and its valid \
                    records are not loaded. The limit is low because each trial load is a transaction. Many transactions push labels out of the memory of StarRocks, \
                    and these labels prevent loading twice. Increase it if FlowFiles contain many invalid records that the error log does not identify.""")
            .required(true)
            .defaultValue("50")
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .dependsOn(ISOLATE_INVALID_RECORDS, "true")
            .build();

    private QualityProperties() {}
}
