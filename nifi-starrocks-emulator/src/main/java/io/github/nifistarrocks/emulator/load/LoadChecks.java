package io.github.nifistarrocks.emulator.load;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.KeysType;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;
import io.github.nifistarrocks.emulator.load.source.LoadOptions;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;

/** Checks of single headers against the table. */
final class LoadChecks {

    private static final int MAX_CSV_PRECISION = 38;

    private LoadChecks() {}

    static void timezone(final LoadOptions options) throws LoadRefusedException {
        final Optional<String> zone = options.text("timezone");
        try {
            zone.ifPresent(ZoneId::of);
        } catch (DateTimeException e) {
            throw new LoadRefusedException("Unknown or incorrect time zone: '%s'".formatted(zone.orElse("")));
        }
    }

    /** CSV supports neither STRUCT nor DECIMAL of more than 38 digits (BE: {@code formats/csv/converter.cpp}). */
    static void csvTypes(final Table table, final ColumnMapping mapping) throws LoadRefusedException {
        for (int i = 0; i < table.columns().size(); i++) {
            final ColumnType type = table.columns().get(i).type();
            if (mapping.fieldOf(i) >= 0 && !isCsvType(type)) {
                throw new LoadRefusedException("Unsupported CSV type " + type.backendName());
            }
        }
    }

    private static boolean isCsvType(final ColumnType type) {
        return type.kind() != TypeKind.STRUCT && type.precision() <= MAX_CSV_PRECISION && type.children().stream().allMatch(LoadChecks::isCsvType);
    }

    static void partialUpdate(final LoadOptions options, final Table table) throws LoadRefusedException {
        if (!options.isInTransaction()) {
            options.bool("partial_update", "Invalid partial update flag format. Must be bool type");
        }
        if (options.isPartialUpdate() && table.keysType() != KeysType.PRIMARY) {
            throw new LoadRefusedException("Only primary key table support partial update");
        }
    }

    /** @return the position of the column that decides between rows of one key */
    static Optional<Integer> mergeColumn(final LoadOptions options, final Table table, final boolean[] provided) throws LoadRefusedException {
        final Optional<String> name = options.text("merge_condition");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (table.keysType() != KeysType.PRIMARY) {
            throw new LoadRefusedException("Conditional update only support primary key table " + table.name().table());
        }
        final Column column = table.column(name.get()).filter(found -> !options.isPartialUpdate() || provided[table.position(found.name())])
                .orElseThrow(() -> new LoadRefusedException(("Merge condition column %s does not exist. If you are doing "
                        + "partial update with condition update, please check condition column is in the given update columns. "
                        + "Otherwise please check condition column is in table %s")
                        .formatted(name.get(), table.name().table())));
        if (column.key()) {
            throw new LoadRefusedException("Merge condition column %s should not be primary key!".formatted(column.name()));
        }
        return switch (column.type().kind()) {
            case BITMAP, HLL, JSON, CHAR, VARCHAR, VARBINARY, ARRAY, MAP, STRUCT -> throw new LoadRefusedException(
                    "Merge condition column has invalid type maybe bitmap/hll/percentile/json/varchar!");
            // The FE ignores the case of the name; a BE does not, and then applies every row (tablet_updates.cpp).
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DECIMAL, DECIMALV2, DATE, DATETIME -> column.name().equals(name.get())
                    ? Optional.of(table.position(column.name()))
                    : Optional.empty();
        };
    }
}
