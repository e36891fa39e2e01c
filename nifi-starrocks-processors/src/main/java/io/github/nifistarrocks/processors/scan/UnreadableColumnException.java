package io.github.nifistarrocks.processors.scan;

/** A column that cannot become a record field: its type is not supported, or a value is none of its type. The message names the column and what to do. */
public final class UnreadableColumnException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableColumnException(final String column, final String trouble) {
        super("Column [%s] %s".formatted(column, trouble));
    }
}
