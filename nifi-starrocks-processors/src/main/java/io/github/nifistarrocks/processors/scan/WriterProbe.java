package io.github.nifistarrocks.processors.scan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.nifistarrocks.processors.scan.column.WrittenPrecision;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * Measures how much of a second a record writer writes. Its formats are not visible from outside, and Avro's types cut microseconds in any case. So two times that
 * differ by a unit are written to memory: if the outputs are equal, the writer cuts that unit. Nothing is written before the first value with a fraction.
 */
final class WriterProbe {

    private static final String FIELD = "probe";
    /** A time that every time zone has. */
    private static final LocalDateTime TIME = LocalDateTime.of(2001, 2, 3, 4, 5, 6);
    private static final int MICROSECOND = 1_000;
    private static final int MILLISECOND = 1_000_000;
    private static final int SECOND = 1_000_000_000;
    /** Each time is written several times, to find the bytes that are random, such as the block marks of Avro. */
    private static final int REPETITIONS = 3;

    private final WriterContext context;
    private final RecordSchema writerSchema;
    private final Map<DataType, WrittenPrecision> measured = new HashMap<>();

    /** @param writerSchema of the record writer, for its identifier */
    WriterProbe(final WriterContext context, final RecordSchema writerSchema) {
        this.context = context;
        this.writerSchema = writerSchema;
    }

    /** @param written type of a field in the schema of the record writer */
    WrittenPrecision precision(final DataType written) {
        return measured.computeIfAbsent(written, Measurement::new);
    }

    private final class Measurement implements WrittenPrecision {

        private final DataType written;
        private int nanos;

        private Measurement(final DataType written) {
            this.written = written;
        }

        @Override
        public int nanos() {
            if (nanos == 0) {
                nanos = measure();
            }
            return nanos;
        }

        /** The types of NiFi have milliseconds: this is assumed of a writer that does not write the probe. */
        private int measure() {
            try {
                return isShown(MICROSECOND) ? MICROSECOND : isShown(MILLISECOND) ? MILLISECOND : SECOND;
            } catch (IOException | SchemaNotFoundException | RuntimeException e) {
                context.log().debug("The precision of the record writer for fields of type {} is unknown", written, e);
                return MILLISECOND;
            }
        }

        private boolean isShown(final int unit) throws IOException, SchemaNotFoundException {
            return differ(write(TIME), write(TIME.plus(Duration.ofNanos(unit))));
        }

        private List<byte[]> write(final LocalDateTime time) throws IOException, SchemaNotFoundException {
            final RecordSchema schema = new SimpleRecordSchema(List.of(new RecordField(FIELD, written)), writerSchema.getIdentifier());
            final List<byte[]> outputs = new ArrayList<>();
            while (outputs.size() < REPETITIONS) {
                final ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (RecordSetWriter writer = context.factory().createWriter(context.log(), schema, out, context.flowFile())) {
                    writer.beginRecordSet();
                    writer.write(new MapRecord(schema, Map.of(FIELD, Timestamp.valueOf(time))));
                    writer.finishRecordSet();
                    writer.flush();
                }
                outputs.add(out.toByteArray());
            }
            return outputs;
        }
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
