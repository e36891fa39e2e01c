package io.github.nifistarrocks.emulator.catalog;

import java.util.Optional;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;

/**
 * A column of a table.
 *
 * @param name as written when the table was created; names are compared ignoring case
 * @param type its type
 * @param options everything else
 */
public record Column(String name, ColumnType type, Options options) {

    /**
     * The properties of a column in a table definition, besides name and type.
     *
     * @param nullable whether NULL may be stored
     * @param key whether it belongs to the table's key
     * @param filling its value in rows that do not provide one
     * @param comment empty when there is none
     * @param aggregation in an AGGREGATE KEY table; empty elsewhere
     */
    public record Options(boolean nullable, boolean key, Filling filling, String comment, Optional<Aggregation> aggregation) {
        static final Options NULLABLE_VALUE = new Options(true, false, new Filling.None(), "", Optional.empty());
    }

    /** A nullable value column without a default. */
    public static Column of(final String name, final ColumnType type) {
        return new Column(name, type, Options.NULLABLE_VALUE);
    }

    public boolean nullable() {
        return options.nullable();
    }

    public boolean key() {
        return options.key();
    }

    public Filling filling() {
        return options.filling();
    }

    /** The constant text, or {@code CURRENT_TIMESTAMP}. */
    public Optional<String> defaultValue() {
        return filling() instanceof Filling.Default(final String value) ? Optional.of(value) : Optional.empty();
    }

    public boolean isAutoIncrement() {
        return filling() instanceof Filling.AutoIncrement;
    }

    public boolean isGenerated() {
        return filling() instanceof Filling.Generated;
    }

    public String comment() {
        return options.comment();
    }

    public Optional<Aggregation> aggregation() {
        return options.aggregation();
    }

    public Column asKey() {
        return with(new Options(nullable(), true, filling(), comment(), aggregation()));
    }

    public Column asNotNull() {
        return with(new Options(false, key(), filling(), comment(), aggregation()));
    }

    /** @param value the constant text, or {@code CURRENT_TIMESTAMP} */
    public Column withDefault(final String value) {
        return filledBy(new Filling.Default(value));
    }

    public Column filledBy(final Filling filling) {
        return with(new Options(nullable(), key(), filling, comment(), aggregation()));
    }

    public Column withComment(final String text) {
        return with(new Options(nullable(), key(), filling(), text, aggregation()));
    }

    public Column withAggregation(final Aggregation function) {
        return with(new Options(nullable(), key(), filling(), comment(), Optional.of(function)));
    }

    private Column with(final Options changed) {
        return new Column(name, type, changed);
    }
}
