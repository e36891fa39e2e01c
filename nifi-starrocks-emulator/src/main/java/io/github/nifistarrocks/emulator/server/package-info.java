/** What happens to every HTTP request of FEs and BEs before and after its handler: faults and recording. Knows no handler. */
package io.github.nifistarrocks.emulator.server;
