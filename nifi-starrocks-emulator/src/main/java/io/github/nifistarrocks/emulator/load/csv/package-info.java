/** Splits CSV bodies into rows. Knows no table. */
package io.github.nifistarrocks.emulator.load.csv;
