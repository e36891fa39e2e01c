package io.github.nifistarrocks.processors.common;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.RowDataInMessages;
import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.client.reply.ServerText;
import org.apache.nifi.logging.ComponentLog;

/**
 * Removes the marks of {@link RowText} from what becomes a bulletin, an attribute or a provenance event, together with the marked values if the connection
 * service does not show them.
 */
public final class RowDataFilter {

    private static final int MAX_CAUSES = 10;

    private final RowDataInMessages rowData;

    public RowDataFilter(final RowDataInMessages rowData) {
        this.rowData = rowData;
    }

    /** @param marked a message with marks */
    public String text(final String marked) {
        return rowData.text(marked);
    }

    /** The message of an exception and those of its causes. */
    public String text(final Throwable failure) {
        return rowData.text(Messages.of(failure));
    }

    /** The message of an exception without those of its causes. */
    public String ownText(final Throwable failure) {
        return rowData.text(Messages.own(failure));
    }

    public LoadOutcome outcome(final LoadOutcome outcome) {
        final LoadOutcome edited = outcome.withMessage(rowData::text);
        return edited instanceof final LoadOutcome.Rejected rejected
                ? new LoadOutcome.Rejected(rejected.label(), rows(rejected.rows()), rejected.message(), rejected.report())
                : edited;
    }

    /** @param rows of an error log */
    public List<RejectedRow> rows(final List<RejectedRow> rows) {
        return rows.stream().map(row -> new RejectedRow(rowData.text(ServerText.marked(row.reason())), rowData.text(RowText.of(row.row())))).toList();
    }

    /** What to pass to a logger, which prints the messages of an exception and its causes. */
    public Throwable loggable(final Throwable failure) {
        return switch (rowData) {
            case SHOWN -> failure;
            case HIDDEN -> hidden(failure, MAX_CAUSES);
        };
    }

    /** A logger for code of others, such as record writers, which log exceptions by themselves. */
    public ComponentLog logger(final ComponentLog logger) {
        return switch (rowData) {
            case SHOWN -> logger;
            case HIDDEN -> (ComponentLog) Proxy.newProxyInstance(RowDataFilter.class.getClassLoader(), new Class<?>[] {ComponentLog.class},
                    (proxy, method, arguments) -> method.invoke(logger, (Object[]) withoutValues(arguments)));
        };
    }

    private Object withoutValues(final Object argument) {
        return switch (argument) {
            case final Throwable failure -> loggable(failure);
            case final Object[] several -> Stream.of(several).map(this::withoutValues).toArray();
            case null, default -> argument;
        };
    }

    private static Throwable hidden(final Throwable failure, final int depth) {
        final Throwable copy = new HiddenValuesException(failure);
        if (failure.getCause() != null && depth > 0) {
            copy.initCause(hidden(failure.getCause(), depth - 1));
        }
        return copy;
    }

    /** Prints like another exception, without values of rows. */
    private static final class HiddenValuesException extends Exception {

        private static final long serialVersionUID = 1L;

        private final String type;

        HiddenValuesException(final Throwable failure) {
            super(RowText.hidden(Messages.own(failure)));
            type = failure.getClass().getName();
            setStackTrace(failure.getStackTrace());
        }

        @Override
        public String toString() {
            return type + ": " + getMessage();
        }
    }
}
