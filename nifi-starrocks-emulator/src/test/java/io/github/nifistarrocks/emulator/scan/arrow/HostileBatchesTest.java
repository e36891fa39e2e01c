package io.github.nifistarrocks.emulator.scan.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Each stream says what its name says, and is small. */
class HostileBatchesTest {

    @Test
    void fieldsAreShared() {
        final byte[] stream = HostileBatches.sharedFields(29, 2);
        Field field = schema(stream).fields(0);
        for (int level = 1; level < 29; level++) {
            assertThat(field.childrenLength()).isEqualTo(2);
            field = field.children(1);
        }

        assertThat(field.children(0).name()).isEqualTo("id");
        assertThat(stream.length).isLessThan(5_000);
    }

    @Test
    void fieldsAreNested() {
        Field field = schema(HostileBatches.nestedFields(10_000)).fields(0);
        for (int level = 0; level < 10_000; level++) {
            field = field.children(0);
        }

        assertThat(field.childrenLength()).isZero();
    }

    @Test
    void fieldIsRepeated() {
        final byte[] stream = HostileBatches.repeatedField(1_000_000);

        assertThat(schema(stream).fieldsLength()).isEqualTo(1_000_000);
        assertThat(schema(stream).fields(999_999).name()).isEqualTo("id");
        assertThat(stream.length).isLessThan(4_001_000);
    }

    @Test
    void fieldsAndChildrenAreClaimed() {
        final byte[] fields = HostileBatches.claimedFields(1 << 29);
        final byte[] children = HostileBatches.claimedChildren(1 << 29);

        assertThat(schema(fields).fieldsLength()).isEqualTo(1 << 29);
        assertThat(schema(children).fieldsLength()).isEqualTo(1);
        assertThat(schema(children).fields(0).childrenLength()).isEqualTo(1 << 29);
        assertThat(fields.length + children.length).isLessThan(2_000);
    }

    @Test
    void validityIsTooShort() {
        final RecordBatch batch = batch(HostileBatches.shortValidity(100));

        assertThat(batch.length()).isEqualTo(100);
        assertThat(batch.nodes(0).nullCount()).isZero();
        assertThat(batch.buffers(0).length()).isEqualTo(1);
        assertThat(batch.buffers(1).length()).isEqualTo(400);
    }

    @Test
    void rowsAreClaimed() {
        final RecordBatch batch = batch(HostileBatches.claimedRows(1L << 40));

        assertThat(batch.length()).isEqualTo(1L << 40);
        assertThat(batch.buffers(1).length()).isEqualTo(4);
    }

    @Test
    void bufferIsElsewhere() {
        final RecordBatch batch = batch(HostileBatches.buffer(-8, Long.MAX_VALUE));

        assertThat(batch.buffers(1).offset()).isEqualTo(-8);
        assertThat(batch.buffers(1).length()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void nullCountIsWrong() {
        assertThat(batch(HostileBatches.nullCount(-1)).nodes(0).nullCount()).isEqualTo(-1);
    }

    @Test
    void offsetsOfTextAreAsGiven() {
        final byte[] stream = HostileBatches.textOffsets(0, 5, 2);

        assertThat(batch(stream).length()).isEqualTo(2);
        assertThat(ArrowLayout.of(stream)).contains("buffer 1: at 0 000000000500000002000000");
    }

    @Test
    void buffersAreMissing() {
        final RecordBatch batch = batch(HostileBatches.withoutBuffers(3));

        assertThat(batch.length()).isEqualTo(3);
        assertThat(batch.nodesLength() + batch.buffersLength()).isZero();
    }

    @Test
    void compressionIsClaimed() {
        assertThat(batch(HostileBatches.compressed()).compression()).isNotNull();
    }

    @Test
    void messageIsClaimed() {
        assertThat(ByteBuffer.wrap(HostileBatches.claimedMessage(-5)).order(ByteOrder.LITTLE_ENDIAN).getInt(4)).isEqualTo(-5);
    }

    private static Schema schema(final byte[] stream) {
        return (Schema) message(stream, 0).header(new Schema());
    }

    private static RecordBatch batch(final byte[] stream) {
        return (RecordBatch) message(stream, 8 + ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN).getInt(4)).header(new RecordBatch());
    }

    private static Message message(final byte[] stream, final int start) {
        final int size = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN).getInt(start + 4);
        return Message.getRootAsMessage(ByteBuffer.wrap(stream, start + 8, size).slice().order(ByteOrder.LITTLE_ENDIAN));
    }
}
