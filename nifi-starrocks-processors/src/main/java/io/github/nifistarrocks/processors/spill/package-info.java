/**
 * Bytes of a load that are needed once more and may not fit into memory. Nothing here knows what they mean.
 */
package io.github.nifistarrocks.processors.spill;
