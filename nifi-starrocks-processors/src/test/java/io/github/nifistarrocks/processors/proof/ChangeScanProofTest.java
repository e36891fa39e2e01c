package io.github.nifistarrocks.processors.proof;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.scan.ChangeScan;
import io.github.nifistarrocks.processors.change.scan.ChangeScanRules;
import io.github.nifistarrocks.processors.change.scan.ChangeScanRules.MissingFields;
import io.github.nifistarrocks.processors.change.scan.RowGroup;
import io.github.nifistarrocks.processors.option.DeleteHandling;
import io.github.nifistarrocks.processors.option.UnknownFields;
import io.github.nifistarrocks.processors.row.OpenRecords;
import io.github.nifistarrocks.processors.row.RowRules;
import io.github.nifistarrocks.processors.row.RowSource;
import io.github.nifistarrocks.processors.spill.SpillFile;
import io.github.nifistarrocks.processors.table.TargetTable;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** More keys than a scan holds in memory are scanned in one reading, each with its last change. */
@Tag("proof-loading")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ChangeScanProofTest {

    private static final int KEYS = ProofSize.of(10_000_000, 600_000);
    /** Every third key is changed a second time. */
    private static final int CHANGES = KEYS + KEYS / 3;
    private static final long MEMORY = 8 << 20;
    private static final RecordSchema SCHEMA = new SimpleRecordSchema(List.of(new RecordField("id", RecordFieldType.LONG.getDataType()),
            new RecordField("value", RecordFieldType.LONG.getDataType())));
    private static final TargetTable TABLE = TargetTable.known(new TableSchema(new TableId("db", "t"), TableSchema.Keys.PRIMARY,
            List.of(new TableColumn("id", ScalarType.BIGINT, false, true, false), new TableColumn("value", ScalarType.BIGINT, true, false, false))));

    private final AtomicInteger readings = new AtomicInteger();
    @TempDir
    private Path directory;

    @Test
    void keysBeyondMemoryNeedNoOtherReading() throws Exception {
        final long start = System.nanoTime();
        final ChangeScan scan;
        final long fileSize;
        try (SpillFile file = new SpillFile(directory, MEMORY)) {
            scan = ChangeScan.of(source(), rules(), file);
            fileSize = file.fileSize();
        }
        final long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

        ProofReport.of(ChangeScanProofTest.class).add("scan of changes: keys %d, changes %d, readings %d, %d ms, %d MB in a file", KEYS, CHANGES,
                readings.get(),
                millis, fileSize >> 20);
        assertThat(readings).hasValue(1);
        assertThat(fileSize).isPositive();
        assertThat(scan.superseded()).isEqualTo(CHANGES - KEYS);
        assertThat(scan.groups()).extracting(RowGroup::changes).containsExactly((long) KEYS);
        final int group = scan.groups().getFirst().number();
        for (int ordinal = 0; ordinal < CHANGES; ordinal++) {
            final boolean last = ordinal >= KEYS || ordinal % 3 != 0 || ordinal / 3 >= CHANGES - KEYS;
            if (scan.groupOf(ordinal) == group != last) {
                assertThat(scan.groupOf(ordinal) == group).as("change %d is loaded", ordinal).isEqualTo(last);
            }
        }
    }

    private RowSource source() {
        final RowRules rules = new RowRules((record, changes) -> {
            changes.accept(Change.upsert(record.record()));
            return false;
        }, DeleteHandling.HARD, (record, number) -> TABLE, UnknownFields.FAIL, Optional.empty());
        return new RowSource(() -> {
            readings.incrementAndGet();
            return new OpenRecords(InputStream.nullInputStream(), new Changes());
        }, rules, new CallScope());
    }

    private static ChangeScanRules rules() {
        return new ChangeScanRules(MissingFields.KEEP, false, true,
                new ChangeScanRules.Columns(List.of(), Optional.empty(), (field, isColumn) -> field, ZoneOffset.UTC));
    }

    /** Each key once, then every third one again. */
    private static final class Changes implements RecordReader {

        private int next;

        @Override
        public Record nextRecord(final boolean coerceTypes, final boolean dropUnknownFields) {
            if (next == CHANGES) {
                return null;
            }
            final long key = next < KEYS ? next : (next - KEYS) * 3L;
            return new MapRecord(SCHEMA, Map.of("id", key, "value", (long) next++));
        }

        @Override
        public RecordSchema getSchema() {
            return SCHEMA;
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }
}
