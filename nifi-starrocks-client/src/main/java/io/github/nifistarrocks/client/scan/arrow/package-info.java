/**
 * Reads the Arrow IPC streams of a scan into vectors and checks them first. Knows nothing of connections, calls or tablets: it receives bytes and
 * reports faults without saying where they come from.
 */
package io.github.nifistarrocks.client.scan.arrow;
