/** A small HTTP/1.1 server. Knows nothing of StarRocks. */
package io.github.nifistarrocks.emulator.http;
