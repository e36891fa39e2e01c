/** Users and their privileges. Knows the names of tables; knows no connection and no request. */
package io.github.nifistarrocks.emulator.access;
