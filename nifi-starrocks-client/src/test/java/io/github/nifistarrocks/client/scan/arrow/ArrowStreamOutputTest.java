package io.github.nifistarrocks.client.scan.arrow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

import io.github.nifistarrocks.client.core.StarRocksException;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ArrowStreamOutputTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void aCopiedStreamEqualsTheOriginal() throws Exception {
        copy(ArrowStreams.idAndName(0, 1000));

        assertThat(out.toByteArray()).isEqualTo(ArrowStreams.idAndName(0, 1000));
    }

    @Test
    void aStreamWithoutBatchesHasASchemaAndAnEnd() throws Exception {
        copy();

        assertThat(out.toByteArray()).isEqualTo(ArrowStreams.schemaOnly(ArrowStreams.ID_AND_NAME));
    }

    @Test
    void batchesOfSeveralStreamsAreOneStream() throws Exception {
        copy(ArrowStreams.idAndName(0, 3), ArrowStreams.idAndName(3, 0), ArrowStreams.idAndName(3, 4));

        try (LoadedStreams copied = new LoadedStreams(2)) {
            assertThat(copied.accept(out.toByteArray())).isEqualTo(7);
            assertIds(copied.load(), 0, 3);
            assertIds(copied.load(), 3, 0);
            assertIds(copied.load(), 3, 4);
            assertThat(copied.hasNext()).isFalse();
        }
    }

    /** Arrow before 0.15 wrote four bytes less in front of a message. */
    @Test
    void messagesOfOldServersAreAlignedAsNewOnes() throws Exception {
        copy(ArrowStreams.legacyIdAndName(0, 5));

        try (LoadedStreams copied = new LoadedStreams(2)) {
            assertThat(copied.accept(out.toByteArray())).isEqualTo(5);
            assertIds(copied.load(), 0, 5);
        }
        assertThat(out.size() % 8).isZero();
    }

    private void copy(final byte[]... streams) throws IOException, StarRocksException {
        final ArrowStreamOutput output = new ArrowStreamOutput(out);
        output.begin(ArrowStreams.ID_AND_NAME);
        try (LoadedStreams source = new LoadedStreams(2)) {
            for (final byte[] stream : streams) {
                source.accept(stream);
                while (source.hasNext()) {
                    output.write(source.next());
                }
            }
        }
        output.end();
    }

    private static void assertIds(final VectorSchemaRoot batch, final long first, final int rows) {
        assertThat(batch.getRowCount()).isEqualTo(rows);
        for (int row = 0; row < rows; row++) {
            assertThat(((BigIntVector) batch.getVector(0)).get(row)).isEqualTo(first + row);
            assertThat(batch.getVector(1).getObject(row)).hasToString("row " + (first + row));
        }
    }
}
