package io.github.nifistarrocks.processors;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;

/** A JsonTreeReader that counts how often contents are read. */
public final class CountingJsonReader extends JsonTreeReader {

    private final AtomicInteger readings = new AtomicInteger();

    @Override
    public RecordReader createRecordReader(final Map<String, String> variables, final InputStream in, final long inputLength, final ComponentLog logger)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        readings.incrementAndGet();
        return super.createRecordReader(variables, in, inputLength, logger);
    }

    int readings() {
        return readings.get();
    }
}
