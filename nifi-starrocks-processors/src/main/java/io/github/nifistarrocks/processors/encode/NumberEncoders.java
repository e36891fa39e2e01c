package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.processors.value.FiniteNumbers;
import io.github.nifistarrocks.processors.value.TemporalText;
import io.github.nifistarrocks.processors.value.UntypedValues;

/**
 * Encoders of columns of numbers. A number is written in a spelling that a BE reads without loss, whatever spelling it comes in: the readers of a BE cut
 * fractions off, go through DOUBLE or read an infinity where the spelling allows it (be/src/util/string_parser.hpp, be/src/formats/json/numeric_column.cpp).
 * Text that is no number is left to the server, unless that reads it as one.
 */
final class NumberEncoders {

    /** Digits of a whole number that no BE reads otherwise. */
    private static final int MAX_PLAIN_DIGITS = 18;
    /** Up to here the digits that are printed are those of the value. */
    private static final double MAX_WHOLE_DOUBLE = 1L << 53;
    private static final float MAX_WHOLE_FLOAT = 1 << 24;
    private static final BigInteger MIN_BIGINT = BigInteger.valueOf(Long.MIN_VALUE);
    /** The greatest FLOAT. A BE refuses the digits that Java prints for it (be/src/formats/json/numeric_column.cpp). */
    private static final double MAX_FLOAT = 3.4028234E38;

    private final TemporalText temporal;

    NumberEncoders(final TemporalText temporal) {
        this.temporal = temporal;
    }

    /** @param column a column of whole numbers */
    ValueEncoder whole(final ColumnType column) {
        return (row, value) -> {
            switch (value) {
                case Integer integer -> row.writeLong(integer);
                case Long integer -> row.writeLong(integer);
                case Boolean flag -> row.writeLong(flag ? 1 : 0);
                case Double real when Math.abs(real) <= MAX_WHOLE_DOUBLE && real == Math.rint(real) -> row.writeLong(real.longValue());
                case Float real when Math.abs(real) <= MAX_WHOLE_FLOAT && real == Math.rint(real) -> row.writeLong(real.longValue());
                case BigInteger integer -> writeWhole(row, integer, column);
                case Number number -> writeWhole(row, FiniteNumbers.decimal(number), column);
                case String text when isPlainWhole(text) -> row.writeString(text);
                case String text -> {
                    final Optional<BigDecimal> number = FiniteNumbers.ofText(text);
                    if (number.isPresent()) {
                        writeWhole(row, number.get(), column);
                    } else {
                        writeOther(row, text, column);
                    }
                }
                default -> writeOther(row, value, column);
            }
        };
    }

    private static void writeWhole(final RowWriter row, final BigDecimal number, final ColumnType column) throws IOException {
        if (number.signum() != 0 && number.stripTrailingZeros().scale() > 0) {
            throw new UnencodableValueException("%s cannot be loaded into a column of type %s, which accepts only whole numbers; an expression can round it"
                    .formatted(RowText.of(number), column.name()));
        }
        writeWhole(row, number.toBigInteger(), column);
    }

    /** A BE stores the least BIGINT for JSON text that is below it. */
    private static void writeWhole(final RowWriter row, final BigInteger number, final ColumnType column) throws IOException {
        if (number.bitLength() < Long.SIZE) {
            row.writeLong(number.longValueExact());
        } else if (column == ScalarType.BIGINT && number.compareTo(MIN_BIGINT) < 0) {
            throw new UnencodableValueException(
                    "%s cannot be loaded into a column of type BIGINT, which accepts no number below %d".formatted(RowText.of(number),
                            Long.MIN_VALUE));
        } else {
            row.writeBigInteger(number);
        }
    }

    /** @param column FLOAT, DOUBLE or PERCENTILE */
    ValueEncoder real(final ColumnType column) {
        return column == ScalarType.FLOAT ? this::writeFloat : (row, value) -> {
            switch (value) {
                case Boolean flag -> row.writeLong(flag ? 1 : 0);
                case Number number -> UntypedValues.writeNumber(row, number);
                default -> writeOther(row, value, column);
            }
        };
    }

