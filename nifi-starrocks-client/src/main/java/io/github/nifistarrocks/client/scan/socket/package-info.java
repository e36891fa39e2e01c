/** TCP connections of scans, of which every wait is bounded: name lookup, connecting, sending and receiving. Knows nothing of scanners. */
package io.github.nifistarrocks.client.scan.socket;
