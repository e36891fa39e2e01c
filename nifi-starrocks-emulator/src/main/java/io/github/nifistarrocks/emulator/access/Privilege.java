package io.github.nifistarrocks.emulator.access;

/** What a user may do with a table. */
public enum Privilege {

    SELECT, INSERT, UPDATE, DELETE
}
