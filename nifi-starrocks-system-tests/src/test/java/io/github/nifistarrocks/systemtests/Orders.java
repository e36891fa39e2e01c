package io.github.nifistarrocks.systemtests;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.nifistarrocks.emulator.StarRocksEmulator;

/**
 * A table of orders, whose values derive from the number of the row.
 */
final class Orders {
    static final String TABLE = "orders";
    static final List<String> COLUMNS = List.of("id", "product", "quantity", "ordered_at", "note");
    static final String PREFIX = "shop_";

    private static final int ROWS_PER_INSERT = 500;
    private static final int BUCKETS = 12;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    private Orders() {}

    static void create(final StarRocksEmulator starRocks, final String database) {
        starRocks.execute("""
                CREATE DATABASE IF NOT EXISTS %1$s;
                CREATE TABLE %1$s.orders (id BIGINT NOT NULL, product VARCHAR(40) NULL, price DECIMAL(27, 9) NULL, quantity INT NOT NULL,
                ordered_at DATETIME NOT NULL, note STRING NULL)
                DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS %2$d PROPERTIES ("replication_num" = "2");
                """.formatted(database, BUCKETS));
    }

    /** @param from the first number, up to that before {@code to} */
    static void insert(final StarRocksEmulator starRocks, final String database, final int from, final int to) {
        for (int first = from; first < to; first += ROWS_PER_INSERT) {
            starRocks.execute("INSERT INTO %s.orders VALUES %s".formatted(database, IntStream.range(first, Math.min(to, first + ROWS_PER_INSERT))
                    .mapToObj(id -> "(%d, %s, %s, %d, TIMESTAMP '%s', %s)".formatted(id, quoted(product(id)), price(id), quantity(id), TIME.format(time(id)),
                            quoted(note(id))))
                    .collect(Collectors.joining(", "))));
        }
    }

    /** Canonical texts of the rows, of {@link #COLUMNS}. */
    static List<String> rows(final int from, final int to) {
        return IntStream.range(from, to)
                .mapToObj(id -> BirdStrikes.canonical(
                        List.of(Integer.toString(id), product(id), Integer.toString(quantity(id)), TIME.format(time(id)), note(id))))
                .toList();
    }

    /** An empty text is NULL. */
    static String product(final int id) {
        return switch (id % 4) {
            case 0 -> PREFIX + "chair " + id;
            case 1 -> PREFIX + PREFIX + "Stühle";
            case 2 -> "table of " + PREFIX + id;
            default -> "";
        };
    }

    static BigDecimal price(final int id) {
        return new BigDecimal("123456789012345678.000000001").add(BigDecimal.valueOf(id));
    }

    static LocalDateTime time(final int id) {
        return LocalDateTime.of(2026, 3, 29, 1, 0).plusMinutes(id).plusNanos(1_000L * (1 + id % 999_999));
    }

    private static int quantity(final int id) {
        return id % 100;
    }

    private static String note(final int id) {
        return id % 3 == 0 ? "" : "note \"" + id + "\"";
    }

    private static String quoted(final String text) {
        return text.isEmpty() ? "NULL" : "'" + text + "'";
    }
}
