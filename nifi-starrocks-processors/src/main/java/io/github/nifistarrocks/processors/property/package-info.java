/** The properties of PutStarRocks in their order, and the validation of their values. Nothing here reads them for a FlowFile. */
package io.github.nifistarrocks.processors.property;
