package io.github.nifistarrocks.processors.settings;

import java.util.List;

import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.option.MissingColumns;
import io.github.nifistarrocks.processors.option.UnknownFields;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.serialization.RecordSetWriterFactory;

/** Properties of PutStarRocks that tell what becomes of fields, columns and rows that do not fit. */
public final class QualityProperties {

    public static final PropertyDescriptor UNKNOWN_FIELDS = new PropertyDescriptor.Builder()
            .name("Unknown Fields")
            .description(
                    "What happens to a field of the records for which the table has no column. Names are compared without regard to case, as StarRocks does.")
            .required(true)
            .allowableValues(UnknownFields.class)
            .defaultValue(UnknownFields.FAIL)
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor MISSING_COLUMNS = new PropertyDescriptor.Builder()
            .name("Missing Columns")
            .description("What happens when no field of the records fills a column of the table.")
            .required(true)
            .allowableValues(MissingColumns.class)
            .defaultValue(MissingColumns.IGNORE)
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor MAX_FILTER_RATIO = new PropertyDescriptor.Builder()
            .name("Max Filter Ratio")
            .description("""
                    Share of a FlowFile's rows, from 0 to 1, that StarRocks may leave out for their quality while it loads the others. With the default 0 one \
                    bad row makes the whole load fail and nothing is loaded. With more, rows that were left out are lost to the table: their number is written \
                    to an attribute and a warning is raised, and with a Rejected Record Writer those that StarRocks names, about 50 at most, go to the \
                    relationship rejected. It does not count while Isolate Bad Records is true.""")
            .required(true)
            .defaultValue("0")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(LoadProperties.parsedBy(LoadHeaders::maxFilterRatio))
            .build();

    public static final PropertyDescriptor STRICT_MODE = new PropertyDescriptor.Builder()
            .name("Strict Mode")
            .description("""
                    Whether a value that cannot be converted to the type of its column makes its row a bad one. With the default true no value is lost unseen. \
                    With false, as is StarRocks' own default, such a value silently becomes NULL in a column that allows NULL.""")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("true")
            .build();

    public static final PropertyDescriptor CHECK_RECORDS = new PropertyDescriptor.Builder()
            .name("Check Records")
            .description("""
                    Whether every value is compared with the type of its column before it is sent: range, length, NOT NULL, decimal places. A record that does not fit \
                    ends the load, which is given up before it is complete, and the message names record, field, value and rule.""")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor REJECTED_RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Rejected Record Writer")
            .description("""
                    Writes records that StarRocks refuses, as they came in and with the field starrocks_error for the reason, to the relationship rejected, which \
                    is there when this is set.""")
            .identifiesControllerService(RecordSetWriterFactory.class)
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor ISOLATE_BAD_RECORDS = new PropertyDescriptor.Builder()
            .name("Isolate Bad Records")
            .description("""
                    Whether records that StarRocks refuses are found and go to the relationship rejected, while all others are loaded, exactly once. They are found \
                    by checking values against the table, where also decimals that StarRocks would round are bad, by the rows that StarRocks names, and by trial \
                    loads that are rolled back.""")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .dependsOn(REJECTED_RECORD_WRITER)
            .build();

    public static final PropertyDescriptor MAXIMUM_TRIAL_LOADS = new PropertyDescriptor.Builder()
            .name("Maximum Trial Loads")
            .description("""
                    Most trial loads for one FlowFile. When they are not enough to find all bad records the FlowFile goes to failure, and nothing is loaded unless an \
                    earlier try has done so.""")
            .required(true)
            .defaultValue("500")
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .dependsOn(ISOLATE_BAD_RECORDS, "true")
            .build();

    static final List<PropertyDescriptor> DESCRIPTORS = List.of(
            UNKNOWN_FIELDS,
            MISSING_COLUMNS,
            MAX_FILTER_RATIO,
            STRICT_MODE,
            CHECK_RECORDS,
            REJECTED_RECORD_WRITER,
            ISOLATE_BAD_RECORDS,
            MAXIMUM_TRIAL_LOADS);

    private QualityProperties() {}
}
