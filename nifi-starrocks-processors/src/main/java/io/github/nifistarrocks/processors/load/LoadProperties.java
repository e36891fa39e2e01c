package io.github.nifistarrocks.processors.load;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.github.nifistarrocks.client.TableId;
import io.github.nifistarrocks.client.load.Labels;
import io.github.nifistarrocks.services.api.StarRocksConnectionService;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.serialization.RecordReaderFactory;

/** The properties of PutStarRocks, and what they say for one FlowFile. */
public final class LoadProperties {

    public static final PropertyDescriptor CONNECTION_SERVICE = new PropertyDescriptor.Builder()
            .name("Connection Service")
            .description("The StarRocks cluster into which records are loaded.")
            .required(true)
            .identifiesControllerService(StarRocksConnectionService.class)
            .build();

    public static final PropertyDescriptor RECORD_READER = new PropertyDescriptor.Builder()
            .name("Record Reader")
            .description("Reads the records of a FlowFile. The fields of its schema are loaded into the columns of the same names.")
            .required(true)
            .identifiesControllerService(RecordReaderFactory.class)
            .build();

    public static final PropertyDescriptor DATABASE = new PropertyDescriptor.Builder()
            .name("Database")
            .description("Name of the database.")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor TABLE = new PropertyDescriptor.Builder()
            .name("Table")
            .description("Name of the table.")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
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

    public static final PropertyDescriptor FORMAT = new PropertyDescriptor.Builder()
            .name("Format")
            .description("How the records are sent. It does not depend on the format of the FlowFile, which the Record Reader knows.")
            .required(true)
            .allowableValues(LoadFormat.class)
            .defaultValue(LoadFormat.JSON)
            .build();

