/**
 * Exceptions and message helpers that the other packages share. Nothing here knows another package of the processors.
 */
package io.github.nifistarrocks.processors.common;
