package io.github.nifistarrocks.processors.change.decode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.apache.nifi.serialization.record.Record;

/**
 * Recognizes the placeholder that Debezium writes for a value that the source did not send, because it did not change and PostgreSQL stores it apart (TOAST).
 * It is text, its bytes, bare or as Base64 or hexadecimal text, a name-based UUID of it, arrays with one of these or with its bytes as numbers, or a map from
 * it to itself (Debezium's UnchangedToastedPlaceholder).
 */
public final class UnavailableValue {

    private final String text;
    private final byte[] bytes;
    private final List<String> texts;

    /** @param placeholder empty for sources that do not write one */
    public UnavailableValue(final String placeholder) {
        this.text = placeholder;
        this.bytes = placeholder.getBytes(StandardCharsets.UTF_8);
        this.texts = List.of(placeholder, Base64.getEncoder().encodeToString(bytes), Base64.getUrlEncoder().encodeToString(bytes),
                HexFormat.of().formatHex(bytes), UUID.nameUUIDFromBytes(bytes).toString(), "{\"%1$s\":\"%1$s\"}".formatted(placeholder));
    }

    public boolean matches(final Object value) {
        return !text.isEmpty() && switch (value) {
            case String string -> isText(string);
            case byte[] array -> Arrays.equals(bytes, array);
            case Object[] array -> isArray(Arrays.asList(array));
            case Collection<?> collection -> isArray(new ArrayList<>(collection));
            case Map<?, ?> map -> map.size() == 1 && text.equals(map.get(text));
            case Record record -> record.getRawFieldNames().size() == 1 && text.equals(record.getValue(text));
            case UUID uuid -> isText(uuid.toString());
            case null, default -> false;
        };
    }

    private boolean isText(final String string) {
        for (final String known : texts) {
            if (known.equals(string)) {
                return true;
            }
        }
        return false;
    }

    private boolean isArray(final List<?> elements) {
        if (elements.size() == 1 && !(elements.getFirst() instanceof Number)) {
            return matches(elements.getFirst());
        }
        if (elements.size() != bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (!(elements.get(i) instanceof Number number) || number.longValue() != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
