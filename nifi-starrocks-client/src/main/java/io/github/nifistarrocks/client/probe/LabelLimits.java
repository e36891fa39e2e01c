package io.github.nifistarrocks.client.probe;

import java.time.Duration;

/**
 * How long an FE remembers labels.
 *
 * @param keepMaxNum {@code label_keep_max_num}: transactions of a database that a sweep leaves
 * @param keepMax {@code label_keep_max_second}: age of the oldest finished transaction that a sweep leaves
 * @param cleanInterval {@code label_clean_interval_second}: time between two sweeps
 */
public record LabelLimits(long keepMaxNum, Duration keepMax, Duration cleanInterval) {}
