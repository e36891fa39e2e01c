/** Determines the outcome of a load from replies and from the state of its label. Shared by Stream Load and transactions. */
package io.github.nifistarrocks.client.outcome;
