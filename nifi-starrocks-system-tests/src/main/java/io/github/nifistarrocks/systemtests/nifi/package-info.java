/**
 * A real NiFi put together from artifacts: its home, its process and its REST API.
 */
package io.github.nifistarrocks.systemtests.nifi;
