/**
 * How FetchStarRocksTablets creates a plan: its properties for one FlowFile as a request, its state, the columns that can be read, and the request to the FE. The plan
 * document belongs to {@code processors.plan}.
 */
package io.github.nifistarrocks.processors.planning;
