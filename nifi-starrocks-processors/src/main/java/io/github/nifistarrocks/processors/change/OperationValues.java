package io.github.nifistarrocks.processors.change;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.processors.common.InvalidRecordException;

/**
 * Values by which sources name their operations, case-insensitive: those of Debezium, CaptureChangeMySQL, Canal, Maxwell, Flink, Delta Lake and
 * PutDatabaseRecord, and the numbers of StarRocks' own {@code __op}, unless a mapping overrides them.
 *
 * <p>{@code create} is not among them: it creates a row in some sources and a table in others.
 *
 * <p>The row before an update (UPDATE_BEFORE, -U, update_preimage) is ignored. When the update gave the row another key, it is the only record with the old
 * one, but a single record does not show that. Map the value to DELETE where keys change; the row after the update must then have all columns.
 */
public final class OperationValues {

    /** What an operation means for the row. */
    public enum Meaning {
        UPSERT, DELETE, IGNORE
    }

    private static final Map<Meaning, List<String>> KNOWN = Map.of(
            Meaning.UPSERT, List.of("insert", "update", "upsert", "replace", "refresh", "c", "r", "u", "i", "+i", "+u", "read", "snapshot", "load",
                    "update_after", "update_postimage", "bootstrap-insert", "false", "0"),
            Meaning.DELETE, List.of("delete", "d", "-d", "remove", "true", "1"),
            Meaning.IGNORE, List.of("update_before", "-u", "update_preimage", "begin", "commit", "rollback", "end", "ddl", "t", "truncate", "m", "message",
                    "tombstone", "heartbeat", "bootstrap-start", "bootstrap-complete", "query", "alter", "drop", "erase", "rename", "cindex", "dindex", "gtid",
                    "xacommit", "xarollback", "transactionbegin", "transactionend", "tidb_watermark", "table-create", "table-alter", "table-drop",
                    "database-create", "database-alter", "database-drop"));

    private final Map<String, Meaning> meanings;

    private OperationValues(final Map<String, Meaning> meanings) {
        this.meanings = Map.copyOf(meanings);
    }

    /**
     * @param mapping additional values, and other meanings for known ones, such as {@code I=upsert, X=delete, N=ignore}; may be empty
     * @throws IllegalArgumentException naming the part that is not valid
     */
    public static OperationValues parse(final String mapping) throws IllegalArgumentException {
        final Map<String, Meaning> meanings = new HashMap<>();
        KNOWN.forEach((meaning, values) -> values.forEach(value -> meanings.put(value, meaning)));
        if (!mapping.isBlank()) {
            meanings.putAll(parseParts(mapping));
        }
        return new OperationValues(meanings);
    }

    private static Map<String, Meaning> parseParts(final String mapping) {
        final Map<String, Meaning> meanings = new HashMap<>();
        for (final String part : mapping.split(",", -1)) {
            final int equals = part.lastIndexOf('=');
            final String value = equals < 0 ? "" : normalized(part.substring(0, equals));
            if (value.isEmpty()) {
                throw new IllegalArgumentException("[%s] in the operations [%s] does not have the form value=%s".formatted(part.strip(), mapping, choices()));
            }
            final Meaning meaning = parseMeaning(part.substring(equals + 1).strip(), mapping);
            final Meaning other = meanings.put(value, meaning);
            if (other != null && other != meaning) {
                throw new IllegalArgumentException("The operations [%s] give [%s] two meanings".formatted(mapping, value));
            }
        }
        return meanings;
    }

    /**
     * @param value as the record has it, may be null
     * @param number of the record
     * @param place of the value, such as {@code field [op]}
     */
    public Meaning require(final Object value, final long number, final String place) throws InvalidRecordException {
        if (value == null || value.toString().isBlank()) {
            throw new InvalidRecordException("Record %d has no operation: %s is missing or empty. Check that Operation Source matches these records"
                    .formatted(number, place));
        }
        final Meaning meaning = meanings.get(normalized(value.toString()));
        if (meaning == null) {
            throw new InvalidRecordException("The operation [%1$s] in %2$s of record %3$d is not known. Add it to Operation Values: %1$s=%4$s"
                    .formatted(RowText.of(value), place, number, choices()));
        }
        return meaning;
    }

    private static Meaning parseMeaning(final String name, final String mapping) {
        return Arrays.stream(Meaning.values()).filter(meaning -> meaning.name().equalsIgnoreCase(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("[%s] in the operations [%s] is none of %s".formatted(name, mapping, choices())));
    }

    private static String choices() {
        return Arrays.stream(Meaning.values()).map(meaning -> meaning.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining("|"));
    }

    private static String normalized(final String value) {
        return value.strip().toLowerCase(Locale.ROOT);
    }
}
