package io.github.nifistarrocks.processors;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnTypes;

/** Types as the recordings of a BE write them. */
public final class RecordedTypes {

    private static final Pattern NAMED = Pattern.compile("(\\w+):(.*)");

    private RecordedTypes() {}

    public static ColumnType type(final String text) {
        final int bracket = text.indexOf('<');
        if (bracket >= 0) {
            return ColumnTypes.of(text.substring(0, bracket), new ColumnTypes.Parameters(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(),
                    split(text.substring(bracket + 1, text.length() - 1)).stream().map(RecordedTypes::part).toList()));
        }
        final int parenthesis = text.indexOf('(');
        if (parenthesis < 0) {
            return ColumnTypes.of(text);
        }
        final List<String> numbers = split(text.substring(parenthesis + 1, text.length() - 1));
        final OptionalInt first = OptionalInt.of(Integer.parseInt(numbers.getFirst().strip()));
        return ColumnTypes.of(text.substring(0, parenthesis), numbers.size() == 2
                ? new ColumnTypes.Parameters(OptionalInt.empty(), first, OptionalInt.of(Integer.parseInt(numbers.getLast().strip())), List.of())
                : new ColumnTypes.Parameters(first, OptionalInt.empty(), OptionalInt.empty(), List.of()));
    }

    private static ColumnType.StructField part(final String text) {
        final Matcher named = NAMED.matcher(text.strip());
        return named.matches() ? new ColumnType.StructField(named.group(1), type(named.group(2))) : new ColumnType.StructField("", type(text.strip()));
    }

    /** By the commas that are in no brackets. */
    private static List<String> split(final String text) {
        final List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            depth += c == '<' || c == '(' ? 1 : c == '>' || c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
