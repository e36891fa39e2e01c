package io.github.nifistarrocks.processors.reading;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

import com.fasterxml.jackson.core.StreamReadConstraints;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.json.JsonParserFactory;
import org.apache.nifi.json.JsonTreeRowRecordReader;
import org.apache.nifi.json.SchemaApplicationStrategy;
import org.apache.nifi.json.StartingFieldStrategy;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.record.RecordSchema;

/** NiFi's reader of JSON with a schema that was inferred from other records, as the Schema Inference Cache has it. */
final class NarrowJsonReader extends AbstractControllerService implements RecordReaderFactory {

    private RecordSchema schema;

    void use(final RecordSchema narrow) {
        schema = narrow;
    }

    @Override
    public RecordReader createRecordReader(final Map<String, String> variables, final InputStream in, final long length, final ComponentLog log)
            throws IOException, MalformedRecordException {
        return new JsonTreeRowRecordReader(in, log, schema, null, null, null, StartingFieldStrategy.ROOT_NODE, null, SchemaApplicationStrategy.SELECTED_PART,
                null, new JsonParserFactory(StreamReadConstraints.defaults(), false));
    }
}
