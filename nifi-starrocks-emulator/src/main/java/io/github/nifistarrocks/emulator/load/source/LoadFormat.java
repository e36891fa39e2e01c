package io.github.nifistarrocks.emulator.load.source;

/** How the rows are written. */
public enum LoadFormat {

    CSV, JSON
}
