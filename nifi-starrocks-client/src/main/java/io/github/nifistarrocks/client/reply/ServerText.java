package io.github.nifistarrocks.client.reply;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.RowText;

/**
 * Marks the values of rows in messages of servers. A message of unknown form is marked as a whole. Citations: BEV is be-values; CSV, JSON, FS and TS name
 * csv_scanner, json_parser and formats/json, file_scanner and tablet_sink of the BE.
 */
public final class ServerText {

    /** The group is a value. */
    private static final List<Pattern> VALUES = Stream.of(
            // The row itself, BEV.
            "(?:^|[.] ?)Row: (.*)$",
            // FS, BEV.
            "Value '(.*)' is out of range",
            // CSV, BEV.
            "Value length: \\d+, Value: (.*)$",
            // TS, BEV.
            "Decimal '(.*)' is out of range", "String '(.*)'\\(length=",
            // JSON, BEV.
            "[,.] value[=:] ?(.*?)(?:, column=\\w+)?$", "illegal json started with \\[(.*)]",
            // cast_expr_json.
            "cast to json failed: (.*)$").map(text -> Pattern.compile(text, Pattern.DOTALL)).toList();

    /** Messages without a value, in lower case. */
    private static final List<String> WITHOUT_VALUES = List.of(
            // TS.
            "null value in non-nullable column", "null value in auto increment column", "out of partition ranges", ") is too long. the max length of",
            // CSV.
            "doesn't match source value column count", "invalid utf-8 row", "unsupported csv type", "csv line length exceed limit",
            // JSON.
            "failed to parse ", "failed to iterate ", "expected value type", "unsupported value type", "unsupported number type", "value length is beyond",
            "value is overflow", "construct row in object order failed", "unrecognized json format", "invalid json path", "parse error. ");

    private ServerText() {}

    /** @return the message with marks of {@link RowText} */
    public static String marked(final String message) {
        String marked = message;
        for (final Pattern value : VALUES) {
            marked = mark(marked, value);
        }
        return message.isEmpty() || !marked.equals(message) || isWithoutValues(message) ? marked : RowText.of(message);
    }

    private static String mark(final String message, final Pattern value) {
        final Matcher found = value.matcher(message);
        return found.find()
                ? message.substring(0, found.start(1)) + RowText.of(found.group(1)) + message.substring(found.end(1))
                : message;
    }

    private static boolean isWithoutValues(final String message) {
        final String lowerCase = message.toLowerCase(Locale.ROOT);
        return WITHOUT_VALUES.stream().anyMatch(lowerCase::contains) || ServerMessage.meaning(message).isPresent();
    }
}
