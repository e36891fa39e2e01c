/** What the scan service writes beyond the official Thrift stubs: newer numbers, truncated and reset replies. Knows no scanner. */
package io.github.nifistarrocks.emulator.scan.wire;
