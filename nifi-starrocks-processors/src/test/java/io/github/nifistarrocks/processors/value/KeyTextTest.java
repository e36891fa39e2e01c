package io.github.nifistarrocks.processors.value;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.processors.encode.Encoding;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.nifistarrocks.processors.encode.Encoding.column;
import static io.github.nifistarrocks.processors.encode.Encoding.decimal;
import static org.assertj.core.api.Assertions.assertThat;

/** Which values of a key are one. */
final class KeyTextTest {

    static Stream<Arguments> alike() {
        return Stream.of(
                Arguments.of(column("k", "INT"), List.of(7, 7L, 7.0, "007", " 7 ", new BigDecimal("7.00"))),
                Arguments.of(column("k", "BOOLEAN"), List.of(true, "TRUE", 1, 5, "2")),
                Arguments.of(decimal("k", 9, 2), List.of(new BigDecimal("1.005"), "1.01", 1.01, "1.0149")),
                Arguments.of(column("k", "DATE"),
                        List.of(LocalDate.of(2024, 1, 2), Timestamp.valueOf("2024-01-02 10:00:00"), "2024-01-02", "2024-1-2", "20240102",
                                "2024-01-02 11:00:00")),
                Arguments.of(column("k", "DATETIME"),
                        List.of(LocalDateTime.of(2024, 1, 2, 3, 4, 5, 123_456_789), "2024-01-02 03:04:05.123456", "2024-01-02T03:04:05.1234567")),
                Arguments.of(column("k", "VARCHAR"), List.of("7", 7, 7L)));
    }

    @ParameterizedTest
    @MethodSource
    void alike(final TableColumn column, final List<Object> values) {
        assertThat(values.stream().map(value -> text(column, value)).distinct()).hasSize(1);
    }

    static Stream<Arguments> different() {
        return Stream.of(
                Arguments.of(column("k", "INT"), List.of(7, 8, "x")),
                Arguments.of(column("k", "VARCHAR"), List.of("7", "07", "7.0", " 7")),
                Arguments.of(decimal("k", 9, 2), List.of("1.00", "1.01", new BigDecimal("1E+9"))),
                Arguments.of(column("k", "DATE"), List.of("2024-01-02", "2024-01-03", "soon", "2024-02-30")),
                Arguments.of(column("k", "DATETIME"), List.of("2024-01-02", "2024-01-02 00:00:01", "2024-01-02 00:00:01.000001")));
    }

    @ParameterizedTest
    @MethodSource
    void different(final TableColumn column, final List<Object> values) {
        assertThat(values.stream().map(value -> text(column, value))).doesNotHaveDuplicates();
    }

    private static String text(final TableColumn column, final Object value) {
        return new KeyText(column.type(), RecordFieldType.CHOICE.getDataType(), Encoding.UTC).of(value);
    }
}
