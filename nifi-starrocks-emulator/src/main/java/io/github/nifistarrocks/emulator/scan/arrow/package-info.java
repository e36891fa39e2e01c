/** Writes Arrow IPC streams. Knows columns and Java values, nothing of thrift and H2. */
package io.github.nifistarrocks.emulator.scan.arrow;
