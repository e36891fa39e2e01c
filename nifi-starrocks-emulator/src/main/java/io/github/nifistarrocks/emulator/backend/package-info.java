/**
 * One BE as a process: its ports, start and stop, and how FEs choose among BEs. Loads are in {@code backend.load}; scans are added as an
 * extension.
 */
package io.github.nifistarrocks.emulator.backend;
