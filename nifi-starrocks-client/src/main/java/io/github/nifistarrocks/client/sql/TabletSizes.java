package io.github.nifistarrocks.client.sql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.core.TableId;

/**
 * The sizes of tablets, from SHOW TABLET. The FE has them from reports of the BEs, every 5 minutes (FE configuration tablet_stat_update_interval_second).
 */
public final class TabletSizes {

    /** A row has about 700 bytes. */
    private static final int PAGE_ROWS = 10_000;
    private static final int MAX_PAGES = 100;
    /** FE: ByteSizeValue. */
    private static final Pattern SIZE = Pattern.compile("([0-9]+(?:\\.[0-9])?)([KMGTP]?)B");
    private static final String UNITS = "KMGTP";
    private static final int UNIT_BITS = 10;

    private final SqlStatements statements;

    public TabletSizes(final SqlStatements statements) {
        this.statements = statements;
    }

    /**
     * Bytes by the ids of tablets, of the largest replica.
     *
     * @param partitions whose tablets are wanted; empty for all
     * @throws StarRocksException as {@link SqlStatements#select(String, CallScope)}
     */
    public Map<Long, Long> of(final TableId table, final List<String> partitions, final CallScope scope) throws StarRocksException, CallCancelledException {
        final Map<Long, Long> sizes = new HashMap<>();
        for (int page = 0; page < MAX_PAGES; page++) {
            final List<JsonNode> rows = statements.show("show tablet from %s%s limit %d,%d".formatted(SqlNames.quote(table), SqlNames.partitions(partitions),
                    page * PAGE_ROWS, PAGE_ROWS), scope);
            for (final JsonNode row : rows) {
                sizes.merge(tablet(table, row), bytes(table, row.path("DataSize").asText("")), Math::max);
            }
            if (rows.size() < PAGE_ROWS) {
                return sizes;
            }
        }
        throw new StarRocksException(Kind.INVALID, "Table [%s] has more than %d tablets and replicas".formatted(table, MAX_PAGES * PAGE_ROWS));
    }

    private static long tablet(final TableId table, final JsonNode row) throws StarRocksException {
        final String id = row.path("TabletId").asText("");
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw new StarRocksException(Kind.PROTOCOL, "SHOW TABLET of [%s] returned [%s] as TabletId".formatted(table, id), e);
        }
    }

    private static long bytes(final TableId table, final String text) throws StarRocksException {
        final Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new StarRocksException(Kind.PROTOCOL,
                    "SHOW TABLET of [%s] returned [%s] as DataSize, which is not a size such as 1.5GB".formatted(table, text));
        }
        return (long) (Double.parseDouble(size.group(1)) * (1L << UNIT_BITS * (size.group(2).isEmpty() ? 0 : UNITS.indexOf(size.group(2)) + 1)));
    }
}
