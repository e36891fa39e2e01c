/**
 * Plans the scan of a table: the statement that an FE plans, and the tablets, replicas and opaque plan that it returns. Reading the tablets belongs to
 * {@code client.scan}.
 */
package io.github.nifistarrocks.client.plan;
