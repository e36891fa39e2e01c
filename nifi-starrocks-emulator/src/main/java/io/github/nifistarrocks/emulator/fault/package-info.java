/** The script of faults. Knows kinds of requests, not how they are handled. */
package io.github.nifistarrocks.emulator.fault;
