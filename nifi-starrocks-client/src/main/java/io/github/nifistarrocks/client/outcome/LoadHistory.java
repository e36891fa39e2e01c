package io.github.nifistarrocks.client.outcome;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.sql.SqlStatements;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loads that StarRocks lists in its system tables. They may show a load whose label is forgotten. A row FINISHED proves a commit. A row in another state
 * or no row proves nothing: a repetition that is refused replaces the row of the load before it (fe-recordings, 492), and both tables have holes. Safe for
 * use by several threads.
 */
final class LoadHistory {

    private static final Logger LOGGER = LoggerFactory.getLogger(LoadHistory.class);

    /** A table that cannot be read is left alone for this time, so that not every FlowFile asks. */
    private static final Duration PAUSE = Duration.ofMinutes(5);

    private final SqlStatements statements;
    private final LongSupplier nanoTime;
    /** Columns by FE: LoadsSystemTable and LoadsHistorySyncer. The first is memory of the leader, the second a table, filled every minute. */
    private final List<HistoryTable> tables = List.of(new HistoryTable("information_schema.loads"), new HistoryTable("_statistics_.loads_history"));

    LoadHistory(final SqlStatements statements, final LongSupplier nanoTime) {
        this.statements = statements;
        this.nanoTime = nanoTime;
    }

    /** What the history says of a label. */
    enum Finding {
        /** A load is committed. */
        FINISHED,
        /** No table shows a commit. */
        NOT_FOUND,
        /** No table shows a commit, and at least one could not be read. */
        NOT_READABLE
    }

    /**
     * @throws StarRocksException UNAVAILABLE when a table cannot be read at the moment. After some minutes it is treated as one that cannot be read
     */
    Finding find(final LabelStates.LabelRequest label, final CallScope scope) throws StarRocksException, CallCancelledException {
        Finding finding = Finding.NOT_FOUND;
        Optional<StarRocksException> failure = Optional.empty();
        for (final HistoryTable table : tables) {
            if (table.isLeftAlone()) {
                finding = Finding.NOT_READABLE;
                continue;
            }
            try {
                if (table.states(label, scope).contains("FINISHED")) {
                    return Finding.FINISHED;
                }
            } catch (StarRocksException e) {
                LOGGER.debug("The load history [{}] could not be read for label [{}]", table.name, label.label(), e);
                finding = Finding.NOT_READABLE;
                failure = table.isLeftAloneAfter(e) ? failure : Optional.of(e);
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return finding;
    }

    /** A system table, and whether it can be read. */
    private final class HistoryTable {

        private final String name;
        private OptionalLong leftAloneSince = OptionalLong.empty();
        private OptionalLong failingSince = OptionalLong.empty();
        private OptionalLong lastFailure = OptionalLong.empty();

        HistoryTable(final String name) {
            this.name = name;
        }

        synchronized boolean isLeftAlone() {
            return leftAloneSince.isPresent() && !isOver(leftAloneSince);
        }

        private boolean isOver(final OptionalLong since) {
            return nanoTime.getAsLong() - since.getAsLong() >= PAUSE.toNanos();
        }

        /** @return whether the table is left alone from now on, because asking again soon will not help */
        private synchronized boolean isLeftAloneAfter(final StarRocksException failure) {
            final OptionalLong now = OptionalLong.of(nanoTime.getAsLong());
            if (failingSince.isEmpty() || isOver(lastFailure)) {
                failingSince = now;
            }
            lastFailure = now;
            if (failure.isRetryable() && leftAloneSince.isEmpty() && !isOver(failingSince)) {
                return false;
            }
            leftAloneSince = now;
            return true;
        }

        private synchronized void succeeded() {
            failingSince = OptionalLong.empty();
            leftAloneSince = OptionalLong.empty();
        }

        List<String> states(final LabelStates.LabelRequest label, final CallScope scope) throws StarRocksException, CallCancelledException {
            final String sql = "SELECT `STATE` FROM %s WHERE `LABEL` = %s AND `DB_NAME` = %s".formatted(name, SqlStatements.literal(label.label()),
                    SqlStatements.literal(label.database()));
            final List<String> states = statements.select(sql, scope).stream().map(row -> row.path(0).asText()).toList();
            succeeded();
            return states;
        }
    }
}
