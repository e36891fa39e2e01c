/** The rows of tables: writing, merging by key, reading. Knows tables, knows no load and no request. */
package io.github.nifistarrocks.emulator.store;
