/** Reads the SQL subset of scripts and headers, and rewrites queries for H2. Executes nothing. */
package io.github.nifistarrocks.emulator.sql;
