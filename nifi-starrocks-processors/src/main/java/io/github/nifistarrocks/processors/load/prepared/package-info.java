/** The mark of FlowFiles whose rows are in a prepared transaction, and what the running processor knows of them. Nothing here calls StarRocks. */
package io.github.nifistarrocks.processors.load.prepared;
