package io.github.nifistarrocks.emulator.load;

/** How the rows are written. */
public enum LoadFormat {
    CSV, JSON
}
