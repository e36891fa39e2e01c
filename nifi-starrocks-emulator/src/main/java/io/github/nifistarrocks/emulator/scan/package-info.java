/** The scan service of a BE over thrift, with its faults and replays. Arrow batches are written by {@code scan.arrow}. */
package io.github.nifistarrocks.emulator.scan;
