/** The load calls of a BE: Stream Load, merge commit, transactions, error logs. Knows neither ports nor other BEs, and nothing of FEs. */
package io.github.nifistarrocks.emulator.backend.load;
