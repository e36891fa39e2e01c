/** Stream Load in one request, with and without Merge Commit. */
package io.github.nifistarrocks.client.streamload;
