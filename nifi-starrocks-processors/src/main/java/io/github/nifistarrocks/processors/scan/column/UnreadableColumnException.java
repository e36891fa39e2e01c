package io.github.nifistarrocks.processors.scan.column;

import java.io.Serial;

import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.RowText;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** A column that cannot become a record field: its type is not supported, or one of its values is not valid. The message names the column. */
public final class UnreadableColumnException extends RuntimeException implements RowText.Bearer {

    @Serial
    private static final long serialVersionUID = 1L;

    /** A BE may send names of any length. */
    private static final int MAX_MESSAGE_LENGTH = 16 * 1024;

    private final String marked;

    /** @param reason continues the sentence that begins with the column */
    public UnreadableColumnException(final String column, final String reason) {
        super(RowText.shown(message(column, reason)));
        marked = message(column, reason);
    }

    UnreadableColumnException(final String column, final String reason, final Exception cause) {
        super(RowText.shown(message(column, reason)), cause);
        marked = message(column, reason);
    }

    public static UnreadableColumnException ofType(final String column, final String type) {
        return new UnreadableColumnException(column, "is of type %s, which cannot be read. Exclude it in Columns of FetchStarRocksTablets".formatted(type));
    }

    /** @param arrow type that differs from that of the previous batches */
    public static UnreadableColumnException ofChange(final String column, final ArrowType arrow) {
        return new UnreadableColumnException(column, "changed its type to %s within a scan".formatted(arrow));
    }

    @Override
    public String markedMessage() {
        return marked;
    }

    private static String message(final String column, final String reason) {
        return ErrorText.truncate("Column [%s] %s".formatted(column, reason), MAX_MESSAGE_LENGTH);
    }
}
