package io.github.nifistarrocks.emulator.catalog;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;

/** Turns the ranges of a definition into partitions with typed bounds. */
final class PartitionRanges {

    private PartitionRanges() {}

    static List<Partition> partitions(final TableDefinition definition, final LongSupplier ids) {
        if (definition.layout().ranges().isEmpty()) {
            return List.of(new Partition(ids.getAsLong(), definition.name().table(), Partition.Bounds.NONE));
        }
        final List<ColumnType> types = definition.layout().partitionColumns().stream().map(name -> typeOf(definition, name)).toList();
        final List<Partition> partitions = new ArrayList<>();
        Optional<List<Object>> previous = Optional.empty();
        for (final TableDefinition.Range range : definition.layout().ranges()) {
            final Optional<List<Object>> lower = range.lower().isEmpty() ? previous : Optional.of(bound(types, range.lower()));
            final Optional<List<Object>> upper = range.upper().isEmpty() ? Optional.empty() : Optional.of(bound(types, range.upper()));
            partitions.add(new Partition(ids.getAsLong(), range.name(), new Partition.Bounds(lower, upper)));
            previous = upper;
        }
        return partitions;
    }

    private static ColumnType typeOf(final TableDefinition definition, final String name) {
        return definition.columns().stream().filter(column -> column.name().equalsIgnoreCase(name)).findFirst().map(Column::type)
                .orElseThrow(() -> new IllegalArgumentException("Partition column %s is not in the table".formatted(name)));
    }

    private static List<Object> bound(final List<ColumnType> types, final List<String> texts) {
        final List<Object> values = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            values.add(value(types.get(i), texts.get(i)));
        }
        return values;
    }

    private static Object value(final ColumnType type, final String text) {
        return switch (type.kind()) {
            case TINYINT -> Byte.valueOf(text);
            case SMALLINT -> Short.valueOf(text);
            case INT -> Integer.valueOf(text);
            case BIGINT -> Long.valueOf(text);
            case LARGEINT -> new BigInteger(text);
            case DECIMAL, DECIMALV2 -> new BigDecimal(text);
            case DATE -> LocalDate.parse(text.substring(0, 10));
            case DATETIME -> text.length() == 10 ? LocalDate.parse(text).atStartOfDay() : LocalDateTime.parse(text.replace(' ', 'T'));
            case CHAR, VARCHAR -> text;
            case BOOLEAN, FLOAT, DOUBLE, JSON, VARBINARY, HLL, BITMAP, ARRAY, MAP, STRUCT ->
                throw new IllegalArgumentException("A column of type %s cannot partition a table".formatted(type.displayName()));
        };
    }
}
