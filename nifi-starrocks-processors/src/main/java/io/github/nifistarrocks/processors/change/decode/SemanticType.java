package io.github.nifistarrocks.processors.change.decode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a field means beside its plain type, by the names of Kafka Connect's logical types and Debezium's semantic types. Other types need no decoding. */
enum SemanticType {

    DATE("io.debezium.time.Date", "org.apache.kafka.connect.data.Date"), //
    TIMESTAMP_MILLIS("io.debezium.time.Timestamp", "org.apache.kafka.connect.data.Timestamp"), //
    TIMESTAMP_MICROS("io.debezium.time.MicroTimestamp"), //
    TIMESTAMP_NANOS("io.debezium.time.NanoTimestamp"), //
    TIME_MILLIS("io.debezium.time.Time", "org.apache.kafka.connect.data.Time"), //
    TIME_MICROS("io.debezium.time.MicroTime"), //
    TIME_NANOS("io.debezium.time.NanoTime"), //
    ZONED_TIMESTAMP("io.debezium.time.ZonedTimestamp"), //
    DECIMAL("org.apache.kafka.connect.data.Decimal"), //
    VARIABLE_SCALE_DECIMAL("io.debezium.data.VariableScaleDecimal"), //
    BITS("io.debezium.data.Bits");

    private static final Map<String, SemanticType> BY_NAME = new HashMap<>();

    static {
        Stream.of(values()).forEach(type -> type.names.forEach(name -> BY_NAME.put(name, type)));
    }

    private final List<String> names;

    SemanticType(final String... names) {
        this.names = List.of(names);
    }

    /** @param name the name of a field's schema, may be null */
    static Optional<SemanticType> of(final Object name) {
        return Optional.ofNullable(BY_NAME.get(String.valueOf(name)));
    }
}
