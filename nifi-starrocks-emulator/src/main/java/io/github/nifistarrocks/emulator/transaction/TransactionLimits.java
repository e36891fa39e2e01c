package io.github.nifistarrocks.emulator.transaction;

import java.time.Duration;

/**
 * The limits of an FE for transactions.
 *
 * @param maxRunning FE configuration {@code max_running_txn_num_per_db}
 * @param labelKeepMaxNum FE configuration {@code label_keep_max_num}: how many transactions a database remembers after a sweep
 * @param labelKeepMax FE configuration {@code label_keep_max_second}: how old a finished transaction may be after a sweep
 * @param taskKeepMaxNum FE configuration {@code stream_load_task_keep_max_num}: with more tasks of loads the next begin drops the finished ones
 */
public record TransactionLimits(int maxRunning, int labelKeepMaxNum, Duration labelKeepMax, int taskKeepMaxNum) {

    public static final TransactionLimits DEFAULT = new TransactionLimits(1000, 1000, Duration.ofDays(3), 1000);

    public TransactionLimits withMaxRunning(final int count) {
        return new TransactionLimits(count, labelKeepMaxNum, labelKeepMax, taskKeepMaxNum);
    }

    public TransactionLimits withLabels(final int keepMaxNum, final Duration keepMax) {
        return new TransactionLimits(maxRunning, keepMaxNum, keepMax, taskKeepMaxNum);
    }

    public TransactionLimits withTasks(final int keepMaxNum) {
        return new TransactionLimits(maxRunning, labelKeepMaxNum, labelKeepMax, keepMaxNum);
    }
}
