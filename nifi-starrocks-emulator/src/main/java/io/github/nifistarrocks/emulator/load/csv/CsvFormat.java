package io.github.nifistarrocks.emulator.load.csv;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

import io.github.nifistarrocks.emulator.load.source.LoadOptions;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;

/**
 * How CSV is written.
 *
 * @param separator between fields
 * @param delimiter after rows
 * @param quoting how fields may hold separators and delimiters
 * @param trim whether blanks around fields go
 * @param skipped rows at the start that are no data
 */
public record CsvFormat(byte[] separator, byte[] delimiter, Quoting quoting, boolean trim, long skipped) {

    /**
     * The special bytes of a field.
     *
     * @param enclose the quote, if there is one
     * @param escape removes the special meaning of the next byte, if there is one
     */
    record Quoting(OptionalInt enclose, OptionalInt escape) {}

    /** @throws LoadRefusedException when a header is not valid */
    public static CsvFormat of(final LoadOptions options) throws LoadRefusedException {
        final byte[] separator = Delimiters.parse(options.text("column_separator").orElse("\t"));
        final byte[] delimiter = Delimiters.parse(options.text("row_delimiter").orElse("\n"));
        final boolean trim = options.bool("trim_space", "Invalid trim space format. Must be bool type");
        final long skipped = options.number("skip_header", "Invalid csv load skip_header format", "skip_header must be equal or greater than 0");
        return new CsvFormat(separator, delimiter, new Quoting(firstByte(options, "enclose"), firstByte(options, "escape")), trim, skipped);
    }

    boolean isQuoting() {
        return quoting.enclose().isPresent() || quoting.escape().isPresent();
    }

    String separatorText() {
        return visible(separator);
    }

    String delimiterText() {
        return visible(delimiter);
    }

    private static OptionalInt firstByte(final LoadOptions options, final String header) {
        return options.text(header).map(text -> OptionalInt.of(text.getBytes(StandardCharsets.UTF_8)[0])).orElse(OptionalInt.empty());
    }

    /** In quotes; what cannot be printed in hexadecimal digits (BE: string_2_asc in {@code exec/file_scanner/csv_scanner.cpp}). */
    private static String visible(final byte[] bytes) {
        final StringBuilder text = new StringBuilder("'");
        for (final byte b : bytes) {
            switch (b) {
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                default -> text.append(b >= ' ' && b < 0x7F ? String.valueOf((char) b) : "0x" + Integer.toHexString(b & 0xFF));
            }
        }
        return text.append('\'').toString();
    }
}
