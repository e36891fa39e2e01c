package io.github.nifistarrocks.client.encode;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;

/** Takes single values in the forms that StarRocks reads. */
public interface ValueWriter {

    void writeNull() throws IOException;

    void writeBoolean(boolean value) throws IOException;

    void writeLong(long value) throws IOException;

    /** @throws UnencodableValueException for NaN and infinity, which no text form of StarRocks carries */
    void writeFloat(float value) throws IOException;

    /** @throws UnencodableValueException for NaN and infinity, which no text form of StarRocks carries */
    void writeDouble(double value) throws IOException;

    /** All digits, never an exponent; as text in JSON, so that no reader takes it for a double. */
    void writeDecimal(BigDecimal value) throws IOException;

    /** All digits; as text in JSON, so that no reader takes it for a double. */
    void writeBigInteger(BigInteger value) throws IOException;

    /** {@code yyyy-MM-dd}, years 0 to 9999. */
    void writeDate(LocalDate value) throws IOException;

    /** {@code yyyy-MM-dd HH:mm:ss}, with six digits of fraction where it is not zero; what is finer than a microsecond is cut off. */
    void writeDateTime(LocalDateTime value) throws IOException;

    /** @throws UnencodableValueException for text with half a surrogate pair, which is no UTF-8, and in CSV for the text that means NULL */
    void writeString(String value) throws IOException;

    /** JSON text: a JSON value in JSON, a text in CSV. */
    void writeJson(String json) throws IOException;

    /** @throws UnencodableValueException when StarRocks has no such year */
    static void checkYear(final int year) throws UnencodableValueException {
        if (year < 0 || year > 9999) {
            throw new UnencodableValueException("Year %d is not between 0 and 9999".formatted(year));
        }
    }

    /** @throws UnencodableValueException for NaN and infinity */
    static void checkFinite(final double value) throws UnencodableValueException {
        if (!Double.isFinite(value)) {
            throw new UnencodableValueException("%s cannot be loaded".formatted(value));
        }
    }
}
