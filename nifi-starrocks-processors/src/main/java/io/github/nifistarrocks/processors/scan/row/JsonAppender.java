package io.github.nifistarrocks.processors.scan.row;

import java.util.HexFormat;

import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ArrayType;
import io.github.nifistarrocks.client.schema.ColumnType.CharType;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.client.schema.ColumnType.MapType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.ColumnType.StructType;
import io.github.nifistarrocks.client.schema.ColumnType.UnknownType;
import io.github.nifistarrocks.client.schema.ColumnType.VarbinaryType;
import io.github.nifistarrocks.client.schema.ColumnType.VarcharType;
import io.github.nifistarrocks.processors.scan.column.ColumnReader;

/** The text of a nested value: JSON, with numbers and JSON columns as they are, and all other values as strings. */
final class JsonAppender {

    private static final char FIRST_PRINTABLE = ' ';

    private final StringBuilder text = new StringBuilder();

    void structure(final char bracketOrSeparator) {
        text.append(bracketOrSeparator);
    }

    /** A part of a nested value. */
    void part(final ColumnType type, final ColumnReader reader, final int index) {
        if (reader instanceof final NestedReader nested) {
            if (nested.isNull(index)) {
                text.append("null");
            } else {
                nested.append(this, index);
            }
            return;
        }
        final String value = reader.text(index);
        if (value == null || isBare(type, value)) {
            text.append(value);
        } else {
            string(value);
        }
    }

    /** Whether a text stands in JSON as it is. JSON has no NaN and no infinity, which are strings then. */
    private static boolean isBare(final ColumnType type, final String value) {
        return switch (type) {
            case ScalarType scalar -> switch (scalar) {
                case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, JSON -> true;
                case FLOAT, DOUBLE -> Character.isDigit(value.charAt(value.length() - 1));
                case DATE, DATETIME, HLL, BITMAP, PERCENTILE -> false;
            };
            case DecimalType ignored -> true;
            case CharType ignored -> false;
            case VarcharType ignored -> false;
            case VarbinaryType ignored -> false;
            case ArrayType ignored -> false;
            case MapType ignored -> false;
            case StructType ignored -> false;
            case UnknownType ignored -> false;
        };
    }

    void string(final String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < FIRST_PRINTABLE) {
                text.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
