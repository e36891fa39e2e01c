/** Requests that verify a configuration. Loads and scans do not use them. */
package io.github.nifistarrocks.client.probe;
