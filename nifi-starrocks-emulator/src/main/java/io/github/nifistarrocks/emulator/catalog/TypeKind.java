package io.github.nifistarrocks.emulator.catalog;

/** The StarRocks column types that the emulator knows. */
public enum TypeKind {
    BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DECIMAL, DATE, DATETIME, CHAR, VARCHAR, JSON, VARBINARY, HLL, BITMAP, ARRAY, MAP, STRUCT;

    /** Whether the type is made of other types, and so has no primitive name on the wire. */
    public boolean isNested() {
        return this == ARRAY || this == MAP || this == STRUCT;
    }
}
