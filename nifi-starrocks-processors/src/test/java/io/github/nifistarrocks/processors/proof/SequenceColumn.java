package io.github.nifistarrocks.processors.proof;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Types of a column that increases with each load, and the value of a load. */
enum SequenceColumn {

    BIGINT("BIGINT") {
        @Override
        String value(final int load) {
            return Long.toString(Long.MIN_VALUE + load);
        }
    },
    INT("INT") {
        @Override
        String value(final int load) {
            return Integer.toString(load - 20);
        }
    },
    LARGEINT("LARGEINT") {
        @Override
        String value(final int load) {
            return BigInteger.TEN.pow(30).negate().add(BigInteger.valueOf(load)).toString();
        }
    },
    DECIMAL("DECIMAL(38, 9)") {
        @Override
        String value(final int load) {
            return BigDecimal.valueOf(load - 20L, 9).toPlainString();
        }
    },
    DATE("DATE") {
        @Override
        String value(final int load) {
            return LocalDate.of(1581, 12, 20).plusDays(load).toString();
        }
    },
    DATETIME("DATETIME") {
        @Override
        String value(final int load) {
            return LocalDateTime.of(1999, 12, 31, 23, 59, 59, 999_950_000).plusNanos(load * 1000L)
                    .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT));
        }
    },
    VARCHAR("VARCHAR(40)") {
        @Override
        String value(final int load) {
            return "it's %08d \\".formatted(load);
        }
    };

    private final String type;

    SequenceColumn(final String type) {
        this.type = type;
    }

    /** As in a table definition. */
    String type() {
        return type;
    }

    /** @param load from 0 */
    abstract String value(int load);
}
