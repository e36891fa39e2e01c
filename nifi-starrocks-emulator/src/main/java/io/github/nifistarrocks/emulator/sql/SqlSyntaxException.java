package io.github.nifistarrocks.emulator.sql;

/** SQL text that the emulator cannot read. */
public final class SqlSyntaxException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public SqlSyntaxException(final String message) {
        super(message);
    }
}
