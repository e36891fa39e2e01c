package io.github.nifistarrocks.processors.property;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.nifistarrocks.processors.option.scan.EmptyParameters;
import io.github.nifistarrocks.processors.option.scan.InitialLoad;
import io.github.nifistarrocks.processors.option.scan.UnsupportedColumns;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;

/** Properties of FetchStarRocksTablets. */
public final class PlanningProperties {

    public static final PropertyDescriptor DATABASE = new PropertyDescriptor.Builder()
            .name("Database")
            .description("Database of the table, in default_catalog.")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor TABLE = new PropertyDescriptor.Builder()
            .name("Table")
            .description(
                    """
                    Table to read. Asynchronous materialized views can be read if the StarRocks version supports it. Views and external tables cannot be read.""")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor COLUMNS = new PropertyDescriptor.Builder()
            .name("Columns")
            .description("""
                    Names of the columns to read, separated by commas, in the order of the record fields. If not set, all columns are read in the order of the \
                    table. Put a name that contains a comma in backticks. Expressions are not supported.""")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor UNSUPPORTED_COLUMNS = new PropertyDescriptor.Builder()
            .name("Unsupported Columns")
            .description("""
                    Handling of columns whose type cannot be scanned, such as BITMAP, HLL and PERCENTILE. They are found before the plan is created. Omit reads the \
                    table without them.""")
            .required(true)
            .allowableValues(UnsupportedColumns.class)
            .defaultValue(UnsupportedColumns.FAIL)
            .build();

    public static final PropertyDescriptor NEWER_TYPES = new PropertyDescriptor.Builder()
            .name("BEs Send VARBINARY and DECIMAL256")
            .description("""
                    Whether the BEs can send columns of type VARBINARY, and DECIMAL of more than 38 digits. StarRocks up to 4.0 cannot: if false, these columns are \
                    unsupported columns. Set it to true for newer versions that can.""")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .build();

    public static final PropertyDescriptor PARTITIONS = new PropertyDescriptor.Builder()
            .name("Partitions")
            .description("""
                    Names of the partitions to read, separated by commas. If not set, all partitions are read. Put a name that contains a comma in backticks. A \
                    partition that does not exist is an error.""")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor FILTER = new PropertyDescriptor.Builder()
            .name("Filter")
            .description("""
                    SQL condition for the rows to read, without WHERE, for example: event_day >= :since AND amount > 0. StarRocks applies it, and does not read \
                    partitions and tablets that it excludes. It may use all columns of the table. If not set, all rows are read. A parameter :name has the value \
                    of a dynamic property, such as date.since. Use parameters, not expressions, for values from attributes. Do not use now() and similar \
                    functions: in a plan, their time may be minutes old.""")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor EMPTY_PARAMETERS = new PropertyDescriptor.Builder()
            .name("Empty Parameters")
            .description("Handling of a parameter of the Filter whose value is empty, as that of a missing attribute is.")
            .required(true)
            .allowableValues(EmptyParameters.class)
            .defaultValue(EmptyParameters.FAIL)
            .dependsOn(FILTER)
            .build();

    public static final PropertyDescriptor MAX_VALUE_COLUMNS = new PropertyDescriptor.Builder()
            .name("Maximum-value Columns")
            .description("""
                    Names of columns whose values increase with each load, separated by commas. Each plan reads only rows that are beyond the maximum value of the \
                    first column in the plan before. The values of further columns increase more slowly, such as the day of a partition: they reduce what StarRocks \
                    reads. Rows with NULL, and rows that become visible later with a value that was read before, are skipped. Run this processor on the primary \
                    node only. Requires StarRocks 3.2 or newer.""")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor INITIAL_LOAD_STRATEGY = new PropertyDescriptor.Builder()
            .name("Initial Load Strategy")
            .description("""
                    Rows that the first plan of a table reads, if the state has no maximum values of it. Ignored if a property initial.maxvalue sets the value of \
                    the first column.""")
            .required(true)
            .allowableValues(InitialLoad.class)
            .defaultValue(InitialLoad.START_AT_BEGINNING)
            .dependsOn(MAX_VALUE_COLUMNS)
            .build();

