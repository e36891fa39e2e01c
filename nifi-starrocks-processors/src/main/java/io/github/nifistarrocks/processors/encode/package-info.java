/**
 * Records as rows of a load: one encoder for each field, chosen by the type of its column once for each schema, and the check of rows before they are sent.
 * Nothing here sends anything.
 */
package io.github.nifistarrocks.processors.encode;
