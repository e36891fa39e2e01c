package io.github.nifistarrocks.processors.scan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.nifistarrocks.processors.scan.writer.WriterTraits;
import io.github.nifistarrocks.processors.scan.writer.WrittenPrecision;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * Measures what a record writer keeps of values. Its properties are not visible from outside, and Avro's types cut microseconds in any case. So two values are
 * written to memory: if the outputs are equal, the writer does not keep what distinguishes them. Nothing is written before the first value of the type.
 */
final class WriterProbe implements WriterTraits {

    private static final String FIELD = "probe";
    /** CSV quotes the first value of a row for reasons of its own, so this field comes before. */
    private static final String FIRST_FIELD = "first";
    /** No milliseconds since 1970 have the digits of both years, in any time zone and calendar. */
    private static final List<LocalDateTime> OLD_TIMES = List.of(LocalDateTime.of(1234, 5, 6, 7, 8, 9), LocalDateTime.of(1468, 5, 6, 7, 8, 9));
    /** Of several alphabets: no character set but those of Unicode has all of them. */
    private static final String CHARACTERS = "\u00E9\u0416\u65E5\uD83D\uDE00";
    private static final String REPLACEMENT = "?";
    /** Each value is written several times, to find the bytes that are random, such as the block marks of Avro. */
    private static final int REPETITIONS = 3;

    private final WriterContext context;
    private final RecordSchema writerSchema;
    private final Map<DataType, WrittenPrecision> measured = new HashMap<>();
    private Optional<Boolean> keepsBlanks = Optional.empty();
    private Optional<Boolean> keepsNestedArrays = Optional.empty();
    private Optional<Boolean> keepsCharacters = Optional.empty();
    private final Map<Integer, Boolean> keptCharacters = new HashMap<>();
    private Optional<String> nullText = Optional.empty();
    private boolean isNullTextMeasured;
    private Optional<Boolean> xml = Optional.empty();

    /** @param writerSchema of the record writer, for its identifier */
    WriterProbe(final WriterContext context, final RecordSchema writerSchema) {
        this.context = context;
        this.writerSchema = writerSchema;
    }

    /** A writer that does not write the probe, or shows no text, is assumed to keep them, as most writers do. */
    @Override
    public boolean keepsBlanks() {
        if (keepsBlanks.isEmpty()) {
            final DataType text = RecordFieldType.STRING.getDataType();
            try {
                final List<byte[]> plain = write(text, "x");
                keepsBlanks = Optional.of(differ(plain, write(text, " x")) || !differ(plain, write(text, "y")));
            } catch (IOException | RuntimeException e) {
                context.log().debug("Whether the record writer keeps blanks is unknown", e);
                keepsBlanks = Optional.of(true);
            }
        }
        return keepsBlanks.get();
    }

    @Override
    public boolean keepsCharacters() {
        if (keepsCharacters.isEmpty()) {
            keepsCharacters = Optional.of(CHARACTERS.codePoints().allMatch(this::keepsCharacter));
        }
        return keepsCharacters.get();
    }

    /** As with blanks, a writer that does not write the probe is assumed to keep it. */
    @Override
    public boolean keepsCharacter(final int codePoint) {
        return keptCharacters.computeIfAbsent(codePoint, character -> {
            final DataType text = RecordFieldType.STRING.getDataType();
            try {
                final List<byte[]> replaced = write(text, REPLACEMENT);
                return REPLACEMENT.codePointAt(0) == character || differ(replaced, write(text, Character.toString(character)))
                        || !differ(replaced, write(text, "x"));
            } catch (IOException | RuntimeException e) {
                context.log().debug("Whether the record writer keeps all characters is unknown", e);
                return true;
            }
        });
    }

    @Override
    public Optional<String> nullText() {
        if (!isNullTextMeasured) {
            nullText = measuredNullText();
            isNullTextMeasured = true;
        }
        return nullText;
    }

    /** As with blanks, a writer that does not write the probe is assumed to distinguish them. */
    private Optional<String> measuredNullText() {
        final DataType text = RecordFieldType.STRING.getDataType();
        try {
            final List<byte[]> ofNull = writeNull(text);
            if (isXml()) {
                return new String(ofNull.getFirst(), StandardCharsets.ISO_8859_1).contains("<" + FIELD) ? Optional.of("") : Optional.empty();
            }
            final List<byte[]> ofText = write(text, "x");
            if (!differ(ofText, write(text, "y"))) {
                return Optional.empty();
            }
            for (final String candidate : List.of("", difference(ofNull.getFirst(), ofText.getFirst()))) {
                if (!differ(ofNull, write(text, candidate))) {
                    return Optional.of(candidate);
                }
            }
        } catch (IOException | RuntimeException e) {
            context.log().debug("Which text the record writer writes as NULL is unknown", e);
        }
        return Optional.empty();
    }

    /** The bytes that an output has instead of those of another one, as text. */
    private static String difference(final byte[] output, final byte[] other) {
        final int most = Math.min(output.length, other.length);
        final int mismatch = Arrays.mismatch(output, other);
        final int start = mismatch < 0 ? most : mismatch;
        int end = 0;
        while (end < most - start && output[output.length - 1 - end] == other[other.length - 1 - end]) {
            end++;
        }
        return new String(output, start, output.length - end - start, StandardCharsets.UTF_8);
    }

