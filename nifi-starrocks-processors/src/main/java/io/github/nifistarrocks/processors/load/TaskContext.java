package io.github.nifistarrocks.processors.load;

import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;

/**
 * What NiFi provides for one task of the processor.
 *
 * @param process properties of the processor
 * @param session of the task
 * @param logger of the processor
 * @param processorId identity of the processor, which the names of NiFi's retry counters contain
 */
public record TaskContext(ProcessContext process, ProcessSession session, ComponentLog logger, String processorId) {}
