/**
 * The load of one FlowFile by PutStarRocks: selecting it from the queue, loading it, and its relationship, attributes, counters, provenance events and
 * bulletins. What is sent to StarRocks belongs to {@code load.content}.
 */
package io.github.nifistarrocks.processors.load;
