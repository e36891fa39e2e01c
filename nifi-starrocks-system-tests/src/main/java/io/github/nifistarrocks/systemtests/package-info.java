/**
 * What the demo and the system tests share: the places of the build, the data set and the flow.
 */
package io.github.nifistarrocks.systemtests;
