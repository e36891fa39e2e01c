package io.github.nifistarrocks.processors.encode;

import io.github.nifistarrocks.processors.value.UntypedValues;

/**
 * Where the values of an encoder are written.
 *
 * @param name for messages: the field of a column, the beginning of a sentence for a part
 * @param nesting what the value is inside of
 */
record Place(String name, Nesting nesting) {

    enum Nesting {
        /** Nothing: the value is a column. */
        COLUMN,
        /** One or several arrays. */
        ARRAY,
        /** A map or struct, at any depth. */
        OBJECT
    }

    static Place column(final String field) {
        return new Place(field, Nesting.COLUMN);
    }

    Place element() {
        return new Place("An element of it", nesting == Nesting.OBJECT ? Nesting.OBJECT : Nesting.ARRAY);
    }

    static Place key() {
        return new Place("A key of it", Nesting.OBJECT);
    }

    static Place value() {
        return new Place("A value of it", Nesting.OBJECT);
    }

    static Place field(final String name) {
        return new Place("Field [%s] of it".formatted(name), Nesting.OBJECT);
    }

    boolean isColumn() {
        return nesting == Nesting.COLUMN;
    }

    /** The same for values without a type in CSV. */
    UntypedValues.Place inCsv() {
        return switch (nesting) {
            case COLUMN, ARRAY -> UntypedValues.Place.CSV_ARRAY;
            case OBJECT -> UntypedValues.Place.CSV_MAP;
        };
    }
}
