/**
 * From the rows of a body to the rows of a table: mapping, expressions, checks, counters. Reading bodies is in {@code load.csv} and {@code
 * load.json}; knows no transaction and no reply.
 */
package io.github.nifistarrocks.emulator.load;