    public static final PropertyDescriptor MAX_VALUE_LAG = new PropertyDescriptor.Builder()
            .name("Maximum-value Lag")
            .description("""
                    Age from which rows are read, by their value in the first maximum-value column, which must be DATE or DATETIME. Younger rows are read by a later \
                    plan. Set it if a load may become visible after one with greater values, to at least the longest time between a value and the end of its load. \
                    Of a DATE column only complete days are read. If not set, rows of every age are read.""")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.SECONDS, 10_000, TimeUnit.DAYS))
            .dependsOn(MAX_VALUE_COLUMNS)
            .build();

    public static final PropertyDescriptor TIME_ZONE = new PropertyDescriptor.Builder()
            .name("Time Zone")
            .description("""
                    Time zone of the values in the first maximum-value column, for Maximum-value Lag. If it is not set, it is the time zone of the NiFi node, as for \
                    PutStarRocks. The value is a region such as Europe/Berlin or UTC, or an offset such as +02:00.""")
            .addValidator(LoadProperties.parsedBy(TimeZones::parse))
            .dependsOn(MAX_VALUE_LAG)
            .build();

    public static final PropertyDescriptor CHANGED_PARTITIONS = new PropertyDescriptor.Builder()
            .name("Changed Partitions Only")
            .description("""
                    Whether each plan reads only partitions that changed since the plan before, with all of their rows. The target must update or overwrite rows, \
                    because unchanged rows of these partitions are read again. Set it to true for tables whose rows are updated, or that have no maximum-value \
                    column. A table without partitions is read as a whole. Deleted rows and dropped partitions are not reported. Run this processor on the primary \
                    node only. Requires StarRocks 3.2 or newer.""")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .build();

    public static final PropertyDescriptor TABLETS_PER_FLOW_FILE = new PropertyDescriptor.Builder()
            .name("Tablets per FlowFile")
            .description("""
                    Maximum number of tablets in one FlowFile. More tablets produce fewer and larger outputs, but a failed scan is repeated for all tablets of its \
                    FlowFile. Raise it if tablets are small. Tablets share a FlowFile only if the same BEs have them.""")
            .required(true)
            .defaultValue("1")
            .addValidator(StandardValidators.createLongValidator(1, 100_000, true))
            .build();

    public static final PropertyDescriptor BYTES_PER_FLOW_FILE = new PropertyDescriptor.Builder()
            .name("Bytes per FlowFile")
            .description("""
                    Maximum size of the tablets in one FlowFile, as StarRocks stores them, in addition to Tablets per FlowFile. A larger tablet is alone in its \
                    FlowFile. Set it with a high number of Tablets per FlowFile if the sizes of tablets differ. StarRocks 3.2 or newer reports sizes, which may be \
                    some minutes old. Without sizes only the number of tablets is limited.""")
            .addValidator(StandardValidators.createDataSizeBoundsValidator(1, Long.MAX_VALUE))
            .build();

    public static final PropertyDescriptor CUT_PLANS = new PropertyDescriptor.Builder()
            .name("Cut Plans")
            .description("""
                    Whether each FlowFile contains the query plan of its own tablets only. If false, each contains the plan of all tablets, so the size of all \
                    FlowFiles grows with the square of the number of tablets. Set it to false only if BEs refuse cut plans.""")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("true")
            .build();

    /** In the order of the dialog. */
    public static final List<PropertyDescriptor> DESCRIPTORS = List.of(DATABASE, TABLE, COLUMNS, UNSUPPORTED_COLUMNS, NEWER_TYPES, PARTITIONS, FILTER,
            EMPTY_PARAMETERS, MAX_VALUE_COLUMNS, INITIAL_LOAD_STRATEGY, MAX_VALUE_LAG, TIME_ZONE, CHANGED_PARTITIONS, TABLETS_PER_FLOW_FILE,
            BYTES_PER_FLOW_FILE, CUT_PLANS);

    private PlanningProperties() {}
}
