package io.github.nifistarrocks.client.schema;

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
 */
public record TableColumn(String name, String type, OptionalInt length, OptionalInt precision, OptionalInt scale, boolean nullable, boolean key) {}
