package io.github.nifistarrocks.processors.planning;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.MaximumColumn;
import io.github.nifistarrocks.client.plan.ParameterType;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MaximumColumnsTest {

    private static final LocalDateTime TIME = LocalDateTime.of(2024, 5, 5, 10, 20, 30);

    @ParameterizedTest
    @EnumSource(value = ScalarType.class, names = {"TINYINT", "SMALLINT", "INT", "BIGINT", "LARGEINT"})
    void integersAreNumbers(final ScalarType type) throws Exception {
        assertThat(MaximumColumns.of(schema(type), "C", Optional.of("1")))
                .isEqualTo(new MaximumColumn("c", ParameterType.NUMBER, Optional.of("1"), Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource(value = ScalarType.class, names = {"BOOLEAN", "FLOAT", "DOUBLE", "JSON", "HLL", "BITMAP", "PERCENTILE"})
    void typesWithoutExactLiteralsAreRefused(final ScalarType type) {
        refused(type);
    }

    @ParameterizedTest
    @MethodSource("unsupported")
    void otherTypesAreRefused(final ColumnType type) {
        refused(type);
    }

    static List<ColumnType> unsupported() {
        return List.of(new ColumnType.DecimalType(OptionalInt.of(39), OptionalInt.of(0)), new ColumnType.VarbinaryType(OptionalInt.empty()),
                new ColumnType.ArrayType(ScalarType.INT), new ColumnType.MapType(ScalarType.INT, ScalarType.INT), new ColumnType.StructType(List.of()),
                ColumnType.UNKNOWN);
    }

    @Test
    void decimalOf38DigitsIsANumber() throws Exception {
        assertThat(MaximumColumns.of(schema(new ColumnType.DecimalType(OptionalInt.of(38), OptionalInt.of(10))), "c", Optional.empty()).type())
                .isEqualTo(ParameterType.NUMBER);
    }

    @ParameterizedTest
    @CsvSource({"DATE, 2024-05-05", "DATETIME, 2024-05-05 10:20:30.000000"})
    void columnEndsBeforeATime(final ParameterType type, final String end) throws Exception {
        assertThat(MaximumColumns.before(new MaximumColumn("c", type, Optional.of("2024-01-01"), Optional.empty()), TIME))
                .isEqualTo(new MaximumColumn("c", type, Optional.of("2024-01-01"), Optional.of(end)));
    }

    @ParameterizedTest
    @EnumSource(value = ParameterType.class, names = {"STRING", "NUMBER"})
    void columnWithoutTimesHasNoEnd(final ParameterType type) {
        assertThatExceptionOfType(StarRocksException.class)
                .isThrownBy(() -> MaximumColumns.before(new MaximumColumn("c", type, Optional.empty(), Optional.empty()), TIME))
                .withMessageContaining("[c] is neither DATE nor DATETIME");
    }

    private static void refused(final ColumnType type) {
        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> MaximumColumns.of(schema(type), "c", Optional.empty()))
                .withMessageContaining("Column [c] of [shop.t] has type")
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(StarRocksException.Kind.INVALID));
    }

    private static TableSchema schema(final ColumnType type) {
        return new TableSchema(new TableId("shop", "t"), TableSchema.Keys.DUPLICATE, List.of(new TableColumn("c", type, false, false, false)));
    }
}
