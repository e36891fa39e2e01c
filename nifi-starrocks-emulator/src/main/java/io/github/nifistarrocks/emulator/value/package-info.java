/** Values of cells: from text, JSON and H2, and into H2. Knows types, not tables. */
package io.github.nifistarrocks.emulator.value;
