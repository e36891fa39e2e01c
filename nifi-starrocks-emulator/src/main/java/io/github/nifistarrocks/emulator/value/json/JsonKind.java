package io.github.nifistarrocks.emulator.value.json;

import java.util.Locale;

/** What a value is, as its first character says. */
public enum JsonKind {

    OBJECT, ARRAY, STRING, NUMBER, BOOLEAN, NULL;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
