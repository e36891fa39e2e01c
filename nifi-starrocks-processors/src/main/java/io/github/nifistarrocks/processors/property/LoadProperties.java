package io.github.nifistarrocks.processors.property;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.option.DeliveryStrategy;
import io.github.nifistarrocks.processors.option.LoadCompression;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.option.TableStrategy;
import io.github.nifistarrocks.services.api.StarRocksConnectionService;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.record.path.validation.RecordPathValidator;
import org.apache.nifi.serialization.RecordReaderFactory;

/** Properties of PutStarRocks for destination, content and delivery. */
public final class LoadProperties {

    private static final long MAX_PART_BYTES = 4L << 30;

    public static final PropertyDescriptor CONNECTION_SERVICE = new PropertyDescriptor.Builder()
            .name("Connection Service")
            .description("Controller service for the StarRocks cluster into which records are loaded.")
            .required(true)
            .identifiesControllerService(StarRocksConnectionService.class)
            .build();

    public static final PropertyDescriptor CONTENT = new PropertyDescriptor.Builder()
            .name("Content")
            .description("""
                    Type of the content of FlowFiles. Records are read by the Record Reader and converted; raw content is sent unchanged. Choose Raw for CSV or \
                    JSON files that StarRocks can read as they are.""")
            .required(true)
            .allowableValues(ContentKind.class)
            .defaultValue(ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description("""
                    Controller service that reads the records of a FlowFile. A field is loaded into the column of the same name, compared case-insensitively. \
                    Add dynamic properties field.<field> for fields whose column has another name. For CSV use string fields from the header or a declared \
                    schema. Numbers that the reader infers from text are refused where the text may matter.""")
            .required(true)
            .identifiesControllerService(RecordReaderFactory.class)
            .dependsOn(CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor DATABASE = new PropertyDescriptor.Builder()
            .name("Database")
            .description("""
                    Name of the StarRocks database that contains the table. Names are case-sensitive. An expression can select a database for each FlowFile.""")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor TABLE_STRATEGY = new PropertyDescriptor.Builder()
            .name("Table Strategy")
            .description("""
                    Source of the table name. With Table Name all records of a FlowFile go into one table. Choose Record Path if one FlowFile contains records of \
                    several tables.""")
            .required(true)
            .allowableValues(TableStrategy.class)
            .defaultValue(TableStrategy.TABLE_NAME)
            .build();

    public static final PropertyDescriptor TABLE = new PropertyDescriptor.Builder()
            .name("Table")
            .description("""
                    Name of the table into which the records are loaded. Names are case-sensitive. An expression can select a table for each FlowFile.""")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .dependsOn(TABLE_STRATEGY, TableStrategy.TABLE_NAME)
            .build();

    public static final PropertyDescriptor TABLE_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Table Record Path")
            .description("""
                    RecordPath of the field that contains the table name, such as /source/table. All tables of a FlowFile are in the same Database. A top-level \
                    field at this path needs no column, also if Unknown Fields is Fail.""")
            .required(true)
            .addValidator(new RecordPathValidator())
            .dependsOn(TABLE_STRATEGY, TableStrategy.RECORD_PATH)
            .build();

    public static final PropertyDescriptor LABEL = new PropertyDescriptor.Builder()
            .name("Label")
            .description("""
                    Label of the load, which StarRocks accepts only once in a database. If it is not set or empty, it is derived from the processor, the UUID of \
                    the FlowFile and the table. The derived label is the same in every retry and after every restart, so a FlowFile is not loaded twice. Set it only \
                    if upstream data has a better identity, such as topic, partition and offset. Data is skipped as already loaded if its label was used for other \
                    data. A hash of the value and the table is appended, and characters other than letters, digits, _ and - are replaced.""")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor DELIVERY_STRATEGY = new PropertyDescriptor.Builder()
            .name("Delivery Strategy")
            .description("""
                    Sets how the rows of a FlowFile are sent to StarRocks. The strategy determines whether a retry can load rows twice, and how much memory a BE \
                    needs. Change it for very large FlowFiles, for several tables in a FlowFile, or for many small FlowFiles.""")
            .required(true)
            .allowableValues(DeliveryStrategy.class)
            .defaultValue(DeliveryStrategy.SINGLE_LOAD)
            .build();

    public static final PropertyDescriptor PART_SIZE = new PropertyDescriptor.Builder()
            .name("Part Size")
            .description("""
                    Maximum number of bytes in one part of a transaction, before compression. Each part is one request, and a BE may hold a whole request in memory. \
                    Reduce the size if BEs are short of memory. The size does not affect the result, so it may be changed at any time. A part exceeds it by at most \
                    one row.""")
            .required(true)
            .defaultValue("64 MB")
            .addValidator(StandardValidators.createDataSizeBoundsValidator(1, MAX_PART_BYTES))
            .dependsOn(DELIVERY_STRATEGY, DeliveryStrategy.TRANSACTION, DeliveryStrategy.TWO_PHASE)
            .build();

    public static final PropertyDescriptor PREPARED_TIMEOUT = new PropertyDescriptor.Builder()
            .name("Prepared Timeout")
            .description("""
                    Time for which StarRocks keeps a prepared transaction until NiFi commits it. A FlowFile whose label StarRocks does not know after this time goes \
                    to failure, because its outcome cannot be determined. Increase it if NiFi may be down for longer. StarRocks before 3.5.4 uses \
                    prepared_transaction_default_timeout_second of its FEs instead. A longer time than 1 day has no effect there.""")
            .required(true)
            .defaultValue("1 day")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.MINUTES, 30, TimeUnit.DAYS))
            .dependsOn(DELIVERY_STRATEGY, DeliveryStrategy.TWO_PHASE)
            .build();

