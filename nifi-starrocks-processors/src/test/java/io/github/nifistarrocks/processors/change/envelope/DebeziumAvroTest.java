package io.github.nifistarrocks.processors.change.envelope;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.processors.option.OperationSource;
import org.apache.avro.Schema;
import org.apache.nifi.avro.AvroTypeUtil;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.type.RecordDataType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Events as Kafka Connect's AvroConverter writes them: the encoding of a time is in the schema's {@code connect.name}. */
final class DebeziumAvroTest {

    private static final RecordSchema EVENT = AvroTypeUtil.createSchema(new Schema.Parser().parse("""
            {"type":"record","name":"Envelope","namespace":"shop.public.t","fields":[
              {"name":"before","type":["null",{"type":"record","name":"Value","fields":[
                {"name":"id","type":"long"},
                {"name":"ms","type":["null",{"type":"long","connect.version":1,"connect.name":"io.debezium.time.Timestamp"}]},
                {"name":"us","type":["null",{"type":"long","connect.version":1,"connect.name":"io.debezium.time.MicroTimestamp"}]},
                {"name":"day","type":["null",{"type":"int","connect.version":1,"connect.name":"io.debezium.time.Date"}]},
                {"name":"at","type":["null",{"type":"long","connect.version":1,"connect.name":"io.debezium.time.MicroTime"}]}]}]},
              {"name":"after","type":["null","Value"]},
              {"name":"op","type":"string"}]}"""));

    @Test
    void timesOfEveryUnitAreReadByTheirNames() throws Exception {
        final Record after = new MapRecord(row(),
                Map.of("id", 1L, "ms", 1_785_837_600_000L, "us", 1_785_837_600_000_001L, "day", 20_668, "at", 36_000_000_000L));
        final Record event = new MapRecord(EVENT, Map.of("after", after, "op", "c"));

        final Reading reading = Reading.of(OperationSource.DEBEZIUM).table("id BIGINT key", "ms DATETIME", "us DATETIME", "day DATE", "at VARCHAR")
                .records(List.of(event));

        final Record read = reading.changes.getFirst().row();
        assertThat(read.getValue("ms")).isEqualTo(LocalDateTime.of(2026, 8, 4, 10, 0));
        assertThat(read.getValue("us")).isEqualTo(LocalDateTime.of(2026, 8, 4, 10, 0, 0, 1000));
        assertThat(read.getValue("day")).hasToString("2026-08-03");
        assertThat(read.getValue("at")).isEqualTo("10:00:00");
    }

    private static RecordSchema row() {
        return ((RecordDataType) EVENT.getDataType("after").orElseThrow()).getChildSchema();
    }
}
