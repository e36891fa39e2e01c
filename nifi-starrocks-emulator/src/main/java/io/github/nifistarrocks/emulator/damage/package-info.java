/**
 * Damages real bytes at random, and measures what a reader does with them. For proofs that no peer can harm a client. Knows no format but JSON, and no other
 * package of the emulator.
 */
package io.github.nifistarrocks.emulator.damage;
