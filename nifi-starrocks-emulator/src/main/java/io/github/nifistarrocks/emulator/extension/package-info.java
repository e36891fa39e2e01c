/** The interfaces by which scans extend FEs and BEs. Knows only HTTP routes and ports, never the implementations. */
package io.github.nifistarrocks.emulator.extension;
