package io.github.nifistarrocks.processors.scan;

import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.processors.plan.PlannedColumn;
import org.apache.nifi.processor.io.OutputStreamCallback;

/** Writes all rows of one scan as the content of a FlowFile. To be used once. What it reports is valid after a successful {@link #process}. */
public sealed interface ScanOutput extends OutputStreamCallback permits RecordOutput, ArrowOutput {

    /** Creates the output of one attempt. */
    @FunctionalInterface
    interface Factory {

        /**
         * @param planned columns of the plan
         * @param batches not closed by the output
         */
        ScanOutput create(List<PlannedColumn> planned, RowBatches batches);
    }

    /** @throws ScanAbortedException for every failure except one of NiFi's content repository */
    @Override
    void process(OutputStream out);

    long records();

    String mimeType();

    /** Further attributes of the FlowFile. */
    Map<String, String> writerAttributes();

    /** Columns whose values were not written exactly, with marks of row data. */
    Optional<String> warning();
}
