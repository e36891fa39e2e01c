/** The seams through which scans join FEs and BEs. Knows only HTTP routes and ports, never who implements them. */
package io.github.nifistarrocks.emulator.extension;
