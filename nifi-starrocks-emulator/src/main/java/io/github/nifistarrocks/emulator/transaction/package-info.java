/** Loads by label, from begin to visible. Knows writers of rows, not where rows come from. */
package io.github.nifistarrocks.emulator.transaction;
