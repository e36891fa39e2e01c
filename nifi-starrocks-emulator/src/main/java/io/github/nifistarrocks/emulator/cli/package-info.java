/** The command line around the emulator. Nothing else may depend on it. */
package io.github.nifistarrocks.emulator.cli;
