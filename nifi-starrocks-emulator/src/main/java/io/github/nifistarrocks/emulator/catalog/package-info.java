/** Databases, tables and columns. Holds no rows and reads no SQL. */
package io.github.nifistarrocks.emulator.catalog;
