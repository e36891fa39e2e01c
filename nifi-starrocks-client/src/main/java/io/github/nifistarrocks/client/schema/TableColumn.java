package io.github.nifistarrocks.client.schema;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A column as the FE describes it.
 *
 * @param name as StarRocks spells it
 * @param type upper-case StarRocks type name without arguments; decimals of every width are DECIMAL; UNKNOWN where the server does not tell (nested
 *     types before v2)
 * @param length bytes of CHAR, VARCHAR and VARBINARY
 * @param precision of DECIMAL
 * @param scale of DECIMAL
 * @param nullable true also where the server does not tell
 * @param key true when part of the table's key; false where the server does not tell
 * @param hasDefault true when a row that leaves the column out gets another value than NULL, be it a constant or computed; false where the server does not
 *     tell
 * @param defaultValue the constant of the default, where it is one
 * @param autoIncrement true when the server numbers rows that leave the column out; false where it does not tell
 * @param children what a nested type holds: the element of an ARRAY, key and value of a MAP, the fields of a STRUCT; empty where the server does not tell
 */
public record TableColumn(String name, String type, OptionalInt length, OptionalInt precision, OptionalInt scale, boolean nullable, boolean key,
        boolean hasDefault, Optional<String> defaultValue, boolean autoIncrement, List<TableColumn> children) {

    public TableColumn {
        children = List.copyOf(children);
    }

    /** A column without default, numbering and children. */
    public TableColumn(final String name, final String type, final OptionalInt length, final OptionalInt precision, final OptionalInt scale,
            final boolean nullable, final boolean key) {
        this(name, type, length, precision, scale, nullable, key, false, Optional.empty(), false, List.of());
    }
}