    public static final PropertyDescriptor MERGE_COMMIT_INTERVAL = new PropertyDescriptor.Builder()
            .name("Merge Commit Interval")
            .description("""
                    Time for which StarRocks collects FlowFiles before it commits them together. A longer interval creates fewer versions of the table, and each \
                    load waits longer. It must be shorter than Load Timeout.""")
            .required(true)
            .defaultValue("1 sec")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.MILLISECONDS, 1, TimeUnit.HOURS))
            .dependsOn(DELIVERY_STRATEGY, DeliveryStrategy.MERGE_COMMIT)
            .build();

    public static final PropertyDescriptor MERGE_COMMIT_PARALLELISM = new PropertyDescriptor.Builder()
            .name("Merge Commit Parallelism")
            .description("""
                    Number of backends that process merged loads. More backends share the work, and each of them merges fewer FlowFiles. Increase the number if one \
                    backend limits the throughput.""")
            .required(true)
            .defaultValue("1")
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .dependsOn(DELIVERY_STRATEGY, DeliveryStrategy.MERGE_COMMIT)
            .build();

    public static final PropertyDescriptor ASYNCHRONOUS_MERGE_COMMIT = new PropertyDescriptor.Builder()
            .name("Asynchronous Merge Commit")
            .description("""
                    Whether StarRocks replies as soon as it has received the rows. The FlowFile then goes back to its queue with a mark until its rows are committed. \
                    A few tasks are sufficient for many FlowFiles, because none of them waits for the end of an interval. Otherwise each task waits until the rows of \
                    its FlowFile are visible.""")
            .required(true)
            .defaultValue("false")
            .allowableValues("true", "false")
            .dependsOn(DELIVERY_STRATEGY, DeliveryStrategy.MERGE_COMMIT)
            .build();

    public static final PropertyDescriptor FORMAT = new PropertyDescriptor.Builder()
            .name("Format")
            .description("""
                    Format in which rows are sent to StarRocks, with every delivery strategy and in trial loads. CSV needs fewer bytes and less work in the cluster; \
                    JSON supports every type. With records it is independent of the format of the FlowFile. With raw content it must be the format of the \
                    FlowFile.""")
            .required(true)
            .allowableValues(LoadFormat.class)
            .defaultValue(LoadFormat.JSON)
            .build();

    public static final PropertyDescriptor COMPRESSION = new PropertyDescriptor.Builder()
            .name("Compression")
            .description("""
                    Compression of the request body. It saves network bandwidth and costs CPU in NiFi and in the cluster. With raw content it must be the \
                    compression that the FlowFile already has. Compressed JSON needs StarRocks 3.2.7 or later.""")
            .required(true)
            .allowableValues(LoadCompression.class)
            .defaultValue(LoadCompression.NONE)
            .build();

    public static final PropertyDescriptor LOAD_TIMEOUT = new PropertyDescriptor.Builder()
            .name("Load Timeout")
            .description("""
                    Maximum time for one load, including the transfer. After this time StarRocks aborts the load, and the FlowFile goes to retry. Increase it for \
                    very large FlowFiles. StarRocks accepts 1 second to 3 days.""")
            .required(true)
            .defaultValue("10 min")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.SECONDS, 3, TimeUnit.DAYS))
            .build();

    public static final PropertyDescriptor TIME_ZONE = new PropertyDescriptor.Builder()
            .name("Time Zone")
            .description("""
                    Time zone in which instants (fields of type TIMESTAMP) are converted to DATETIME values, which have no zone. StarRocks uses it for time functions \
                    in computed columns and load.where, too. If it is not set, the time zone of the NiFi node applies. Record readers use that zone for timestamps \
                    without a zone, so these are stored as they are written. Set it if nodes run in different zones, or to UTC to store instants as UTC. The value is \
                    a region such as Europe/Berlin or UTC, or an offset such as +02:00.""")
            .addValidator(parsedBy(TimeZones::parse))
            .build();

    private LoadProperties() {}

    /** Valid if the parser accepts the value, or if it has expressions, which are evaluated for each FlowFile. */
    public static Validator parsedBy(final Function<String, ?> parser) {
        return (subject, input, context) -> {
            final ValidationResult.Builder result = new ValidationResult.Builder().subject(subject).input(input);
            if (context.isExpressionLanguageSupported(subject) && context.isExpressionLanguagePresent(input)) {
                return result.valid(true).explanation("Expression Language is evaluated for each FlowFile").build();
            }
            try {
                parser.apply(input);
                return result.valid(true).build();
            } catch (IllegalArgumentException e) {
                return result.valid(false).explanation(e.getMessage()).build();
            }
        };
    }
}
