package io.github.nifistarrocks.emulator.load.source;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

import io.github.nifistarrocks.emulator.http.HttpRequest;

/**
 * The headers of a load. The constructor runs the checks that a BE runs before it calls the FE; the others run when the load is planned.
 */
public final class LoadOptions {

    private static final long MAX_JSON_BYTES = 100L << 20;
    private static final long MAX_BODY_BYTES = 102_400L << 20;
    private static final Set<String> PARAMETERS = Set.of("format", "compression", "content-encoding", "columns", "where", "partitions",
            "temporary_partitions", "column_separator", "row_delimiter", "skip_header", "trim_space", "enclose", "escape", "jsonpaths", "json_root",
            "strip_outer_array",
            "envelope", "max_filter_ratio", "strict_mode", "timezone", "partial_update", "partial_update_mode", "merge_condition", "negative",
            "log_rejected_record_num");
    /** Headers that the BE reads for a Stream Load only (BE: be/src/http/action/stream_load.cpp, transaction_stream_load.cpp). */
    private static final Set<String> NOT_IN_TRANSACTION = Set.of("enclose", "escape", "skip_header", "trim_space", "log_rejected_record_num");

    private final Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final LoadFormat format;
    private final Optional<Compression> compressionOfFormat;
    private final int timeoutSeconds;
    private final boolean inTransaction;

    /** @throws LoadRefusedException with the text of the first check that fails */
    public LoadOptions(final HttpRequest request) throws LoadRefusedException {
        this(request, false, 0);
    }

    private LoadOptions(final HttpRequest request, final boolean inTransaction, final long received) throws LoadRefusedException {
        this.inTransaction = inTransaction;
        request.headers().forEach(header -> values.putIfAbsent(header.getKey(), header.getValue()));
        bool("enable_merge_commit", "Invalid parameter enable_merge_commit. The value must be bool type, but is " + text("enable_merge_commit").orElse(""));
        final OptionalLong length = request.contentLength().stream().map(bytes -> bytes + received).findFirst();
        if (length.orElse(0) > MAX_BODY_BYTES) {
            throw new LoadRefusedException("body size %d exceed limit: %d, label=%s. You can increase the limit by setting streaming_load_max_mb in be.conf."
                    .formatted(length.getAsLong(), MAX_BODY_BYTES, text("label").orElse("")));
        }
        final String name = text("format").orElse("csv").toLowerCase(Locale.ROOT);
        format = name.equals("json") ? LoadFormat.JSON : LoadFormat.CSV;
        compressionOfFormat = switch (name) {
            case "csv", "json" -> Optional.empty();
            case "gzip", "lz4", "zstd", "deflate", "bzip2" -> Optional.of(Compression.of(name));
            default -> throw new LoadRefusedException("unknown data format, format=" + text("format").orElse(""));
        };
        if (format == LoadFormat.JSON && length.orElse(0) > MAX_JSON_BYTES && !flag("ignore_json_size")) {
            throw new LoadRefusedException(("The size of this batch exceed the max size [%d]  of json type data  data [ %d ]. Set ignore_json_size to "
                    + "skip the check, although it may lead huge memory consuming.").formatted(MAX_JSON_BYTES, length.getAsLong()));
        }
        timeoutSeconds = timeout();
    }

    /**
     * Of one request of a transaction of one table, which the BE plans. It never looks at some of the headers, not even to check them.
     *
     * @param received bytes of the requests before; the limits are for all of them
     * @throws LoadRefusedException with the text of the first check that fails
     */
    public static LoadOptions ofTransaction(final HttpRequest request, final long received) throws LoadRefusedException {
        final LoadOptions options = new LoadOptions(request, true, received);
        NOT_IN_TRANSACTION.forEach(options.values::remove);
        return options;
    }

    /**
     * Of one request of a transaction of several tables, which the FE plans. It reads all headers (FE: com.starrocks.load.streamload.StreamLoadKvParams).
     *
     * @param received bytes of the requests before for the same table; the limits are for all of them
     * @throws LoadRefusedException with the text of the first check that fails
     */
    public static LoadOptions ofMultiTableTransaction(final HttpRequest request, final long received) throws LoadRefusedException {
        return new LoadOptions(request, true, received);
    }

    public LoadFormat format() {
        return format;
    }

    public int timeoutSeconds() {
        return timeoutSeconds;
    }

    public Optional<String> text(final String header) {
        return Optional.ofNullable(values.get(header)).filter(value -> !value.isEmpty());
    }

    /** A header that counts only when it is {@code true}, whatever its case. */
    public boolean flag(final String header) {
        return text(header).map(Boolean::parseBoolean).orElse(false);
    }

    /** Text that is no number counts as 0. */
    public double maxFilterRatio() {
        try {
            return text("max_filter_ratio").map(Double::parseDouble).orElse(0.0);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** The same as if the header had not been sent. */
    public LoadOptions without(final String header) {
        values.remove(header);
        return this;
    }

    /** The headers that have to be the same in all loads of one transaction. */
    public Map<String, String> parameters() {
        final Map<String, String> parameters = new TreeMap<>(values);
        parameters.keySet().removeIf(name -> !PARAMETERS.contains(name.toLowerCase(Locale.ROOT)));
        return parameters;
    }

    public boolean isInTransaction() {
        return inTransaction;
    }

    /** In a transaction only the exact text {@code true} counts. */
    public boolean isPartialUpdate() {
        return inTransaction ? text("partial_update").filter("true"::equals).isPresent() : flag("partial_update");
    }

    public boolean bool(final String header, final String problem) throws LoadRefusedException {
        final Optional<String> value = text(header);
        if (value.isPresent() && !value.get().equalsIgnoreCase("true") && !value.get().equalsIgnoreCase("false")) {
            throw new LoadRefusedException(problem);
        }
        return flag(header);
    }

    public Compression compression() throws LoadRefusedException {
        final Optional<String> compression = text("compression");
        final Optional<String> encoding = text("content-encoding");
        if (compression.isPresent() && encoding.isPresent()) {
            throw new LoadRefusedException("Only one of http header content-encoding and compression can be set");
        }
        final Optional<String> name = compression.or(() -> encoding);
        return name.isPresent() ? Compression.of(name.get()) : compressionOfFormat.orElse(Compression.NONE);
    }

    /** @throws LoadRefusedException when it is there but not a number from 0 */
    public long number(final String header, final String problem, final String negative) throws LoadRefusedException {
        final long value;
        try {
            value = text(header).map(String::trim).map(Long::parseLong).orElse(0L);
        } catch (NumberFormatException e) {
            throw new LoadRefusedException(problem);
        }
        if (value < 0) {
            throw new LoadRefusedException(negative);
        }
        return value;
    }

    /** Empty also when it is there but not a whole number. */
    public OptionalLong wholeNumber(final String header) {
        try {
            return text(header).map(String::trim).map(Long::parseLong).map(OptionalLong::of).orElseGet(OptionalLong::empty);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private int timeout() throws LoadRefusedException {
        try {
            return text("timeout").map(String::trim).map(Integer::parseInt).orElse(600);
        } catch (NumberFormatException e) {
            throw new LoadRefusedException("Invalid timeout format");
        }
    }
}
