package io.github.nifistarrocks.processors.origin;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DeclaredTypesTest {

    private static final DataType DECIMAL = RecordFieldType.DECIMAL.getDecimalDataType(38, 20);

    private final DeclaredTypes types = new DeclaredTypes();

    static Stream<Arguments> exact() {
        return Stream.of(Arguments.of(RecordFieldType.INT.getDataType(), "0012", 12), Arguments.of(RecordFieldType.INT.getDataType(), 12.0, 12),
                Arguments.of(RecordFieldType.LONG.getDataType(), 7, 7L), Arguments.of(RecordFieldType.LONG.getDataType(), "1e3", 1000L),
                Arguments.of(RecordFieldType.BIGINT.getDataType(), 7L, BigInteger.valueOf(7)), Arguments.of(RecordFieldType.DOUBLE.getDataType(), "0.1", 0.1),
                Arguments.of(RecordFieldType.FLOAT.getDataType(), 0.1, 0.1f), Arguments.of(DECIMAL, "1.50", new BigDecimal("1.50")),
                Arguments.of(DECIMAL, 1.5, new BigDecimal("1.5")), Arguments.of(RecordFieldType.BOOLEAN.getDataType(), "TRUE", true),
                Arguments.of(RecordFieldType.DATE.getDataType("dd.MM.yyyy"), "29.02.2024", Date.valueOf("2024-02-29")),
                Arguments.of(RecordFieldType.STRING.getDataType(), "0012", "0012"));
    }

    @ParameterizedTest
    @MethodSource("exact")
    void valueGetsItsDeclaredType(final DataType type, final Object value, final Object expected) throws InvalidRecordException {
        assertThat(types.convert(record(type, value), 3).getValue("f")).isEqualTo(expected);
    }

    static Stream<Arguments> invalid() {
        return Stream.of(Arguments.of(RecordFieldType.INT.getDataType(), "abc"), Arguments.of(RecordFieldType.INT.getDataType(), 1.5),
                Arguments.of(RecordFieldType.INT.getDataType(), 3_000_000_000L), Arguments.of(RecordFieldType.INT.getDataType(), true),
                Arguments.of(RecordFieldType.LONG.getDataType(), "1e5000"), Arguments.of(RecordFieldType.DOUBLE.getDataType(), (1L << 53) + 1),
                Arguments.of(RecordFieldType.FLOAT.getDataType(), 1e300), Arguments.of(RecordFieldType.DOUBLE.getDataType(), "1d"),
                Arguments.of(DECIMAL, 1.2345678901234567), Arguments.of(RecordFieldType.STRING.getDataType(), 1.2345678901234567),
                Arguments.of(RecordFieldType.BOOLEAN.getDataType(), "yes"), Arguments.of(RecordFieldType.DATE.getDataType(), "2024-02-30"),
                Arguments.of(RecordFieldType.UUID.getDataType(), "x"), Arguments.of(RecordFieldType.ENUM.getEnumDataType(List.of("A")), "B"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void valueThatTheTypeDoesNotHoldMakesTheRecordInvalid(final DataType type, final Object value) {
        assertThatThrownBy(() -> types.convert(record(type, value), 3)).isInstanceOf(InvalidRecordException.class)
                .hasMessageStartingWith("Record 3 does not fit its declared schema: field [f] holds [" + value + "]");
    }

    @Test
    void invalidValueInsideOfARecordIsNamedByItsPath() {
        final RecordSchema inner = schema(RecordFieldType.INT.getDataType());
        final Record outer = record(RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.RECORD.getRecordDataType(inner)), new Object[] {
                new MapRecord(inner, Map.of("f", "x"))});

        assertThatThrownBy(() -> types.convert(outer, 1)).hasMessageContaining("field [f.f] holds [x]");
    }

    @Test
    void recordWhoseValuesHaveTheirTypesIsTheSame() throws InvalidRecordException {
        final Record record = record(RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.INT.getDataType()), new Object[] {1, null, 2});

        assertThat(types.convert(record, 1)).isSameAs(record);
    }

    @Test
    void objectInAFieldOfAnotherTypeStays() throws InvalidRecordException {
        final Record object = new MapRecord(new SimpleRecordSchema(List.of()), Map.of("a", 1));

        assertThat(types.convert(record(RecordFieldType.INT.getDataType(), object), 1).getValue("f")).isSameAs(object);
    }

    private static RecordSchema schema(final DataType type) {
        return new SimpleRecordSchema(List.of(new RecordField("f", type)));
    }

    private static Record record(final DataType type, final Object value) {
        return new MapRecord(schema(type), Map.of("f", value));
    }
}
