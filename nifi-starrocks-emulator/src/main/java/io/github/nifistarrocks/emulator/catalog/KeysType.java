package io.github.nifistarrocks.emulator.catalog;

/** The four table models, with the name that the FE's metadata calls give them. */
public enum KeysType {

    DUPLICATE("DUP_KEYS"), PRIMARY("PRIMARY_KEYS"), UNIQUE("UNIQUE_KEYS"), AGGREGATE("AGG_KEYS");

    private final String wireName;

    KeysType(final String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
