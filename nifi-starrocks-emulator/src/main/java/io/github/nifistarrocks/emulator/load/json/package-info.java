/** Splits JSON bodies into rows, change events of Debezium included. Knows no table. */
package io.github.nifistarrocks.emulator.load.json;
