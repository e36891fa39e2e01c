/**
 * One FE and its calls. Knows the BEs; the login and the styles of its replies are in {@code frontend.rest}, query plans are added as an
 * extension.
 */
package io.github.nifistarrocks.emulator.frontend;
