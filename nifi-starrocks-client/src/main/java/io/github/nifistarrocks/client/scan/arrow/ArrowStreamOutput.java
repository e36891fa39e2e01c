package io.github.nifistarrocks.client.scan.arrow;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;

import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/** Writes one Arrow IPC stream: a schema, batches that are copied as they are, and the end. */
public final class ArrowStreamOutput {

    private static final byte[] END = ByteBuffer.allocate(2 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(-1).putInt(0).array();

    private final OutputStream out;

    /** @param out not closed here */
    public ArrowStreamOutput(final OutputStream out) {
        this.out = out;
    }

    /** Begins the stream. */
    public void begin(final Schema schema) throws IOException {
        MessageSerializer.serialize(new WriteChannel(Channels.newChannel(out)), schema);
    }

    /** @param batch of the schema */
    public void write(final ArrowBatch batch) throws IOException {
        batch.writeTo(out);
    }

    public void end() throws IOException {
        out.write(END);
    }
}
