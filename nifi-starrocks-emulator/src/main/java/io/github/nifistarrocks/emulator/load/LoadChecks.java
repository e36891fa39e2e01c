package io.github.nifistarrocks.emulator.load;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.KeysType;
import io.github.nifistarrocks.emulator.catalog.Table;

/** Checks of single headers against the table. */
final class LoadChecks {
    private LoadChecks() {}

    static void timezone(LoadOptions options) throws LoadRefusedException {
        Optional<String> zone = options.text("timezone");
        try {
            zone.ifPresent(ZoneId::of);
        } catch (DateTimeException e) {
            throw new LoadRefusedException("Unknown or incorrect time zone: '%s'".formatted(zone.orElse("")));
        }
    }

    static void partialUpdate(LoadOptions options, Table table) throws LoadRefusedException {
        boolean partial = options.bool("partial_update", "Invalid partial update flag format. Must be bool type");
        if (partial && table.keysType() != KeysType.PRIMARY) {
            throw new LoadRefusedException("Only primary key table support partial update");
        }
    }

    /** @return the position of the column that decides between rows of one key */
    static Optional<Integer> mergeColumn(LoadOptions options, Table table) throws LoadRefusedException {
        Optional<String> name = options.text("merge_condition");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (table.keysType() != KeysType.PRIMARY) {
            throw new LoadRefusedException("Conditional update only support primary key table " + table.name().table());
        }
        Column column = table.column(name.get()).orElseThrow(() -> new LoadRefusedException(("Merge condition column %s does not exist. If you are doing "
                + "partial update with condition update, please check condition column is in the given update columns. "
                + "Otherwise please check condition column is in table %s")
                .formatted(name.get(), table.name().table())));
        if (column.key()) {
            throw new LoadRefusedException("Merge condition column %s should not be primary key!".formatted(column.name()));
        }
        switch (column.type().kind()) {
            case BITMAP, HLL, JSON, CHAR, VARCHAR, VARBINARY, ARRAY, MAP, STRUCT -> throw new LoadRefusedException(
                    "Merge condition column has invalid type maybe bitmap/hll/percentile/json/varchar!");
            default -> {
                return Optional.of(table.position(column.name()));
            }
        }
    }
}