    private void writeFloat(final RowWriter row, final Object value) throws IOException {
        switch (value) {
            case Boolean flag -> row.writeLong(flag ? 1 : 0);
            case Integer integer -> row.writeLong(integer);
            case Long integer -> row.writeLong(integer);
            case Short integer -> row.writeLong(integer);
            case Byte integer -> row.writeLong(integer);
            case Float real when Math.abs(real) < Float.MAX_VALUE -> row.writeFloat(real);
            case Double real when Math.abs(real) < MAX_FLOAT -> row.writeDouble(real);
            case Number number -> writeLargeFloat(row, FiniteNumbers.decimal(number));
            case String text -> {
                final Optional<BigDecimal> number = FiniteNumbers.ofText(text);
                if (number.isPresent() && Math.abs(number.get().floatValue()) >= Float.MAX_VALUE) {
                    writeLargeFloat(row, number.get());
                } else {
                    writeOther(row, text, ScalarType.FLOAT);
                }
            }
            default -> writeOther(row, value, ScalarType.FLOAT);
        }
    }

    private static void writeLargeFloat(final RowWriter row, final BigDecimal number) throws IOException {
        final float real = number.floatValue();
        if (Float.isInfinite(real)) {
            throw new UnencodableValueException(
                    "%s is beyond the range of FLOAT, and StarRocks would store an infinity. Use a DOUBLE column".formatted(RowText.of(number)));
        }
        if (Math.abs(real) == Float.MAX_VALUE) {
            row.writeDouble(Math.copySign(MAX_FLOAT, real));
        } else {
            row.writeDecimal(number);
        }
    }

    /** Digits behind the scale are rounded here, half away from zero, because a BE cuts some of them off (be/src/runtime/decimalv3.h). */
    ValueEncoder decimal(final DecimalType column) {
        return (row, value) -> {
            switch (value) {
                case Boolean flag -> row.writeLong(flag ? 1 : 0);
                case Integer integer -> row.writeLong(integer);
                case Long integer -> row.writeLong(integer);
                case Short integer -> row.writeLong(integer);
                case Byte integer -> row.writeLong(integer);
                case Number number -> row.writeDecimal(rounded(FiniteNumbers.decimal(number), column));
                case String text -> {
                    final Optional<BigDecimal> number = FiniteNumbers.ofText(text);
                    if (number.isPresent()) {
                        row.writeDecimal(rounded(number.get(), column));
                    } else {
                        writeOther(row, text, column);
                    }
                }
                default -> writeOther(row, value, column);
            }
        };
    }

    private static BigDecimal rounded(final BigDecimal number, final DecimalType column) {
        return column.scale().isPresent() && number.scale() > column.scale().getAsInt()
                ? number.setScale(column.scale().getAsInt(), RoundingMode.HALF_UP)
                : number;
    }

    /** Zero is false, and every other number is true. */
    ValueEncoder bool() {
        return (row, value) -> {
            switch (value) {
                case Boolean flag -> row.writeBoolean(flag);
                case Number number -> row.writeBoolean(FiniteNumbers.decimal(number).signum() != 0);
                case String text -> {
                    final Optional<BigDecimal> number = FiniteNumbers.ofText(text);
                    if (number.isPresent()) {
                        row.writeBoolean(number.get().signum() != 0);
                    } else {
                        writeOther(row, text, ScalarType.BOOLEAN);
                    }
                }
                default -> writeOther(row, value, ScalarType.BOOLEAN);
            }
        };
    }

    private static boolean isPlainWhole(final String text) {
        final int start = text.startsWith("-") ? 1 : 0;
        final int length = text.length();
        if (length == start || length - start > MAX_PLAIN_DIGITS) {
            return false;
        }
        for (int i = start; i < length; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** What is no number, for the server to refuse. */
    private void writeOther(final RowWriter row, final Object value, final ColumnType column) throws IOException {
        if (value instanceof java.util.Date || temporal.dateTime(value).isPresent()) {
            throw ColumnEncoders.mismatch(value, column);
        }
        final String text = temporal.plain(value).orElseThrow(() -> ColumnEncoders.mismatch(value, column));
        if (FiniteNumbers.isNotFinite(text)) {
            throw FiniteNumbers.notFinite(text.strip());
        }
        if (isPoint(text.strip())) {
            throw new UnencodableValueException(
                    "[%s] is not a number, but StarRocks would store 0 in a column of type %s".formatted(RowText.of(text), column.name()));
        }
        row.writeString(text);
    }

    private static boolean isPoint(final String text) {
        return text.endsWith(".") && (text.length() == 1 || text.length() == 2 && (text.startsWith("-") || text.startsWith("+")));
    }
}
