package io.github.nifistarrocks.processors.proof;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;
import io.github.nifistarrocks.processors.option.LoadFormat;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordFieldType;

/** The ways in which NiFi's record types can say that a value is to be in a column. */
final class ValueCarriers {

    private static final LocalDate GREGORIAN = LocalDate.of(1582, 10, 15);
    private static final int SAFE_DIGITS = 15;
    private static final BigInteger LARGEST_WHOLE_FLOAT = BigInteger.TWO.pow(24);
    private static final DataType BYTES = RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.BYTE.getDataType());

    private final LoadFormat format;
    private final TypedColumn column;
    private final List<Carrier> carriers = new ArrayList<>();

    private ValueCarriers(final LoadFormat format, final TypedColumn column) {
        this.format = format;
        this.column = column;
    }

    /**
     * @param name of the record's field, the same for the same data type
     * @param value of a class that the type promises, or one that readers and processors put there all the same
     */
    record Carrier(String name, DataType type, Object value) {}

    static List<Carrier> of(final LoadFormat format, final TypedColumn column, final Object value) {
        final ValueCarriers found = new ValueCarriers(format, column);
        switch (column.type().kind()) {
            case BOOLEAN -> found.addBoolean((Boolean) value);
            case TINYINT, SMALLINT, INT, BIGINT, LARGEINT -> found.addWhole((BigInteger) value, true);
            case BITMAP -> found.addIntegers((BigInteger) value);
            case FLOAT, DOUBLE -> found.addReal((Number) value);
            case DECIMAL -> found.addDecimal((BigDecimal) value);
            case CHAR, VARCHAR, HLL -> found.addText((String) value);
            case VARBINARY -> found.addBytes((byte[]) value);
            case DATE -> found.addDate((LocalDate) value);
            case DATETIME -> found.addDateTime((LocalDateTime) value);
            case JSON, ARRAY, MAP, STRUCT -> NestedValueCarriers.add((JsonNode) value, column.type(), found::add);
        }
        return found.carriers;
    }

    private void add(final String name, final DataType type, final Object value) {
        carriers.add(new Carrier(name, type, value));
    }

    private void add(final RecordFieldType type, final Object value) {
        add(type.name(), type.getDataType(), value);
    }

    /** The function that makes a HLL takes single values only. */
    private void addUnlessSketch(final String name, final DataType type, final Object value) {
        if (column.type().kind() != TypeKind.HLL) {
            add(name, type, value);
        }
    }

    private void addChoice(final Object value) {
        addUnlessSketch("CHOICE",
                RecordFieldType.CHOICE.getChoiceDataType(RecordFieldType.STRING.getDataType(), RecordFieldType.LONG.getDataType(), RecordFieldType.DATE
                        .getDataType(), BYTES),
                value);
    }

    private void addBoolean(final boolean value) {
        final String text = Boolean.toString(value);
        add(RecordFieldType.BOOLEAN, value);
        addWhole(value ? BigInteger.ONE : BigInteger.ZERO, false);
        add("STRING_WORD", RecordFieldType.STRING.getDataType(), text);
        add("STRING_CAPITALS", RecordFieldType.STRING.getDataType(), text.toUpperCase(java.util.Locale.ROOT));
    }

    private void addWhole(final BigInteger value, final boolean withBoolean) {
        final BigDecimal decimal = new BigDecimal(value);
        if (withBoolean && value.bitLength() <= 1 && value.signum() >= 0) {
            add(RecordFieldType.BOOLEAN, value.signum() > 0);
        }
        addIntegers(value);
        addReals(decimal);
        add("DECIMAL", RecordFieldType.DECIMAL.getDecimalDataType(39, 0), decimal);
        add("DECIMAL_WITH_ZEROS", RecordFieldType.DECIMAL.getDecimalDataType(41, 2), decimal.setScale(2));
        add("DECIMAL_WITH_EXPONENT", RecordFieldType.DECIMAL.getDecimalDataType(39, 0), decimal.stripTrailingZeros());
        add("LONG_HOLDING_DECIMAL", RecordFieldType.LONG.getDataType(), decimal);
        add(RecordFieldType.STRING, value.toString());
        add("STRING_WITH_POINT", RecordFieldType.STRING.getDataType(), (value.signum() < 0 ? " " : " +") + value + ".00 ");
        add("STRING_WITH_EXPONENT", RecordFieldType.STRING.getDataType(), decimal.scaleByPowerOfTen(-2).toPlainString() + "e2");
        if (value.toString().length() == 1) {
            add(RecordFieldType.CHAR, value.toString().charAt(0));
        }
        addChoice(value.bitLength() < Long.SIZE ? (Object) value.longValue() : value.toString());
    }

    private void addIntegers(final BigInteger value) {
        if (value.bitLength() < Byte.SIZE) {
            add(RecordFieldType.BYTE, value.byteValue());
        }
        if (value.bitLength() < Short.SIZE) {
            add(RecordFieldType.SHORT, value.shortValue());
        }
        if (value.bitLength() < Integer.SIZE) {
            add(RecordFieldType.INT, value.intValue());
        }
        if (value.bitLength() < Long.SIZE) {
            add(RecordFieldType.LONG, value.longValue());
            add("INT_HOLDING_LONG", RecordFieldType.INT.getDataType(), value.longValue());
        }
        add(RecordFieldType.BIGINT, value);
    }

    private void addReals(final BigDecimal value) {
        if (value.stripTrailingZeros().precision() > SAFE_DIGITS) {
            // A reader of JSON may have lost digits of such a number, so that it is refused.
            return;
        }
        final boolean whole = value.stripTrailingZeros().scale() <= 0;
        if (whole && value.toBigInteger().abs().compareTo(LARGEST_WHOLE_FLOAT) <= 0) {
            add(RecordFieldType.FLOAT, value.floatValue());
        }
        if (new BigDecimal(Double.toString(value.doubleValue())).compareTo(value) == 0) {
            add(RecordFieldType.DOUBLE, value.doubleValue());
        }
    }

    private void addReal(final Number value) {
        final BigDecimal exact = new BigDecimal(value.doubleValue());
        if (value instanceof Float) {
            add(RecordFieldType.FLOAT, value);
            add("DOUBLE_HOLDING_FLOAT", RecordFieldType.DOUBLE.getDataType(), value);
        }
        add(RecordFieldType.DOUBLE, value.doubleValue());
        add("DECIMAL", RecordFieldType.DECIMAL.getDecimalDataType(100, 50), exact);
        add(RecordFieldType.STRING, value.toString());
        addChoice(value);
        if (exact.stripTrailingZeros().scale() <= 0 && exact.precision() < 19) {
            addIntegers(exact.toBigIntegerExact());
        }
    }

    private void addDecimal(final BigDecimal value) {
        final DataType type = RecordFieldType.DECIMAL.getDecimalDataType(column.type().precision(), column.type().scale());
        add("DECIMAL", type, value);
        add("DECIMAL_STRIPPED", type, value.stripTrailingZeros());
        add("DECIMAL_WITH_ZEROS", type, value.setScale(value.scale() + 3));
        add("DOUBLE_HOLDING_DECIMAL", RecordFieldType.DOUBLE.getDataType(), value);
        add(RecordFieldType.STRING, value.toPlainString());
        add("STRING_WITH_EXPONENT", RecordFieldType.STRING.getDataType(), value.unscaledValue() + "E" + -value.scale());
        addReals(value);
        addChoice(value);
        if (value.stripTrailingZeros().scale() <= 0) {
            addIntegers(value.toBigIntegerExact());
        }
    }

    private void addText(final String text) {
        if ("\\N".equals(text) && format == LoadFormat.CSV) {
            return;
        }
        add(RecordFieldType.STRING, text);
        add("ENUM", RecordFieldType.ENUM.getEnumDataType(List.of(text)), text);
        addChoice(text);
        if (text.length() == 1) {
            add(RecordFieldType.CHAR, text.charAt(0));
        }
        switch (text) {
            case "true", "false" -> add(RecordFieldType.BOOLEAN, Boolean.valueOf(text));
            case "-128", "32767", "-2147483648", "9223372036854775807", "1180591620717411303424", "1" -> addIntegers(new BigInteger(text));
            case "0.5" -> {
                add(RecordFieldType.FLOAT, 0.5f);
                add(RecordFieldType.DOUBLE, 0.5);
            }
            case "10000000000.0" -> add(RecordFieldType.DOUBLE, 1e10);
            case "12.50" -> add("DECIMAL", RecordFieldType.DECIMAL.getDecimalDataType(10, 2), new BigDecimal(text));
            case "2024-02-29" -> {
                add(RecordFieldType.DATE, Date.valueOf(text));
                add("LOCAL_DATE", RecordFieldType.DATE.getDataType(), LocalDate.parse(text));
            }
            case "12:30:00" -> add(RecordFieldType.TIME, Time.valueOf(text));
            case "23:59:59.123" -> add("LOCAL_TIME", RecordFieldType.TIME.getDataType(), LocalTime.parse(text));
            case "2024-07-01 23:00:00.000001", "2024-07-01 23:00:00" -> add(RecordFieldType.TIMESTAMP, Timestamp.valueOf(text));
            case "c0a80101-0000-4000-8000-000000000001" -> add(RecordFieldType.UUID, UUID.fromString(text));
            case "[1,null,2]" -> addUnlessSketch("ARRAY", RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.INT.getDataType()), new Object[] {1, null, 2});
            case "{\"a\":1}" -> addUnlessSketch("MAP", RecordFieldType.MAP.getMapDataType(RecordFieldType.INT.getDataType()), Map.of("a", 1));
            case "Af8=" -> addUnlessSketch("BYTES", BYTES, Base64.getDecoder().decode(text));
            default -> {
                // Text only.
            }
        }
    }

    private void addBytes(final byte[] bytes) {
        final Byte[] boxed = new Byte[bytes.length];
        final Object[] objects = new Object[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            boxed[i] = bytes[i];
            objects[i] = bytes[i];
        }
        add("BYTES", BYTES, bytes);
        add("BYTES_BOXED", BYTES, boxed);
        add("BYTES_AS_OBJECTS", BYTES, objects);
        addChoice(bytes);
        final String text = TypedColumn.utf8(bytes);
        if (text != null) {
            add(RecordFieldType.STRING, text);
        }
    }

    private void addDate(final LocalDate date) {
        add("LOCAL_DATE", RecordFieldType.DATE.getDataType(), date);
        add(RecordFieldType.STRING, date.toString());
        add("STRING_OF_DIGITS", RecordFieldType.STRING.getDataType(), date.format(DateTimeFormatter.BASIC_ISO_DATE));
        add("STRING_WITH_DOTS", RecordFieldType.STRING.getDataType(), date.format(DateTimeFormatter.ofPattern("uuuu.M.d")));
        add("LOCAL_DATE_TIME", RecordFieldType.TIMESTAMP.getDataType(), date.atStartOfDay());
        addChoice(date.toString());
        if (date.getYear() > 0) {
            add(RecordFieldType.DATE, Date.valueOf(date));
            add(RecordFieldType.TIMESTAMP, Timestamp.valueOf(date.atStartOfDay()));
        }
        if (!date.isBefore(GREGORIAN)) {
            add(RecordFieldType.INT, Integer.valueOf(date.format(DateTimeFormatter.BASIC_ISO_DATE)));
        }
    }

    private void addDateTime(final LocalDateTime time) {
        final boolean withoutFraction = time.getNano() == 0;
        final String text = time.format(DateTimeFormatter.ofPattern(withoutFraction ? "uuuu-MM-dd HH:mm:ss" : "uuuu-MM-dd HH:mm:ss.SSSSSS"));
        add("LOCAL_DATE_TIME", RecordFieldType.TIMESTAMP.getDataType(), time);
        add(RecordFieldType.TIMESTAMP, Timestamp.valueOf(time));
        add("INSTANT", RecordFieldType.TIMESTAMP.getDataType(), time.atZone(ZoneId.systemDefault()).toInstant());
        add("OFFSET_DATE_TIME", RecordFieldType.TIMESTAMP.getDataType(), time.atZone(ZoneId.systemDefault()).toOffsetDateTime());
        add("ZONED_DATE_TIME", RecordFieldType.TIMESTAMP.getDataType(), time.atZone(ZoneId.systemDefault()));
        add(RecordFieldType.STRING, text);
        add("STRING_WITH_SLASHES", RecordFieldType.STRING.getDataType(), time.format(DateTimeFormatter.ofPattern("uuuu/M/d H:m:s.SSSSSS")));
        add("STRING_OF_DIGITS", RecordFieldType.STRING.getDataType(), time.format(DateTimeFormatter.ofPattern("uuuuMMddHHmmss.SSSSSS")));
        add("STRING_WITH_T", RecordFieldType.STRING.getDataType(), time.toString());
        addChoice(text);
        if (time.getNano() % 1_000_000 == 0) {
            add("UTIL_DATE", RecordFieldType.TIMESTAMP.getDataType(), java.util.Date.from(time.atZone(ZoneId.systemDefault()).toInstant()));
        }
        if (time.equals(time.toLocalDate().atStartOfDay())) {
            add(RecordFieldType.DATE, Date.valueOf(time.toLocalDate()));
            add("LOCAL_DATE", RecordFieldType.DATE.getDataType(), time.toLocalDate());
        }
    }
}
