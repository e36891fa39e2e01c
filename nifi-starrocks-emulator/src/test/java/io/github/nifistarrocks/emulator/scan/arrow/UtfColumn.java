package io.github.nifistarrocks.emulator.scan.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.RecordBatch;

/** Reads the only column of a batch, of the type {@code utf8}, as bytes. */
final class UtfColumn {

    private UtfColumn() {}

    static List<List<Object>> rows(final byte[] bytes) {
        final ByteBuffer stream = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        final int schema = 2 * Integer.BYTES + stream.getInt(Integer.BYTES);
        final int head = schema + 2 * Integer.BYTES;
        final int size = stream.getInt(schema + Integer.BYTES);
        final Message message = Message.getRootAsMessage(stream.slice(head, size).order(ByteOrder.LITTLE_ENDIAN));
        return rows((RecordBatch) message.header(new RecordBatch()), stream.slice(head + size, (int) message.bodyLength()).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static List<List<Object>> rows(final RecordBatch batch, final ByteBuffer body) {
        final int validity = (int) batch.buffers(0).offset();
        final int offsets = (int) batch.buffers(1).offset();
        final int data = (int) batch.buffers(2).offset();
        final List<List<Object>> rows = new ArrayList<>();
        for (int row = 0; row < batch.length(); row++) {
            final boolean valid = batch.nodes(0).nullCount() == 0 || (body.get(validity + row / Byte.SIZE) >> row % Byte.SIZE & 1) == 1;
            final int start = body.getInt(offsets + row * Integer.BYTES);
            final byte[] value = new byte[body.getInt(offsets + (row + 1) * Integer.BYTES) - start];
            body.get(data + start, value);
            rows.add(Arrays.asList(valid ? value : null));
        }
        return rows;
    }
}
