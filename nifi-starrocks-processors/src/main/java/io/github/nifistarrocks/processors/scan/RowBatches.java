package io.github.nifistarrocks.processors.scan;

import java.util.List;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.scan.ScanColumn;
import io.github.nifistarrocks.client.scan.TabletScan;
import io.github.nifistarrocks.client.scan.arrow.ArrowBatch;
import org.apache.arrow.vector.VectorSchemaRoot;

/** The batches of a scan. */
public interface RowBatches {

    /** For a plan with nothing to read. */
    RowBatches NONE = new RowBatches() {
        @Override
        public List<ScanColumn> columns() {
            return List.of();
        }

        @Override
        public boolean nextBatch() {
            return false;
        }

        @Override
        public VectorSchemaRoot vectors() {
            throw new IllegalStateException("There is no batch");
        }

        @Override
        public ArrowBatch batch() {
            throw new IllegalStateException("There is no batch");
        }
    };

    /** Name and type of each vector of a batch, by position. */
    List<ScanColumn> columns();

    /** @return false at the end */
    boolean nextBatch() throws StarRocksException, CallCancelledException;

    /** The batch, decoded. Valid until the next call of {@link #nextBatch()}. */
    VectorSchemaRoot vectors() throws StarRocksException, CallCancelledException;

    /** The batch as the BE sent it. Valid until the next call of {@link #nextBatch()}. */
    ArrowBatch batch();

    static RowBatches of(final TabletScan scan) {
        return new RowBatches() {
            @Override
            public List<ScanColumn> columns() {
                return scan.columns();
            }

            @Override
            public boolean nextBatch() throws StarRocksException, CallCancelledException {
                return scan.nextBatch();
            }

            @Override
            public VectorSchemaRoot vectors() throws StarRocksException, CallCancelledException {
                return scan.vectors();
            }

            @Override
            public ArrowBatch batch() {
                return scan.batch();
            }
        };
    }
}
