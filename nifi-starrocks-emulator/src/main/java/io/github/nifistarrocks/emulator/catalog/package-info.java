/** Databases, tables, columns and types: the only place with names of StarRocks types. Holds no rows and reads no SQL but type names. */
package io.github.nifistarrocks.emulator.catalog;
