package io.github.nifistarrocks.emulator.scan;

/**
 * One reply of {@code get_next}.
 *
 * @param arrowStream a complete Arrow IPC stream with one record batch; never written to
 * @param rows number of rows in it
 */
public record PreparedBatch(byte[] arrowStream, int rows) {}
