package io.github.nifistarrocks.client.plan;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ParameterTypeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            a            | 'a'
            O'Neill      | 'O''Neill'
            a\\b         | 'a\\\\b'
            \\           | '\\\\'
            \\'          | '\\\\'''
            ' or 1=1 --  | ''' or 1=1 --'
            100%_        | '100%_'
            Größe 😀     | 'Größe 😀'
            """)
    void textIsEscaped(final String value, final String literal) {
        assertThat(ParameterType.STRING.literal(value)).isEqualTo(literal);
    }

    /** By the rules of StarRocksLex.g4 (SINGLE_QUOTED_TEXT) and AstBuilder.visitString, written down once more. */
    @Property
    void everyTextIsOneLiteralWithItsValue(@ForAll final String value) {
        final String text = value.replaceAll("[\\ud800-\\udfff]", "'\\\\");

        final String literal = ParameterType.STRING.literal(text);

        assertThat(literal).startsWith("'").endsWith("'");
        final String inner = literal.substring(1, literal.length() - 1);
        assertThat(endOfLiteral(literal)).isEqualTo(literal.length());
        assertThat(unescaped(inner.replace("''", "'"))).isEqualTo(text);
    }

    /** The position behind the literal at the start. */
    private static int endOfLiteral(final String sql) {
        int position = 1;
        while (true) {
            final char c = sql.charAt(position);
            if (c == '\\') {
                position += 2;
            } else if (c == '\'' && position + 1 < sql.length() && sql.charAt(position + 1) == '\'') {
                position += 2;
            } else if (c == '\'') {
                return position + 1;
            } else {
                position++;
            }
        }
    }

    private static String unescaped(final String text) {
        final StringBuilder value = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && i + 1 < text.length()) {
                i++;
                value.append(switch (text.charAt(i)) {
                    case 'n' -> "\n";
                    case 't' -> "\t";
                    case 'r' -> "\r";
                    case 'b' -> "\b";
                    case '0' -> "\0";
                    case 'Z' -> "\032";
                    case '_' -> "\\_";
                    case '%' -> "\\%";
                    default -> String.valueOf(text.charAt(i));
                });
            } else {
                value.append(text.charAt(i));
            }
        }
        return value.toString();
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "-5, (-5)", "+7, 7", "007, 7", "-0, 0", " 12.50 , 12.50", ".5, 0.5", "5., 5", "-12.5, (-12.5)",
            "170141183460469231731687303715884105727, 170141183460469231731687303715884105727",
            "-170141183460469231731687303715884105728, (-170141183460469231731687303715884105728)",
            "0.12345678901234567890123456789012345678, 0.12345678901234567890123456789012345678"})
    void numbersAreLiterals(final String value, final String literal) {
        assertThat(ParameterType.NUMBER.literal(value)).isEqualTo(literal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e3", "NaN", "1 or 1=1", "0x10", "1,5", "--1", "-", ".", "1_000", "٣", "170141183460469231731687303715884105728",
            "0.123456789012345678901234567890123456789", "123456789012345678901234567890123456789.5"})
    void otherNumbersAreRefused(final String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> ParameterType.NUMBER.literal(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-02-29", "0000-01-01", "9999-12-31"})
    void datesAreLiterals(final String value) {
        assertThat(ParameterType.DATE.literal(" " + value)).isEqualTo("'" + value + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2023-02-29", "2024-2-9", "20240229", "2024-02-29 00:00:00", "12024-01-01", "yesterday", "'2024-02-29'"})
    void otherDatesAreRefused(final String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> ParameterType.DATE.literal(value));
    }

    @ParameterizedTest
    @CsvSource({"2024-02-29 23:59:59, 2024-02-29 23:59:59", "2024-02-29T00:00:00.5, 2024-02-29 00:00:00.5",
            "2024-02-29 12:30:00.123456, 2024-02-29 12:30:00.123456"})
    void timesAreLiterals(final String value, final String text) {
        assertThat(ParameterType.DATETIME.literal(value)).isEqualTo("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-02-29", "2024-02-29 24:00:00", "2024-02-29 12:30:00Z", "2024-02-29 12:30:00+01:00", "2024-02-29 12:30:00.1234567",
            "2024-02-30 12:30:00", "1709208000000"})
    void otherTimesAreRefused(final String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> ParameterType.DATETIME.literal(value));
    }

    @ParameterizedTest
    @CsvSource({"true, true", " FALSE, false"})
    void booleansAreLiterals(final String value, final String literal) {
        assertThat(ParameterType.BOOLEAN.literal(value)).isEqualTo(literal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "yes", "true or true"})
    void otherBooleansAreRefused(final String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> ParameterType.BOOLEAN.literal(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "a\ude00"})
    void halfACharacterIsRefused(final String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> ParameterType.STRING.literal(value)).withMessageContaining("surrogate");
    }
}
