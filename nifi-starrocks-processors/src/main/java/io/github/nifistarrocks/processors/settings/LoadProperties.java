package io.github.nifistarrocks.processors.settings;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.github.nifistarrocks.client.encode.Compression;
import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.option.DeliveryStrategy;
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

/** Properties of PutStarRocks that tell where to, and how. */
public final class LoadProperties {

    private static final long MOST_PART_BYTES = 4L << 30;

    public static final PropertyDescriptor CONNECTION_SERVICE = new PropertyDescriptor.Builder()
            .name("Connection Service")
            .description("The StarRocks cluster into which records are loaded.")
            .required(true)
            .identifiesControllerService(StarRocksConnectionService.class)
            .build();

    public static final PropertyDescriptor CONTENT = new PropertyDescriptor.Builder()
            .name("Content")
            .description("What the FlowFiles hold.")
            .required(true)
            .allowableValues(ContentKind.class)
            .defaultValue(ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description("Reads the records of a FlowFile. The fields of its schema are loaded into the columns of the same names.")
            .required(true)
            .identifiesControllerService(RecordReaderFactory.class)
            .dependsOn(CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor DATABASE = new PropertyDescriptor.Builder()
            .name("Database")
            .description("Name of the database.")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor TABLE_STRATEGY = new PropertyDescriptor.Builder()
            .name("Table Strategy")
            .description("Where the name of the table comes from.")
            .required(true)
            .allowableValues(TableStrategy.class)
            .defaultValue(TableStrategy.TABLE_NAME)
            .build();

    public static final PropertyDescriptor TABLE = new PropertyDescriptor.Builder()
            .name("Table")
            .description("Name of the table.")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .dependsOn(TABLE_STRATEGY, TableStrategy.TABLE_NAME)
            .build();

    public static final PropertyDescriptor TABLE_RECORD_PATH = new PropertyDescriptor.Builder()
            .name("Table Record Path")
            .description("""
                    RecordPath to the name of a record's table, such as /source/table. A field that holds nothing but that name counts as known when Unknown \
                    Fields is Fail.""")
            .required(true)
            .addValidator(new RecordPathValidator())
            .dependsOn(TABLE_STRATEGY, TableStrategy.RECORD_PATH)
            .build();

    public static final PropertyDescriptor LABEL = new PropertyDescriptor.Builder()
            .name("Label")
            .description("""
                    Name under which StarRocks takes the load once and only once in a database. When it is not set or empty, it is derived from the identity \
                    of this processor, the UUID of the FlowFile and the table: the same in every retry and after every restart, and another one for every \
                    other FlowFile. Set it only when something upstream names the data better, such as a topic with partition and offsets; a label that is \
                    used for other data makes StarRocks skip that data as already loaded. Characters other than letters, digits, _ and - are replaced and a \
                    hash is added.""")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor DELIVERY_STRATEGY = new PropertyDescriptor.Builder()
            .name("Delivery Strategy")
            .description("How a FlowFile's rows get into StarRocks.")
            .required(true)
            .allowableValues(DeliveryStrategy.class)
            .defaultValue(DeliveryStrategy.SINGLE_LOAD)
            .build();

    public static final PropertyDescriptor PART_SIZE = new PropertyDescriptor.Builder()
            .name("Part Size")
            .description("Most bytes of one part of a transaction, before compression. It may be changed at any time: how a FlowFile is cut does not matter.")
            .required(true)
            .defaultValue("64 MB")
            .addValidator(StandardValidators.createDataSizeBoundsValidator(1, MOST_PART_BYTES))
            .dependsOn(DELIVERY_STRATEGY, DeliveryStrategy.TRANSACTION)
            .build();

    public static final PropertyDescriptor MERGE_INTERVAL = new PropertyDescriptor.Builder()
            .name("Merge Interval")
            .description("How long StarRocks waits for further FlowFiles before it commits those that it has.")
            .required(true)
            .defaultValue("1 sec")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.MILLISECONDS, 1, TimeUnit.HOURS))
            .dependsOn(DELIVERY_STRATEGY, DeliveryStrategy.MERGE_COMMIT)
            .build();

    public static final PropertyDescriptor MERGE_PARALLELISM = new PropertyDescriptor.Builder()
            .name("Merge Parallelism")
            .description("How many backends work on the loads that are merged.")
            .required(true)
            .defaultValue("1")
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .dependsOn(DELIVERY_STRATEGY, DeliveryStrategy.MERGE_COMMIT)
            .build();

    public static final PropertyDescriptor FORMAT = new PropertyDescriptor.Builder()
            .name("Format")
            .description("""
                    How records are sent; with raw content, how it is written. With records it does not depend on the format of the FlowFile, which the Record \
                    Reader knows.""")
            .required(true)
            .allowableValues(LoadFormat.class)
            .defaultValue(LoadFormat.JSON)
            .build();

    public static final PropertyDescriptor COMPRESSION = new PropertyDescriptor.Builder()
            .name("Compression")
            .description("""
                    How the body of a load is compressed; with raw content, how it is compressed already. Compressed JSON needs StarRocks 3.2.7 or later.""")
            .required(true)
            .allowableValues(Compression.values())
            .defaultValue(Compression.NONE.name())
            .build();

    public static final PropertyDescriptor LOAD_TIMEOUT = new PropertyDescriptor.Builder()
            .name("Load Timeout")
            .description("Longest time that one load may take, sending included. StarRocks then gives the load up, and the FlowFile is retried.")
            .required(true)
            .defaultValue("10 min")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.SECONDS, 3, TimeUnit.DAYS))
            .build();

    public static final PropertyDescriptor TIME_ZONE = new PropertyDescriptor.Builder()
            .name("Time Zone")
            .description(
                    """
                    Time zone, such as UTC, Europe/Berlin or +02:00, in which instants (fields of type TIMESTAMP) become the zone-less values of DATETIME \
                    columns, and in which StarRocks runs time functions in computed columns and load.where. When it is not set it is the zone in which NiFi runs: \
                    record readers take timestamps without a zone as local time of that zone, so they are stored as they are written, and what \
                    ScanStarRocksTablet has read is stored as it was. Set UTC to store instants such as 2024-07-01T12:00:00+02:00 as UTC, 2024-07-01 10:00:00.""")
            .addValidator(parsedBy(LoadHeaders::timeZone))
            .build();

    static final List<PropertyDescriptor> DESCRIPTORS = List.of(
            CONNECTION_SERVICE,
            CONTENT,
            RECORD_READER,
            DATABASE,
            TABLE_STRATEGY,
            TABLE,
            TABLE_RECORD_PATH,
            LABEL,
            DELIVERY_STRATEGY,
            PART_SIZE,
            MERGE_INTERVAL,
            MERGE_PARALLELISM,
            FORMAT,
            COMPRESSION,
            LOAD_TIMEOUT,
            TIME_ZONE);

    private LoadProperties() {}

    /** Valid when the parser takes the value, or when it has expressions, which are evaluated for each FlowFile. */
    static Validator parsedBy(final Function<String, ?> parser) {
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
