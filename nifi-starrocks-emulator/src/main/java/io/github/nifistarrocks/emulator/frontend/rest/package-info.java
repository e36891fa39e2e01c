/** What every call of an FE shares: the login and the styles of replies. Knows no single call. */
package io.github.nifistarrocks.emulator.frontend.rest;
