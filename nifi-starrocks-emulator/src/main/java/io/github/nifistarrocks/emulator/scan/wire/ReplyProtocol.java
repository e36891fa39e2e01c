package io.github.nifistarrocks.emulator.scan.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import com.starrocks.shade.org.apache.thrift.TException;
import com.starrocks.shade.org.apache.thrift.protocol.TBinaryProtocol;
import com.starrocks.shade.org.apache.thrift.protocol.TList;
import com.starrocks.shade.org.apache.thrift.protocol.TMessage;
import com.starrocks.shade.org.apache.thrift.protocol.TType;
import com.starrocks.shade.org.apache.thrift.transport.TTransport;

/** Writes replies; the next one as a hostile server writes it, where that is asked for. */
public final class ReplyProtocol extends TBinaryProtocol {

    private static final int BLOCK = 8192;
    private static final byte[] UNKNOWN_STRUCT = {TType.STRUCT, 0, 99};

    private Changes next = Changes.NONE;
    private Changes current = Changes.NONE;
    private int depth;
    private int values;

    /**
     * The changes of one reply.
     *
     * @param replaced number of the value whose length is another one
     * @param length that it gets
     * @param repeated number of the value that has no end
     */
    private record Changes(int replaced, int length, int repeated) {
        static final int NO_VALUE = -1;
        static final Changes NONE = new Changes(NO_VALUE, 0, NO_VALUE);
    }

    public ReplyProtocol(final TTransport transport) {
        super(transport, true, true);
    }

    /** @param value number of the text, binary value or list in the next reply */
    public void replaceLength(final int value, final int length) {
        next = new Changes(value, length, Changes.NO_VALUE);
    }

    /** The value never ends. */
    public void repeatValue(final int value) {
        next = new Changes(value, Integer.MAX_VALUE, value);
    }

    /** The next reply starts with structs in structs. */
    public void nestStructs(final int nested) {
        depth = nested;
    }

    @Override
    public void writeMessageBegin(final TMessage message) throws TException {
        current = next;
        next = Changes.NONE;
        values = 0;
        super.writeMessageBegin(message);
        if (depth > 0) {
            writeNested();
        }
    }

    @Override
    public void writeString(final String text) throws TException {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writeValue(bytes, 0, bytes.length);
    }

    @Override
    public void writeBinary(final ByteBuffer bytes) throws TException {
        writeValue(bytes.array(), bytes.position() + bytes.arrayOffset(), bytes.remaining());
    }

    @Override
    public void writeListBegin(final TList list) throws TException {
        super.writeListBegin(new TList(list.elemType, nextLength(list.size)));
    }

    private void writeValue(final byte[] bytes, final int start, final int length) throws TException {
        final boolean endless = values == current.repeated();
        writeI32(nextLength(length));
        trans_.write(bytes, start, length);
        if (endless) {
            repeatUntilClosed();
        }
    }

    /** Ends when the client has closed the connection, by the exception of the transport. */
    private void repeatUntilClosed() throws TException {
        final byte[] block = new byte[BLOCK];
        while (true) {
            trans_.write(block, 0, block.length);
        }
    }

    private int nextLength(final int length) {
        final int written = values == current.replaced() ? current.length() : length;
        values++;
        return written;
    }

    private void writeNested() throws TException {
        final byte[] structs = new byte[UNKNOWN_STRUCT.length * depth + depth];
        for (int level = 0; level < depth; level++) {
            System.arraycopy(UNKNOWN_STRUCT, 0, structs, level * UNKNOWN_STRUCT.length, UNKNOWN_STRUCT.length);
        }
        Arrays.fill(structs, UNKNOWN_STRUCT.length * depth, structs.length, TType.STOP);
        depth = 0;
        trans_.write(structs, 0, structs.length);
    }
}
