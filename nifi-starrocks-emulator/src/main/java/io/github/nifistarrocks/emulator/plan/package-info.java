/** Query plans for external scans: the call of the FE, the select that it accepts, and the tablets that it names. Reads no rows. */
package io.github.nifistarrocks.emulator.plan;
