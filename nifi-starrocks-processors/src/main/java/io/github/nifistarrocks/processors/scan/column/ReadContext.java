package io.github.nifistarrocks.processors.scan.column;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.processors.option.scan.InexactValues;
import io.github.nifistarrocks.processors.scan.writer.WriterTraits;
import io.github.nifistarrocks.processors.scan.writer.WrittenPrecision;
import io.github.nifistarrocks.processors.scan.writer.XmlText;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordFieldType;

/** What the readers of a scan share: the row that is read, the time zone, and the treatment of values that are invalid or that a record writer would change. */
public final class ReadContext {

    private static final int MAX_SHOWN_LENGTH = 200;

    private final WallClock clock;
    private final InexactValues inexactValues;
    private final WriterTraits writer;
    private final Map<String, WrittenPrecision> formats = new HashMap<>();
    private final Map<String, DateTimeFormatter> formatters = new HashMap<>();
    private final Map<String, Warning> warnings = new LinkedHashMap<>();
    private long row;

    /** The inexact values of one column. */
    private static final class Warning {

        private final String first;
        private long count;

        private Warning(final String first) {
            this.first = first;
        }
    }

    public ReadContext(final WallClock clock, final InexactValues inexactValues, final WriterTraits writer) {
        this.clock = clock;
        this.inexactValues = inexactValues;
        this.writer = writer;
    }

    /** @param written type of the field in the schema of the record writer */
    public WrittenPrecision precision(final DataType written) {
        return written.getFieldType() == RecordFieldType.STRING ? WrittenPrecision.EXACT : writer.precision(written);
    }

    /** That of a writer that requests text in a format. */
    WrittenPrecision precisionOf(final String format) {
        return formats.computeIfAbsent(format, WrittenPrecision::ofFormat);
    }

    /** @param number of the row that is read next, from 1 */
    public void moveTo(final long number) {
        row = number;
    }

    /** Whether the record writer keeps blanks at the beginning and end of text. */
    public boolean keepsBlanks() {
        return writer.keepsBlanks();
    }

    boolean isXml() {
        return writer.isXml();
    }

    Optional<String> nullText() {
        return writer.nullText();
    }

    /** Reports text with a character that the character set of the record writer does not have. */
    void requireCharacters(final String column, final String text) {
        if (!writer.keepsCharacters() && !text.codePoints().allMatch(writer::keepsCharacter)) {
            inexact(column, () -> "text with a character that the record writer would replace by a question mark: [%s]. Set its Character Set to UTF-8"
                    .formatted(shown(text)));
        }
    }

    /** Reports text that the record writer writes as it writes NULL. */
    void reportNullText(final String column, final String text) {
        inexact(column, () -> "the text [%s], which the record writer would write as it writes NULL. Set its Null String, or for XML its Suppress Null Values"
                .formatted(shown(text)));
    }

    /** Whether the record writer writes nothing for a record of which all values are NULL. */
    public boolean dropsNull() {
        return isXml() && writer.nullText().isEmpty();
    }

    /** Reports an array that XML does not distinguish from another one or from NULL: an empty one has no element, and the elements of NULL are empty. */
    public void requireElements(final String column, final Object[] array, final Supplier<String> text) {
        if (isXml() && (array.length == 0 || Arrays.asList(array).contains(null))) {
            reportLost(column, text);
        }
    }

    /** Reports a map that XML does not distinguish from another one or from NULL. A writer that suppresses NULL drops the keys of such values. */
    public void requireEntries(final String column, final Map<String, Object> map, final Supplier<String> text) {
        if (isXml() && (map.isEmpty() || map.containsValue(null) && dropsNull())) {
            reportLost(column, text);
        }
    }

    private void reportLost(final String column, final Supplier<String> text) {
        inexact(column, () -> """
                an array or map that is empty or has NULL, which XML does not represent: %s. Declare the column as string in the schema of the record writer"""
                .formatted(shown(text.get())));
    }

