/**
 * What is known of the values that a Record Reader returns: whether a user declared their types, and whether the reader may have lost digits of them. Nothing
 * here knows a load or how a value is written.
 */
package io.github.nifistarrocks.processors.origin;
