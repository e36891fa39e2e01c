package io.github.nifistarrocks.processors.scan;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.serialization.RecordSetWriterFactory;

/**
 * What a record writer is created from.
 *
 * @param factory of the writer
 * @param flowFile whose attributes the writer may use
 * @param log for the writer
 */
public record WriterContext(RecordSetWriterFactory factory, FlowFile flowFile, ComponentLog log) {}
