/** The frame around all HTTP handlers of FEs and BEs: applies faults and records requests. Knows no handler. */
package io.github.nifistarrocks.emulator.server;
