/**
 * The three processors and what the two of them for scans share. They read as the flow of a FlowFile; what they call is in the packages below, which do not
 * know them.
 */
package io.github.nifistarrocks.processors;
