/** The mark of FlowFiles whose rows StarRocks merges with others, and when their state is requested again. Nothing here calls StarRocks. */
package io.github.nifistarrocks.processors.load.merged;
