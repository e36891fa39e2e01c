/**
 * The steps of transactions that an FE executes itself: prepared ones, and those of several tables. Knows transactions and BEs, but no other call of the FE.
 */
package io.github.nifistarrocks.emulator.frontend.transaction;
