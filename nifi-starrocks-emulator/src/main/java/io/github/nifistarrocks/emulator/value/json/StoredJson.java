package io.github.nifistarrocks.emulator.value.json;

import java.util.ArrayList;
import java.util.List;

/** The text of a JSON column whose value is part of a document (BE: util/json_converter.cpp). */
public final class StoredJson {

    /** A BE has no limit of its own here; this is the one that simdjson has elsewhere. */
    private static final int MAX_DEPTH = 1024;

    private StoredJson() {}

    /** @throws JsonReadException when a part cannot be read */
    public static String of(final JsonValue value) {
        final StringBuilder out = new StringBuilder();
        append(out, value, 0);
        return out.toString();
    }

    /** Of an object that was started. */
    public static String ofStarted(final JsonValue object) {
        final StringBuilder out = new StringBuilder();
        members(out, object, 0);
        return out.toString();
    }

    private static void append(final StringBuilder out, final JsonValue value, final int depth) {
        if (depth > MAX_DEPTH) {
            throw new JsonReadException(JsonError.DEPTH_ERROR);
        }
        switch (value.kind()) {
            case OBJECT -> {
                value.startObject();
                members(out, value, depth);
            }
            case ARRAY -> items(out, value, depth);
            case STRING -> JsonText.string(out, value.string());
            case NUMBER -> number(out, value.number());
            case BOOLEAN -> out.append(value.bool());
            case NULL -> out.append("null");
        }
    }

    private static void members(final StringBuilder out, final JsonValue object, final int depth) {
        final List<JsonText.Member> members = new ArrayList<>();
        for (; object.hasMember(); object.nextMember()) {
            final JsonMember member = object.member();
            final String key = member.key();
            final StringBuilder text = new StringBuilder();
            append(text, member.value(), depth + 1);
            members.add(new JsonText.Member(key, text));
        }
        JsonText.object(out, members);
    }

    private static void items(final StringBuilder out, final JsonValue array, final int depth) {
        String separator = "[";
        array.startArray();
        for (; array.hasItem(); array.nextItem()) {
            out.append(separator);
            append(out, array.item(), depth + 1);
            separator = ", ";
        }
        out.append(separator.equals("[") ? "[]" : "]");
    }

    private static void number(final StringBuilder out, final JsonNumber number) {
        switch (number.form()) {
            case SIGNED -> out.append(number.bits());
            case UNSIGNED -> out.append(Long.toUnsignedString(number.bits()));
            case LARGE -> real(out, number.whole().doubleValue());
            case REAL -> real(out, number.real());
        }
    }

    private static void real(final StringBuilder out, final double value) {
        if (Double.isInfinite(value)) {
            throw new JsonReadException(JsonError.NUMBER_OUT_OF_RANGE);
        }
        JsonText.real(out, value);
    }
}
