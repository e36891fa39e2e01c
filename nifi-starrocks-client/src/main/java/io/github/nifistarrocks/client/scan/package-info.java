/**
 * Reads tablets from a BE over its Thrift service: connection, calls, status codes, and the scan that joins them. Planning belongs to
 * {@code client.plan}, the contents of batches to {@code client.scan.arrow}.
 */
package io.github.nifistarrocks.client.scan;
