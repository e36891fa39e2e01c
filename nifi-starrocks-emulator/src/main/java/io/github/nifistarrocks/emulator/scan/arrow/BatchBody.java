package io.github.nifistarrocks.emulator.scan.arrow;

import java.util.ArrayList;
import java.util.List;

/** The field nodes and buffers of one record batch, in the depth-first order of its schema. */
final class BatchBody {

    private static final int ALIGNMENT = 8;

    private final List<Node> nodes = new ArrayList<>();
    private final List<Region> regions = new ArrayList<>();
    private final List<LittleEndianBuffer> buffers = new ArrayList<>();
    private int length;

    record Node(int length, int nullCount) {}

    record Region(int offset, int length) {}

    void node(final int rows, final int nullCount) {
        nodes.add(new Node(rows, nullCount));
    }

    void buffer(final LittleEndianBuffer buffer) {
        regions.add(new Region(length, buffer.size()));
        buffers.add(buffer);
        length = padded(Math.addExact(length, buffer.size()));
    }

    /** As the server's Arrow does it: a column without a NULL carries no validity bits at all. */
    void noBuffer() {
        regions.add(new Region(length, 0));
        buffers.add(new LittleEndianBuffer());
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Region> regions() {
        return regions;
    }

    int length() {
        return length;
    }

    void copyTo(final byte[] target, final int position) {
        for (int index = 0; index < buffers.size(); index++) {
            buffers.get(index).copyTo(target, position + regions.get(index).offset());
        }
    }

    static int padded(final int size) {
        return (size + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
