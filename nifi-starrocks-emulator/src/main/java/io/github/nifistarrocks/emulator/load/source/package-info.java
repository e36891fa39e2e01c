/** The input of a load: its options, its compression, and rows as they were sent. Knows no format of rows and no table. */
package io.github.nifistarrocks.emulator.load.source;
