/** Values as a BE reads them from the fields of CSV. Knows no rows. */
package io.github.nifistarrocks.emulator.value.csv;
