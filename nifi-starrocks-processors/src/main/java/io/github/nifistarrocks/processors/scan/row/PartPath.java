package io.github.nifistarrocks.processors.scan.row;

/** Paths of the parts of a column, for messages: {@code tags[]}, {@code attributes{key}}, {@code address.city}. */
final class PartPath {

    private PartPath() {}

    static String element(final String column) {
        return column + "[]";
    }

    static String key(final String column) {
        return column + "{key}";
    }

    static String mapValue(final String column) {
        return column + "{value}";
    }

    static String field(final String column, final String name) {
        return column + "." + name;
    }
}