    public static final PropertyDescriptor LOAD_TIMEOUT = new PropertyDescriptor.Builder()
            .name("Load Timeout")
            .description("Longest time that one load may take, sending included. StarRocks then gives the load up, and the FlowFile is retried.")
            .required(true)
            .defaultValue("10 min")
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.SECONDS, 3, TimeUnit.DAYS))
            .build();

    public static final PropertyDescriptor MAX_FILTER_RATIO = new PropertyDescriptor.Builder()
            .name("Max Filter Ratio")
            .description("""
                    Share of a FlowFile's rows, from 0 to 1, that StarRocks may leave out for their quality while it loads the others. With the default 0 one \
                    bad row makes the whole load fail and nothing is loaded. With more, rows that were left out are lost to the table: their number is written \
                    to an attribute and a warning is raised.""")
            .required(true)
            .defaultValue("0")
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(parsedBy(LoadHeaders::maxFilterRatio))
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

    public static final PropertyDescriptor TIME_ZONE = new PropertyDescriptor.Builder()
            .name("Time Zone")
            .description(
                    """
                    Time zone, such as UTC, Europe/Berlin or +02:00, in which instants (fields of type TIMESTAMP) become the zone-less values of DATETIME \
                    columns, and in which StarRocks runs time functions in load.columns and load.where. When it is not set it is the zone in which NiFi runs: \
                    record readers take timestamps without a zone as local time of that zone, so they are stored as they are written, and what \
                    ScanStarRocksTablet has read is stored as it was. Set UTC to store instants such as 2024-07-01T12:00:00+02:00 as UTC, 2024-07-01 10:00:00.""")
            .addValidator(parsedBy(LoadHeaders::timeZone))
            .build();

    public static final List<PropertyDescriptor> DESCRIPTORS = List.of(
            CONNECTION_SERVICE,
            RECORD_READER,
            DATABASE,
            TABLE,
            LABEL,
            FORMAT,
            LOAD_TIMEOUT,
            MAX_FILTER_RATIO,
            STRICT_MODE,
            TIME_ZONE);

    private LoadProperties() {}

    /** The descriptor of a further Stream Load header; null, as NiFi wants it, for a name without the prefix. */
    public static PropertyDescriptor dynamic(final String name) {
        if (!name.startsWith(LoadHeaders.PREFIX)) {
            return null;
        }
        return new PropertyDescriptor.Builder()
                .name(name)
                .description("Sent as the Stream Load header behind the prefix. An empty value is not sent.")
                .dynamic(true)
                .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
                .addValidator(LoadProperties::validateHeader)
                .build();
    }

    /** Finds headers that are given twice, in different case. */
    public static Collection<ValidationResult> validate(final ValidationContext context) {
        final Map<String, String> byHeader = new HashMap<>();
        final List<ValidationResult> problems = new ArrayList<>();
        for (final PropertyDescriptor property : context.getProperties().keySet()) {
            final String other = property.isDynamic() && property.getName().startsWith(LoadHeaders.PREFIX)
                    ? byHeader.put(LoadHeaders.headerName(property.getName()), property.getName())
                    : null;
            if (other != null) {
                problems.add(new ValidationResult.Builder().subject(property.getName()).valid(false)
                        .explanation("[%s] sets the same Stream Load header, because header names know no case".formatted(other)).build());
            }
        }
        return problems;
    }

    /**
     * @param evaluation of expressions, with the attributes of a FlowFile or with those given for a verification
     * @throws BadPropertyException when a property has no usable value
     */
    public static TableId table(final PropertyContext context, final Function<PropertyValue, PropertyValue> evaluation) throws BadPropertyException {
        return new TableId(name(context, DATABASE, evaluation), name(context, TABLE, evaluation));
    }

    /**
     * @param processorId identity of the sender, for the label
     * @param unit identity of the FlowFile, for the label
     * @throws BadPropertyException when a property has no usable value
     */
    public static LoadSettings settings(final PropertyContext context, final Map<PropertyDescriptor, String> properties,
            final Function<PropertyValue, PropertyValue> evaluation,
            final String processorId, final String unit) throws BadPropertyException {
        final TableId table = table(context, evaluation);
        final String label = evaluated(context, LABEL, evaluation).filter(text -> !text.isBlank()).map(Labels::normalize)
                .orElseGet(() -> Labels.derive(processorId, unit, table));
        final String maxFilterRatio;
        try {
            maxFilterRatio = LoadHeaders.maxFilterRatio(evaluated(context, MAX_FILTER_RATIO, evaluation).orElse(""));
        } catch (IllegalArgumentException e) {
            throw new BadPropertyException("Property [%s] cannot be used: %s".formatted(MAX_FILTER_RATIO.getName(), e.getMessage()), e);
        }
        final String zoneName = context.getProperty(TIME_ZONE).getValue();
        final ZoneId zone = zoneName == null ? ZoneId.systemDefault().normalized() : LoadHeaders.timeZone(zoneName);
        return new LoadSettings(table, label, context.getProperty(FORMAT).asAllowableValue(LoadFormat.class), context.getProperty(LOAD_TIMEOUT).asDuration(),
                maxFilterRatio,
                context.getProperty(STRICT_MODE).asBoolean(), zone, headers(context, properties, evaluation));
    }

    private static Map<String, String> headers(final PropertyContext context, final Map<PropertyDescriptor, String> properties,
            final Function<PropertyValue, PropertyValue> evaluation) throws BadPropertyException {
        final Map<String, String> headers = new HashMap<>();
        for (final PropertyDescriptor property : properties.keySet()) {
            if (property.isDynamic()) {
                final String value = evaluated(context, property, evaluation).orElse("");
                requireNoControlCharacter(property.getName(), value);
                if (!value.isBlank()) {
                    headers.put(LoadHeaders.headerName(property.getName()), value);
                }
            }
        }
        return headers;
    }

    private static String name(final PropertyContext context, final PropertyDescriptor property, final Function<PropertyValue, PropertyValue> evaluation)
            throws BadPropertyException {
        return evaluated(context, property, evaluation).map(String::strip).filter(text -> !text.isEmpty())
                .orElseThrow(() -> new BadPropertyException("Property [%s] is empty: its expression finds no value".formatted(property.getName()), null));
    }

    private static Optional<String> evaluated(final PropertyContext context, final PropertyDescriptor property,
            final Function<PropertyValue, PropertyValue> evaluation)
            throws BadPropertyException {
        try {
            return Optional.ofNullable(evaluation.apply(context.getProperty(property)).getValue());
        } catch (RuntimeException e) {
            throw new BadPropertyException("The expression in property [%s] cannot be evaluated: %s".formatted(property.getName(), Messages.of(e)), e);
        }
    }

    private static void requireNoControlCharacter(final String name, final String value) throws BadPropertyException {
        if (hasControlCharacter(value)) {
            throw new BadPropertyException("Property [%s] holds a control character, which no HTTP header takes".formatted(name), null);
        }
    }

    private static boolean hasControlCharacter(final String value) {
        return value.chars().anyMatch(Character::isISOControl);
    }

    private static Validator parsedBy(final Function<String, ?> parser) {
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

    private static ValidationResult validateHeader(final String subject, final String input, final ValidationContext context) {
        final Optional<String> objection = LoadHeaders.objection(subject).or(() -> input != null && hasControlCharacter(input)
                ? Optional.of("The value holds a control character or a line end, which no HTTP header takes")
                : Optional.empty());
        return new ValidationResult.Builder().subject(subject).input(input).valid(objection.isEmpty()).explanation(objection.orElse(null)).build();
    }
}
