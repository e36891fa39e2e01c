/** The cluster of a contract test, emulated or real. Uses the facade only. */
package io.github.nifistarrocks.emulator.junit;
