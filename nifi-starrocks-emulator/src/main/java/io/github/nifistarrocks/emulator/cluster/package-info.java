/** What all servers of one cluster share: state, settings, faults. Knows no server. */
package io.github.nifistarrocks.emulator.cluster;
