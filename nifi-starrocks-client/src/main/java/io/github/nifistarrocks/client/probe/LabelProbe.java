package io.github.nifistarrocks.client.probe;

import java.net.URI;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.sql.SqlStatements;

/**
 * Asks how long labels are remembered, by SHOW statements over HTTP (StarRocks 3.2+). They need the privilege OPERATE (FE: AuthorizerStmtVisitor). Names of
 * columns are those of FE: ShowResultMetaFactory, TransDbProcDir, TransStateProcDir and TransProcDir.
 */
public final class LabelProbe {

    private static final String SETTINGS = "ADMIN SHOW FRONTEND CONFIG LIKE 'label_%'";
    private static final String TRANSACTIONS = "SHOW PROC '/transactions%s'";
    private static final int MAX_DATABASES = 50;
    private static final int MAX_LISTED_DATABASES = 3;
    /** Fewer show no rate. */
    private static final int MIN_TRANSACTIONS = 50;
    /** StarRocks' own statistics are loaded here. */
    private static final String STATISTICS = "_statistics_";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private final SqlStatements statements;

    LabelProbe(final SqlStatements statements) {
        this.statements = statements;
    }

    /** The limits of one FE. Each sweeps by its own (FE: GlobalStateMgr). */
    public LabelLimits limits(final URI frontend, final CallScope scope) throws StarRocksException, CallCancelledException {
        final Map<String, Long> settings = new HashMap<>();
        for (final JsonNode row : statements.show(frontend, SETTINGS, scope)) {
            settings.put(row.path("Key").asText(), row.path("Value").asLong());
        }
        return new LabelLimits(setting(frontend, settings, "label_keep_max_num"), Duration.ofSeconds(setting(frontend, settings, "label_keep_max_second")),
                Duration.ofSeconds(setting(frontend, settings, "label_clean_interval_second")));
    }

    private static long setting(final URI frontend, final Map<String, Long> settings, final String name) throws StarRocksException {
        final Long value = settings.get(name);
        if (value == null) {
            throw new StarRocksException(Kind.PROTOCOL, "%s did not report %s".formatted(frontend, name));
        }
        return value;
    }

    /**
     * The rate of the database in which transactions finish fastest, among those that remember most of them.
     *
     * @param leader the only FE that replies
     * @return nothing if too few transactions are remembered
     */
    public Optional<TransactionRate> highestRate(final URI leader, final CallScope scope) throws StarRocksException, CallCancelledException {
        final List<Remembered> databases = new ArrayList<>();
        for (final JsonNode database : statements.show(leader, TRANSACTIONS.formatted(""), scope)) {
            final String name = database.path("DbName").asText();
            if (!STATISTICS.equals(name) && databases.size() < MAX_DATABASES) {
                databases.add(remembered(leader, database, scope));
            }
        }
        final List<TransactionRate> rates = new ArrayList<>();
        for (final Remembered database : databases.stream().filter(database -> database.finished >= MIN_TRANSACTIONS)
                .sorted(Comparator.comparingLong(Remembered::finished).reversed()).limit(MAX_LISTED_DATABASES).toList()) {
            rates.add(rate(leader, database, scope));
        }
        return rates.stream().max(Comparator.comparingDouble(TransactionRate::perMinute));
    }

    private Remembered remembered(final URI leader, final JsonNode database, final CallScope scope) throws StarRocksException, CallCancelledException {
        final String id = database.path("DbId").asText();
        long finished = 0;
        for (final JsonNode state : statements.show(leader, TRANSACTIONS.formatted("/" + id), scope)) {
            if ("finished".equals(state.path("State").asText())) {
                finished = state.path("Number").asLong();
            }
        }
        return new Remembered(id, database.path("DbName").asText(), finished);
    }

    private TransactionRate rate(final URI leader, final Remembered database, final CallScope scope) throws StarRocksException, CallCancelledException {
        final List<LocalDateTime> ends = new ArrayList<>();
        for (final JsonNode transaction : statements.show(leader, TRANSACTIONS.formatted("/" + database.id + "/finished"), scope)) {
            time(transaction.path("FinishTime").asText()).ifPresent(ends::add);
        }
        return new TransactionRate(database.name, ends.size(), ends.isEmpty() ? Duration.ZERO : Duration.between(Collections.min(ends), Collections.max(ends)));
    }

    /** An FE shows {@code \N} for no time. */
    private static Optional<LocalDateTime> time(final String text) {
        try {
            return Optional.of(LocalDateTime.parse(text, TIME));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private record Remembered(String id, String name, long finished) {}
}
