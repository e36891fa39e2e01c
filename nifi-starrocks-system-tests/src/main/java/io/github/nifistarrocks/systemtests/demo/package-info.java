/**
 * The demo: a real NiFi loads a real data set into StarRocks and reads it back, with the flow that users import.
 */
package io.github.nifistarrocks.systemtests.demo;
