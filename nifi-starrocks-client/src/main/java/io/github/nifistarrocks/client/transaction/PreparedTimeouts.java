package io.github.nifistarrocks.client.transaction;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.http.ClusterConnection;
import io.github.nifistarrocks.client.sql.SqlStatements;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For how long the servers keep a transaction prepared. Safe for use by several threads. */
public final class PreparedTimeouts {

    private static final Logger LOGGER = LoggerFactory.getLogger(PreparedTimeouts.class);

    /** Default of {@code prepared_transaction_default_timeout_second}, which servers before 3.5.4 apply to all transactions. */
    private static final Duration OF_OLDER_SERVERS = Duration.ofDays(1);
    private static final String STATEMENT = "SHOW VARIABLES LIKE 'version_comment'";
    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})(?:\\D.*)?", Pattern.DOTALL);
    private static final int FIRST_MAJOR = 3;
    private static final int FIRST_MINOR = 5;
    private static final int FIRST_PATCH = 4;

    private final SqlStatements statements;
    private volatile Optional<Boolean> read = Optional.empty();

    public PreparedTimeouts(final ClusterConnection connection) {
        statements = new SqlStatements(connection.frontends());
    }

    /**
     * The part of a requested timeout for which the servers certainly keep a transaction: 1 day at most if they are older than 3.5.4, or their version is not
     * known. The version is requested once.
     */
    public Duration certain(final Duration requested, final CallScope scope) throws CallCancelledException {
        return requested.compareTo(OF_OLDER_SERVERS) <= 0 || isRead(scope) ? requested : OF_OLDER_SERVERS;
    }

    private boolean isRead(final CallScope scope) throws CallCancelledException {
        if (read.isEmpty()) {
            try {
                read = Optional.of(statements.show(STATEMENT, scope).stream().anyMatch(row -> readsTimeouts(row.path("Value").asText())));
            } catch (StarRocksException e) {
                LOGGER.debug("The version of StarRocks is not known", e);
                if (e.isRetryable()) {
                    return false;
                }
                read = Optional.of(false);
            }
        }
        return read.get();
    }

    /** @param version number and commit, such as {@code 3.5.4-1a2b3c4} (fe-recordings, 211) */
    private static boolean readsTimeouts(final String version) {
        final Matcher parts = VERSION.matcher(version);
        if (!parts.matches()) {
            return false;
        }
        final int major = Integer.parseInt(parts.group(1));
        final int minor = Integer.parseInt(parts.group(2));
        return major > FIRST_MAJOR || major == FIRST_MAJOR && (minor > FIRST_MINOR || minor == FIRST_MINOR && Integer.parseInt(parts.group(3)) >= FIRST_PATCH);
    }
}
