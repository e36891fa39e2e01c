/**
 * Checks the Arrow IPC streams of a scan, and reads them into vectors or copies them into one stream. Knows nothing of connections, calls or tablets: it receives bytes and
 * reports faults without saying where they come from.
 */
package io.github.nifistarrocks.client.scan.arrow;
