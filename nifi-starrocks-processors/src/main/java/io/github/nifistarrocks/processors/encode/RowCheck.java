package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.column.ColumnPlan;
import io.github.nifistarrocks.processors.column.PlannedField;
import io.github.nifistarrocks.processors.common.Messages;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * Checks values before they are sent, by the table's types: what StarRocks would refuse, make NULL, round or cut off. Values that expressions use are not
 * checked, because only the server knows what they become. Not thread-safe.
 */
public final class RowCheck {

    private final List<PlannedField> fields;
    private final ColumnEncoders encoders;
    private final TypeRules rules;
    private final Map<String, TableColumn> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final SchemaCache<FieldRule[]> rulesOfSchema = new SchemaCache<>(this::rulesOf);

    /**
     * @param table the target, also when the plan was made without
     * @param zone in which instants become dates
     */
    public RowCheck(final ColumnPlan plan, final TableSchema table, final ZoneId zone) {
        this.fields = plan.fields();
        final TemporalText temporal = new TemporalText(zone);
        this.encoders = new ColumnEncoders(plan.format(), temporal, true, plan.unknownFields());
        this.rules = new TypeRules(plan.format(), temporal, encoders);
        table.columns().forEach(column -> columns.put(column.name(), column));
    }

    /**
     * @param deleted whether the row is to be deleted: then only its key columns need values
     * @return the first violation; null when the row is fine
     */
    public Violation check(final Record row, final boolean deleted) {
        for (final FieldRule field : rulesOfSchema.get(row.getSchema())) {
            final Violation violation = check(field, row, deleted);
            if (violation != null) {
                return violation;
            }
        }
        return null;
    }

    private FieldRule[] rulesOf(final RecordSchema schema) {
        return fields.stream().filter(field -> field.target().filter(columns::containsKey).isPresent()).map(field -> ruleOf(field, schema))
                .toArray(FieldRule[]::new);
    }

    private FieldRule ruleOf(final PlannedField field, final RecordSchema schema) {
        final TableColumn column = columns.get(field.target().orElseThrow());
        final RecordField own = schema.getField(field.name()).orElse(null);
        final DataType type = (own == null ? field.field() : own).getDataType();
        final ValueRule rule = NestedEncoders.isNested(column) ? encoders.nested().ruleFor(column, type) : rules.ruleFor(column, type, field.name());
        return new FieldRule(field.name(), own, column, rule);
    }

    /** @return null when the value is fine */
    private Violation check(final FieldRule rule, final Record row, final boolean deleted) {
        final TableColumn column = rule.column();
        final Object value = rule.field() == null ? null : row.getValue(rule.field());
        if (value == null) {
            final boolean needed = !column.nullable() && !column.autoIncrement() && (column.key() || !deleted);
            return needed
                    ? new Violation(rule.name(), "NULL", "%s takes no NULL".formatted("column `%s` %s".formatted(column.name(), TypeRules.typeOf(column))))
                    : null;
        }
        String objection;
        try {
            objection = rule.rule().objection(value);
        } catch (IOException | RuntimeException e) {
            objection = "cannot take it: " + Messages.of(e);
        }
        return objection == null
                ? null
                : new Violation(rule.name(), encoders.printed(value, rule.field().getDataType()),
                        "%s %s".formatted("column `%s` %s".formatted(column.name(), TypeRules.typeOf(column)), objection));
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
            return "Field [%s] holds [%s], but %s".formatted(field, value, rule);
        }
    }

    /** @param field of one schema instance; null when it has none of that name */
    private record FieldRule(String name, RecordField field, TableColumn column, ValueRule rule) {}
}
