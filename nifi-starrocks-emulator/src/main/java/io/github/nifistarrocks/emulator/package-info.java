/**
 * The emulator as a whole: its builder, its facade, and what only they need. Knows every other package except {@code cli} and {@code junit};
 * no other package may know this one.
 */
package io.github.nifistarrocks.emulator;
