/**
 * Finding the invalid records of a load, by the error log of StarRocks and by trial loads, so that all valid records can be loaded. No class here knows
 * FlowFiles or sessions.
 */
package io.github.nifistarrocks.processors.isolation;
