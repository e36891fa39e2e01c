package io.github.nifistarrocks.processors.column;

import java.util.Optional;

import io.github.nifistarrocks.client.schema.ColumnType;

/** Types for which a BE has no reader of CSV, so that it fails the whole load, also for NULL (be/src/formats/csv/converter.cpp). */
public final class CsvTypes {

    private static final int MAX_PRECISION = 38;

    private CsvTypes() {}

    /** @return what the type is or contains that no CSV load can fill, with its article; empty when there is nothing */
    public static Optional<String> unsupported(final ColumnType type) {
        return switch (type) {
            case ColumnType.StructType ignored -> Optional.of("a STRUCT");
            case ColumnType.DecimalType decimal -> decimal.precision().stream().filter(precision -> precision > MAX_PRECISION).boxed().findFirst()
                    .map(precision -> "a %s".formatted(type));
            case ColumnType.ArrayType array -> unsupported(array.element());
            case ColumnType.MapType map -> unsupported(map.key()).or(() -> unsupported(map.value()));
            case ColumnType.ScalarType ignored -> Optional.empty();
            case ColumnType.CharType ignored -> Optional.empty();
            case ColumnType.VarcharType ignored -> Optional.empty();
            case ColumnType.VarbinaryType ignored -> Optional.empty();
            case ColumnType.UnknownType ignored -> Optional.empty();
        };
    }
}
