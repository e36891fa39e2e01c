package io.github.nifistarrocks.processors.change;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.nifistarrocks.processors.common.InvalidRecordException;

/**
 * What sources call their operations, without regard to case: the words of Debezium, CaptureChangeMySQL, Canal, Maxwell, Flink, Delta Lake and
 * PutDatabaseRecord, and the numbers of StarRocks' own {@code __op}, unless a mapping says otherwise.
 *
 * <p>{@code create} is not among them: it makes a row in some sources and a table in others.
 *
 * <p>The row before an update (UPDATE_BEFORE, -U, update_preimage) is ignored. When the update gave the row another key, it is the only record that names the
 * old one, but a single record does not tell that. Map the word to DELETE where keys change; the row after the update must then have all columns.
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
     * @param text what to add to the known words or to change of them, such as {@code I=upsert, X=delete, N=ignore}; may be empty
     * @throws IllegalArgumentException naming the part that is wrong
     */
    public static OperationValues parse(final String text) throws IllegalArgumentException {
        final Map<String, Meaning> meanings = new HashMap<>();
        KNOWN.forEach((meaning, words) -> words.forEach(word -> meanings.put(word, meaning)));
        final Map<String, Meaning> given = new HashMap<>();
        if (!text.isBlank()) {
            for (final String part : text.split(",", -1)) {
                final int equals = part.lastIndexOf('=');
                final String word = equals < 0 ? "" : key(part.substring(0, equals));
                if (word.isEmpty()) {
                    throw new IllegalArgumentException("[%s] in the operations [%s] is not of the form word=%s".formatted(part.strip(), text, choices()));
                }
                final Meaning meaning = parseMeaning(part.substring(equals + 1).strip(), text);
                final Meaning other = given.put(word, meaning);
                if (other != null && other != meaning) {
                    throw new IllegalArgumentException("The operations [%s] give [%s] two meanings".formatted(text, word));
                }
            }
        }
        meanings.putAll(given);
        return new OperationValues(meanings);
    }

    /** @return nothing for a word that is not known */
    public Optional<Meaning> meaning(final String word) {
        return Optional.ofNullable(meanings.get(key(word)));
    }

    /**
     * @param word as the record has it, may be null
     * @param number of the record
     * @param place where the word stood, such as {@code field [op]}
     */
    public Meaning require(final Object word, final long number, final String place) throws InvalidRecordException {
        if (word == null || word.toString().isBlank()) {
            throw new InvalidRecordException("Record %d tells no operation: %s is missing or empty. Check that the source of operations fits these records"
                    .formatted(number, place), null);
        }
        final Meaning meaning = meanings.get(key(word.toString()));
        if (meaning == null) {
            throw new InvalidRecordException(
                    "The operation [%1$s] in %2$s of record %3$d is not known. Give it a meaning in the mapping of operations: %1$s=%4$s"
                            .formatted(word, place, number, choices()),
                    null);
        }
        return meaning;
    }

    private static Meaning parseMeaning(final String name, final String text) {
        return Arrays.stream(Meaning.values()).filter(meaning -> meaning.name().equalsIgnoreCase(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("[%s] in the operations [%s] is none of %s".formatted(name, text, choices())));
    }

    private static String choices() {
        return Arrays.stream(Meaning.values()).map(meaning -> meaning.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining("|"));
    }

    private static String key(final String word) {
        return word.strip().toLowerCase(Locale.ROOT);
    }
}
