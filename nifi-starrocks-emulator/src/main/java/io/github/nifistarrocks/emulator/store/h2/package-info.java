/** The H2 database below the store: connections and functions. Knows no table of the catalog. */
package io.github.nifistarrocks.emulator.store.h2;
