package io.github.nifistarrocks.client.load;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import io.github.nifistarrocks.client.core.TableId;

/**
 * One Stream Load: where to, under which label, and how the server shall read the body.
 *
 * @param table target
 * @param label {@code ^[-\w]{1,128}$}, unique in the database; see {@link Labels}
 * @param timeout how long the server may take for the transaction, 1 s to 3 days
 * @param headers further Stream Load headers (format, columns, max_filter_ratio ...) by lower-case name; never one that the client sets itself
 * @param mergeCommit lets the server merge this load with others; transactions and trials take no notice of it
 */
public record LoadRequest(TableId table, String label, Duration timeout, Map<String, String> headers, Optional<MergeCommit> mergeCommit) {

    /** Headers that belong to the client: they carry the protocol, the credentials or what this record holds already. */
    public static final Set<String> RESERVED_HEADERS = Set.of("authorization", "channel_id", "channel_num", "connection", "content-encoding",
            "content-length", "db", "enable_merge_commit", "expect", "host", "idle_transaction_timeout", "label", "merge_commit_async",
            "merge_commit_interval_ms", "merge_commit_parallel", "prepared_timeout", "source_type", "table", "timeout", "transaction_type",
            "transfer-encoding", "warehouse");

    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(259_200);

    public LoadRequest {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(label, "label");
        if (!Labels.isValid(label)) {
            throw new IllegalArgumentException("Label [%s] does not match %s".formatted(label, Labels.PATTERN));
        }
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException("Load timeout %s is not between 1 and %d seconds".formatted(timeout, LONGEST_TIMEOUT.toSeconds()));
        }
        Objects.requireNonNull(mergeCommit, "mergeCommit");
        headers = checked(headers);
    }

    /** Headers by lower-case name, none of them the client's own and none that could break out of its line. */
    static Map<String, String> checked(final Map<String, String> headers) {
        final Map<String, String> lowerCase = new TreeMap<>();
        for (final Map.Entry<String, String> header : headers.entrySet()) {
            final String name = header.getKey().toLowerCase(Locale.ROOT);
            if (RESERVED_HEADERS.contains(name)) {
                throw new IllegalArgumentException("Load header [%s] is set by the client itself".formatted(name));
            }
            if (header.getValue().chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                throw new IllegalArgumentException("Load header [%s] holds a control character; write it in hex, as in \\x01".formatted(name));
            }
            if (lowerCase.put(name, header.getValue()) != null) {
                throw new IllegalArgumentException("Load header [%s] is given twice".formatted(name));
            }
        }
        return Map.copyOf(lowerCase);
    }

    public static Builder builder(final TableId table, final String label) {
        return new Builder(table, label);
    }

    /** Collects the headers of a load. */
    public static final class Builder {

        private final TableId table;
        private final String label;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private Duration timeout = Duration.ofSeconds(600);
        private Optional<MergeCommit> mergeCommit = Optional.empty();

        private Builder(final TableId table, final String label) {
            this.table = table;
            this.label = label;
        }

        public Builder timeout(final Duration value) {
            timeout = value;
            return this;
        }

        /** Sets a Stream Load header, replacing one of the same name. */
        public Builder header(final String name, final String value) {
            headers.put(name.toLowerCase(Locale.ROOT), value);
            return this;
        }

        public Builder mergeCommit(final MergeCommit value) {
            mergeCommit = Optional.of(value);
            return this;
        }

        public LoadRequest build() {
            return new LoadRequest(table, label, timeout, headers, mergeCommit);
        }
    }
}
