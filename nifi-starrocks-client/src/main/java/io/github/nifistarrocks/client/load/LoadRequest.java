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
 * One Stream Load: its table, its label, and how the server reads the body.
 *
 * @param table target
 * @param label {@code ^[-\w]{1,128}$}, unique in the database; see {@link Labels}
 * @param timeout maximum time of the transaction on the server, 1 s to 3 days
 * @param headers further Stream Load headers (format, columns, max_filter_ratio ...) by lower-case name; without those that the client sets
 * @param mergeCommit lets the server merge this load with others; ignored by transactions and trial loads
 */
public record LoadRequest(TableId table, String label, Duration timeout, Map<String, String> headers, Optional<MergeCommit> mergeCommit) {

    /** Headers that the client sets: the protocol, the credentials, and the other components of this record. */
    public static final Set<String> RESERVED_HEADERS = Set.of("authorization", "channel_id", "channel_num", "connection", "content-encoding",
            "content-length", "db", "enable_merge_commit", "expect", "host", "idle_transaction_timeout", "label", "merge_commit_async",
            "merge_commit_interval_ms", "merge_commit_parallel", "prepared_timeout", "source_type", "table", "timeout", "transaction_type",
            "transfer-encoding", "warehouse");

    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(259_200);

    public LoadRequest {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(label, "label");
        if (!Labels.isValid(label)) {
            throw new IllegalArgumentException("Label [%s] does not match %s".formatted(label, Labels.PATTERN));
        }
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException("Load timeout %s is not between 1 and %d seconds".formatted(timeout, MAX_TIMEOUT.toSeconds()));
        }
        Objects.requireNonNull(mergeCommit, "mergeCommit");
        headers = checked(headers);
    }

    /** Headers by lower-case name. Refuses headers that the client sets, and control characters, which could add further headers. */
    static Map<String, String> checked(final Map<String, String> headers) {
        final Map<String, String> lowerCase = new TreeMap<>();
        for (final Map.Entry<String, String> header : headers.entrySet()) {
            final String name = header.getKey().toLowerCase(Locale.ROOT);
            if (RESERVED_HEADERS.contains(name)) {
                throw new IllegalArgumentException("Load header [%s] is set by the client".formatted(name));
            }
            if (header.getValue().chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                throw new IllegalArgumentException("Load header [%s] has a control character. Write it in hexadecimal, as in \\x01".formatted(name));
            }
            if (lowerCase.put(name, header.getValue()) != null) {
                throw new IllegalArgumentException("Load header [%s] is set twice".formatted(name));
            }
        }
        return Map.copyOf(lowerCase);
    }

    /** The same load under another label. */
    public LoadRequest withLabel(final String other) {
        return new LoadRequest(table, other, timeout, headers, mergeCommit);
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
