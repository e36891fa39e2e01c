/** The types of columns: the only place with names of StarRocks types. */
package io.github.nifistarrocks.emulator.catalog.type;