    /** As with blanks, a writer that does not write the probe is assumed to keep them. */
    @Override
    public boolean keepsNestedArrays() {
        if (keepsNestedArrays.isEmpty()) {
            final DataType arrays = RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.STRING.getDataType()));
            try {
                final List<byte[]> ones = write(arrays, new Object[][] {{"x", "x"}, {"x"}});
                keepsNestedArrays = Optional.of(differ(ones, write(arrays, new Object[][] {{"x"}, {"x", "x"}}))
                        || !differ(ones, write(arrays, new Object[][] {{"x", "y"}, {"x"}})));
            } catch (IOException | RuntimeException e) {
                context.log().debug("Whether the record writer keeps arrays in arrays is unknown", e);
                keepsNestedArrays = Optional.of(true);
            }
        }
        return keepsNestedArrays.get();
    }

    @Override
    public boolean isXml() {
        if (xml.isEmpty()) {
            try (RecordSetWriter writer = context.factory().createWriter(context.log(), writerSchema, OutputStream.nullOutputStream(), context.flowFile())) {
                xml = Optional.of(writer.getMimeType().endsWith("/xml"));
            } catch (IOException | SchemaNotFoundException | RuntimeException e) {
                context.log().debug("The format of the record writer is unknown", e);
                xml = Optional.of(false);
            }
        }
        return xml.get();
    }

    @Override
    public WrittenPrecision precision(final DataType written) {
        return measured.computeIfAbsent(written, Measurement::new);
    }

    private final class Measurement implements WrittenPrecision {

        private final DataType written;
        private Optional<WrittenPrecision> shown = Optional.empty();
        private Optional<Boolean> text = Optional.empty();

        private Measurement(final DataType written) {
            this.written = written;
        }

        @Override
        public long nanos() {
            return shown().nanos();
        }

        @Override
        public boolean isWhole() {
            return shown().isWhole();
        }

        private WrittenPrecision shown() {
            if (shown.isEmpty()) {
                shown = Optional.of(measure());
            }
            return shown.get();
        }

        /** A writer that does not write the probe, or compresses it, is assumed to write instants. */
        @Override
        public boolean isText() {
            if (text.isEmpty()) {
                try {
                    text = Optional.of(showsYear(OLD_TIMES.getFirst()) && showsYear(OLD_TIMES.getLast()));
                } catch (IOException | RuntimeException e) {
                    context.log().debug("Whether the record writer writes fields of type {} as text is unknown", written, e);
                    text = Optional.of(false);
                }
            }
            return text.get();
        }

        private boolean showsYear(final LocalDateTime time) throws IOException {
            final String output = new String(write(written, Timestamp.valueOf(time)).getFirst(), StandardCharsets.ISO_8859_1);
            return output.contains(String.valueOf(time.getYear()));
        }

        /** The types of NiFi have milliseconds: this is assumed of a writer that does not write the probe. */
        private WrittenPrecision measure() {
            try {
                final List<byte[]> output = write(written, Timestamp.valueOf(Shown.TIME));
                return Shown.of(other -> differ(output, write(written, Timestamp.valueOf(other))));
            } catch (IOException | RuntimeException e) {
                context.log().debug("The precision of the record writer for fields of type {} is unknown", written, e);
                return new Shown(MILLISECOND, true);
            }
        }
    }

    private List<byte[]> write(final DataType type, final Object value) throws IOException {
        return write(type, Map.of(FIRST_FIELD, FIRST_FIELD, FIELD, value));
    }

    private List<byte[]> writeNull(final DataType type) throws IOException {
        final Map<String, Object> values = new HashMap<>(Map.of(FIRST_FIELD, FIRST_FIELD));
        values.put(FIELD, null);
        return write(type, values);
    }

    private List<byte[]> write(final DataType type, final Map<String, Object> values) throws IOException {
        final RecordSchema schema = new SimpleRecordSchema(
                List.of(new RecordField(FIRST_FIELD, RecordFieldType.STRING.getDataType()), new RecordField(FIELD, type)), writerSchema.getIdentifier());
        final List<byte[]> outputs = new ArrayList<>();
        while (outputs.size() < REPETITIONS) {
            final ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (RecordSetWriter writer = context.factory().createWriter(context.log(), schema, out, context.flowFile())) {
                writer.beginRecordSet();
                writer.write(new MapRecord(schema, values));
                writer.finishRecordSet();
                writer.flush();
            } catch (SchemaNotFoundException e) {
                throw new IOException(e);
            }
            outputs.add(out.toByteArray());
        }
        return outputs;
    }

    private static boolean differ(final List<byte[]> ones, final List<byte[]> others) {
        final int length = ones.getFirst().length;
        if (Stream.concat(ones.stream(), others.stream()).anyMatch(output -> output.length != length)) {
            return isOfOneLength(ones) && isOfOneLength(others);
        }
        for (int i = 0; i < length; i++) {
            if (isFixed(ones, i) && isFixed(others, i) && ones.getFirst()[i] != others.getFirst()[i]) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfOneLength(final List<byte[]> outputs) {
        return outputs.stream().mapToInt(output -> output.length).distinct().count() == 1;
    }

    private static boolean isFixed(final List<byte[]> outputs, final int position) {
        return outputs.stream().allMatch(output -> output[position] == outputs.getFirst()[position]);
    }
}
