package io.github.nifistarrocks.emulator.catalog.type;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The StarRocks column types that the emulator knows, with the other names that a table definition may give them. */
public enum TypeKind {

    BOOLEAN("BOOL"), TINYINT, SMALLINT, INT("INTEGER"), BIGINT, LARGEINT, FLOAT, DOUBLE, //
    DECIMAL("DECIMALV3", "DECIMAL32", "DECIMAL64", "DECIMAL128", "DECIMAL256", "NUMERIC"), DECIMALV2, DATE, DATETIME("TIMESTAMP"), CHAR,
    VARCHAR("STRING", "TEXT"), //
    JSON, VARBINARY("BINARY"), HLL, BITMAP, ARRAY, MAP, STRUCT;

    private static final Map<String, TypeKind> BY_NAME = Arrays.stream(values()).flatMap(TypeKind::byName)
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final List<String> aliases;

    TypeKind(final String... aliases) {
        this.aliases = List.of(aliases);
    }

    /** The type of a name in a table definition; {@code STRING} and {@code TEXT} are VARCHAR. */
    public static Optional<TypeKind> named(final String nameIgnoringCase) {
        return Optional.ofNullable(BY_NAME.get(nameIgnoringCase.toUpperCase(Locale.ROOT)));
    }

    /** Whether the type has other types inside, and so no primitive name on the wire. */
    public boolean isNested() {
        return this == ARRAY || this == MAP || this == STRUCT;
    }

    /** Whether the name is not the type's own one. */
    boolean isAlias(final String nameIgnoringCase) {
        return !name().equalsIgnoreCase(nameIgnoringCase);
    }

    private Stream<Map.Entry<String, TypeKind>> byName() {
        return Stream.concat(Stream.of(name()), aliases.stream()).map(name -> Map.entry(name, this));
    }
}
