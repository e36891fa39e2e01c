/**
 * JSON as a BE reads and prints it: the text of JSON columns, and documents that are read only where they are looked at. Knows no column types.
 */
package io.github.nifistarrocks.emulator.value.json;
