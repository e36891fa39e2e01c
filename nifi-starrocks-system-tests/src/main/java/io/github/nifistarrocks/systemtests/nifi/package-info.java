/**
 * A real NiFi, assembled from artifacts: its home directory, its process and its REST API.
 */
package io.github.nifistarrocks.systemtests.nifi;
