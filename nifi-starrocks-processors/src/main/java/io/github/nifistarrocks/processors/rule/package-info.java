/**
 * What each StarRocks type takes, for checks before a load. Rules look at single values and write nothing.
 */
package io.github.nifistarrocks.processors.rule;
