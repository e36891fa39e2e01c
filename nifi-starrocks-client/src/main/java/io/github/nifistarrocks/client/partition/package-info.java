/** The partitions of a table and their versions: as an FE lists them, as they were read before, and which of them changed. Requests nothing. */
package io.github.nifistarrocks.client.partition;
