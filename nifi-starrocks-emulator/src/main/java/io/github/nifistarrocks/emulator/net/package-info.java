/** TCP ports with a thread for each connection. Knows no protocol. */
package io.github.nifistarrocks.emulator.net;
