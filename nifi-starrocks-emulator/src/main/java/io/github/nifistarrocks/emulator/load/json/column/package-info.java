/** What the values of JSON documents become in columns: type by type, with the messages of a BE. Knows neither rows nor tables. */
package io.github.nifistarrocks.emulator.load.json.column;
