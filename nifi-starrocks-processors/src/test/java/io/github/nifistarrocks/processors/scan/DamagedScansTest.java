package io.github.nifistarrocks.processors.scan;

import java.io.OutputStream;
import java.util.List;
import java.util.function.UnaryOperator;

import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.emulator.damage.Damage;
import io.github.nifistarrocks.emulator.damage.DamageFigures;
import io.github.nifistarrocks.emulator.damage.DamageTrial;
import io.github.nifistarrocks.processors.option.scan.InexactValues;
import io.github.nifistarrocks.processors.option.scan.JsonColumns;
import io.github.nifistarrocks.processors.option.scan.TemporalValues;
import io.github.nifistarrocks.processors.scan.RecordedBatches.Recording;
import io.github.nifistarrocks.processors.scan.column.UnreadableColumnException;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Batches of a real BE are written as records and as Arrow streams, or refused, however they are damaged. */
@Tag("proof-scanning")
class DamagedScansTest {

    /** A message of few bytes can describe 50,000 fields, of which each needs a kilobyte. More are refused. */
    private static final long FIXED_BYTES = 64L * 1024 * 1024;
    private static final int MAX_BYTES = 4096;
    /** NiFi's types; dates as text; everything as text. */
    private static final List<UnaryOperator<DataType>> TYPES = List.of(UnaryOperator.identity(), KeepingWriter::datesAsText, KeepingWriter::text);

    private final DamageTrial trial = new DamageTrial(DamagedScansTest.class);
    private final List<Recording> recordings = RecordedBatches.all().stream().filter(recording -> recording.bytes().length <= MAX_BYTES).toList();
    private final List<byte[]> streams = recordings.stream().map(Recording::bytes).toList();
    private final MockFlowFile flowFile = new MockFlowFile(1);
    private final MockComponentLog log = new MockComponentLog("scan", this);

    @Test
    void damagedBatchesAreWrittenOrRefused() {
        assertWrittenOrRefused(trial.run(new DamageTrial.Material("batches as records", streams, Damage.BINARY), DamageTrial.size(300_000, 6_000),
                (stream, origin) -> write(stream, recordings.get(origin), records(TYPES.get(stream.length % TYPES.size())))));
        assertWrittenOrRefused(trial.run(new DamageTrial.Material("batches as Arrow streams", streams, Damage.BINARY), DamageTrial.size(200_000, 6_000),
                (stream, origin) -> write(stream, recordings.get(origin), ArrowOutput::new)));
    }

    private static void assertWrittenOrRefused(final DamageFigures figures) {
        assertThat(figures.faults()).isEmpty();
        assertThat(figures.of("written")).isGreaterThan(figures.cases() / 100);
        assertThat(figures.of("refused as PROTOCOL")).isGreaterThan(figures.cases() / 10);
        assertThat(figures.of("refused as unreadable column")).isPositive();
        assertThat(figures.isWithin(FIXED_BYTES, 500)).as("memory in proportion to each message").isTrue();
    }

    private ScanOutput.Factory records(final UnaryOperator<DataType> types) {
        final WriterContext context = new WriterContext(new KeepingWriter(types, DamagedScansTest::readAll), flowFile, log);
        final OutputOptions options = new OutputOptions(TemporalValues.NIFI_TYPES, JsonColumns.TEXT, InexactValues.WARN);
        return (planned, batches) -> new RecordOutput(planned, batches, context, options);
    }

    /** As the writers of JSON and Avro do. */
    private static void readAll(final Record row) {
        row.getValues();
        row.toMap();
    }

    private static String write(final byte[] stream, final Recording recording, final ScanOutput.Factory format) throws Exception {
        try (RecordedBatches.Source source = recording.open(stream)) {
            format.create(recording.columns(), source).process(OutputStream.nullOutputStream());
            return "written";
        } catch (ScanAbortedException e) {
            return switch (e.getCause()) {
                case StarRocksException refusal -> DamageTrial.refused(refusal.kind(), refusal);
                case UnreadableColumnException refusal -> DamageTrial.refused("unreadable column", refusal);
                case Exception other -> throw other;
                case Error other -> throw other;
                case Throwable other -> throw new IllegalStateException(other);
            };
        }
    }
}
