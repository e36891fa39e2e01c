package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.column.ColumnPlan;
import io.github.nifistarrocks.processors.column.PlannedField;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.encode.ColumnEncoders.NestedCheck;
import io.github.nifistarrocks.processors.origin.ValueOrigin;
import io.github.nifistarrocks.processors.rule.TypeRules;
import io.github.nifistarrocks.processors.rule.ValueRule;
import io.github.nifistarrocks.processors.type.RecordTypes;
import io.github.nifistarrocks.processors.value.NullValues;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * Checks values before they are sent, by the table's types: what StarRocks would refuse, store as NULL, round or cut off. Values that expressions use are not
 * checked, because only the server knows their results. Not thread-safe.
 */
public final class RowCheck {

    private final List<PlannedField> fields;
    private final ColumnEncoders encoders;
    private final Map<String, TableColumn> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final SchemaCache<FieldRule[]> rulesOfSchema = new SchemaCache<>(this::rulesOf);
    /** Nested values are written to see whether they can be. */
    private final RowWriter discarded;

    /**
     * @param table the target, also when the plan does not know it
     * @param zone in which instants become dates
     */
    public RowCheck(final ColumnPlan plan, final TableSchema table, final ZoneId zone) {
        this.fields = plan.fields();
        this.encoders = new ColumnEncoders(plan, zone, NestedCheck.UNCHANGED, () -> ValueOrigin.DECLARED);
        this.discarded = switch (plan.format()) {
            case JSON -> RowWriter.json(OutputStream.nullOutputStream(), List.of(""));
            case CSV -> RowWriter.csv(OutputStream.nullOutputStream(), 1);
        };
        table.columns().forEach(column -> columns.put(column.name(), column));
    }

    /**
     * A row that is deleted needs values only in its key columns.
     *
     * @return the first violation; empty when the row fits
     */
    public Optional<Violation> check(final LoadRow row) {
        for (final FieldRule field : rulesOfSchema.get(row.record().getSchema())) {
            final Optional<Violation> violation = check(field, row);
            if (violation.isPresent()) {
                return violation;
            }
        }
        return Optional.empty();
    }

    private FieldRule[] rulesOf(final RecordSchema schema) {
        return fields.stream().filter(field -> field.target().filter(columns::containsKey).isPresent()).map(field -> ruleOf(field, schema))
                .toArray(FieldRule[]::new);
    }

    private FieldRule ruleOf(final PlannedField field, final RecordSchema schema) {
        final TableColumn column = columns.get(field.target().orElseThrow());
        final Optional<RecordField> own = schema.getField(field.name());
        final DataType type = own.orElse(field.field()).getDataType();
        final ValueRule rule = RecordTypes.isNested(column.type()) || column.type() == ScalarType.JSON
                ? ruleOfWritten(encoders.encoderFor(column.type(), type, Place.column(field.name())))
                : encoders.rules().ruleFor(column, type);
        return new FieldRule(field.name(), own, column, rule, encoders.nullsOf(column.type()));
    }

    /** A nested value or JSON fits when it can be written. */
    private ValueRule ruleOfWritten(final ValueEncoder encoder) {
        return value -> {
            discarded.beginRow();
            encoder.encode(discarded, value);
            return Optional.empty();
        };
    }

    private Optional<Violation> check(final FieldRule rule, final LoadRow row) {
        final TableColumn column = rule.column();
        final Object value = rule.field().isPresent() ? row.record().getValue(rule.field().get()) : null;
        if (value == null || rule.isNull(value)) {
            final boolean isNeeded = !column.nullable() && !column.autoIncrement() && (column.key() || !row.isDeleted());
            return isNeeded ? Optional.of(rule.violation("NULL", "accepts no NULL")) : Optional.empty();
        }
        final Optional<String> violation = violation(rule.rule(), value);
        return violation.isPresent() ? Optional.of(rule.violation(encoders.values().printed(value, rule.type()), violation.get())) : Optional.empty();
    }

    private static Optional<String> violation(final ValueRule rule, final Object value) {
        try {
            return rule.violation(value);
        } catch (IOException | RuntimeException e) {
            return Optional.of("does not accept it: " + Messages.of(e));
        }
    }

    /**
     * A value that the table does not take.
     *
     * @param field of the record
     * @param value as text, at most 200 characters; the size of binary values
     * @param rule which column takes what
     */
    public record Violation(String field, String value, String rule) {

        public String message() {
            return RowText.shown(markedMessage());
        }

        /** With marks of {@link RowText}. */
        public String markedMessage() {
            return "Field [%s] holds [%s], but %s".formatted(field, RowText.of(value), rule);
        }
    }

    /**
     * @param name of the field
     * @param field of one schema instance; empty when it has none of the name
     * @param nulls values that are loaded as NULL
     */
    private record FieldRule(String name, Optional<RecordField> field, TableColumn column, ValueRule rule, NullValues nulls) {

        boolean isNull(final Object value) {
            return nulls.contains(value);
        }

        DataType type() {
            return field.orElseThrow().getDataType();
        }

        Violation violation(final String value, final String text) {
            return new Violation(name, value, "column `%s` %s %s".formatted(column.name(), TypeRules.label(column.type()), text));
        }
    }
}
