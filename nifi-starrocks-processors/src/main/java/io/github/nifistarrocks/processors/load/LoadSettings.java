package io.github.nifistarrocks.processors.load;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;

import io.github.nifistarrocks.client.TableId;

/**
 * What one FlowFile's load is to be, all expressions evaluated.
 *
 * @param table target
 * @param label the name of the load
 * @param format of the body
 * @param timeout of the load
 * @param maxFilterRatio from 0 to 1, as it is sent
 * @param strict whether a value that cannot be converted makes its row a bad one
 * @param zone in which instants become DATETIME values
 * @param headers further Stream Load headers by lower-case name
 */
public record LoadSettings(TableId table, String label, LoadFormat format, Duration timeout, String maxFilterRatio, boolean strict, ZoneId zone,
        Map<String, String> headers) {

    public LoadSettings {
        headers = Map.copyOf(headers);
    }
}
