package io.github.nifistarrocks.client.plan;

import java.util.Map;

/**
 * The plan of rows that were not read before.
 *
 * @param plan of the rows beyond the last values, up to the maxima
 * @param maxima values by the names of the columns, which are the last values after these rows
 */
public record NewRows(ScanPlan plan, Map<String, String> maxima) {

    public NewRows {
        maxima = Map.copyOf(maxima);
    }
}
