/**
 * One BE as a process: its ports, its life and death, and how FEs choose among BEs. What it does with a load is in {@code backend.load}; scans
 * come in as an extension.
 */
package io.github.nifistarrocks.emulator.backend;