    /** Reports an array of arrays, if the record writer writes their elements as those of one array. */
    public void requireNestedArrays(final String column, final Supplier<String> array) {
        if (!writer.keepsNestedArrays()) {
            inexact(column, () -> """
                    an array in an array, whose elements the record writer would write as those of one array: %s. Set its Wrap Elements of Arrays, or declare \
                    the column as string in its schema""".formatted(shown(array.get())));
        }
    }

    /** Reports a key of a map, if it becomes the name of an XML element and cannot be one. */
    public void requireName(final String column, final String key) {
        if (isXml() && !XmlText.isName(key)) {
            inexact(column, () -> "the key [%s], which is not a name of an XML element. Declare the column as string in the schema of the record writer"
                    .formatted(shown(key)));
        }
    }

    /** Reports text with characters that the output cannot have. */
    public void requireText(final String column, final String text) {
        if (isXml() && !XmlText.isText(text)) {
            inexact(column, () -> "text with a control character or carriage return, which XML does not represent: [%s]. Use another record writer"
                    .formatted(shown(text)));
        }
    }

    /** Reports text of a part of a value, if the output does not have it, or has NULL for it. */
    public void requirePartText(final String column, final String text) {
        requireText(column, text);
        if (isXml() && writer.nullText().filter(text::equals).isPresent()) {
            reportNullText(column, text);
        }
    }

    boolean keeps(final LocalDate date) {
        return clock.keeps(date);
    }

    boolean keeps(final LocalDateTime time) {
        return clock.keeps(time);
    }

    boolean keepsInstant(final LocalDateTime time) {
        return clock.keepsInstant(time);
    }

    /**
     * Reports a value that does not reach the output as it is.
     *
     * @param column its path: the column, or a part of it
     * @param value the value with its type, and what is wrong with it; of warnings only the first of a column is requested
     * @throws UnreadableColumnException when inexact values are refused
     */
    public void inexact(final String column, final Supplier<String> value) {
        switch (inexactValues) {
            case REFUSE -> throw new UnreadableColumnException(column, "has in row %d %s".formatted(row, value.get()));
            case WARN -> {
                if (!warnings.containsKey(column)) {
                    final String first = "row %d has %s".formatted(row, value.get());
                    warnings.putIfAbsent(column, new Warning(first));
                }
                warnings.get(column).count++;
            }
        }
    }

    /** The inexact values of the rows so far, with marks of row data; empty when there are none. */
    public Optional<String> warning() {
        return warnings.isEmpty()
                ? Optional.empty()
                : Optional.of(warnings.entrySet().stream()
                        .map(entry -> "Column [%s] has %d values that are not written exactly: %s".formatted(entry.getKey(), entry.getValue().count,
                                entry.getValue().first))
                        .collect(Collectors.joining("; ")));
    }

    /** Formats a date or time that NiFi's own types would change. */
    String formatted(final String column, final Temporal value, final String format) {
        final String text = formatter(format).format(value);
        if (value.get(ChronoField.YEAR) < 1 && !text.equals(formatter(format.replace('y', 'u')).format(value))) {
            inexact(column, () -> "the value %s, whose year the format [%s] writes as another one. Use u for the year, or set Temporal Values to Text"
                    .formatted(RowText.of(value), format));
        }
        return text;
    }

    private DateTimeFormatter formatter(final String pattern) {
        return formatters.computeIfAbsent(pattern, DateTimeFormatter::ofPattern);
    }

    /** A value that is not one of its type. */
    public UnreadableColumnException invalid(final String column, final String type, final String value, final Exception cause) {
        return new UnreadableColumnException(column, "has in row %d a value that is not a valid %s: [%s]".formatted(row, type, shown(value)), cause);
    }

    /** The beginning of a value for a message, marked: values have up to many megabytes. */
    public static String shown(final String value) {
        return RowText.of(ErrorText.truncate(value, MAX_SHOWN_LENGTH));
    }
}
