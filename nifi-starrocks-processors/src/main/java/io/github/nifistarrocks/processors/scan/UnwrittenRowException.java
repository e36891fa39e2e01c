package io.github.nifistarrocks.processors.scan;

import java.io.Serial;
import java.util.Optional;

import io.github.nifistarrocks.client.core.RowText;

/** A row that the record writer did not write. The message names the row, the column that was requested last, and the failure. */
public final class UnwrittenRowException extends RuntimeException implements RowText.Bearer {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String marked;

    /**
     * @param row its number in the output, from 1
     * @param column requested last; empty when all were requested together
     * @param failure of the record writer
     */
    UnwrittenRowException(final long row, final Optional<String> column, final Exception failure) {
        super(RowText.shown(message(row, column, failure)), failure);
        marked = message(row, column, failure);
    }

    private static String message(final long row, final Optional<String> column, final Exception failure) {
        final String place = column.map(last -> "row %d, %s".formatted(row, last)).orElse("row %d".formatted(row));
        return "%s: %s%s".formatted(place, failure.getClass().getName(), failure.getMessage() == null ? "" : ": " + RowText.of(failure.getMessage()));
    }

    @Override
    public String markedMessage() {
        return marked;
    }
}
