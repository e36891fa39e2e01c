/**
 * Common parts of the demo and the system tests: directories of the build, the data set and the flow.
 */
package io.github.nifistarrocks.systemtests;
