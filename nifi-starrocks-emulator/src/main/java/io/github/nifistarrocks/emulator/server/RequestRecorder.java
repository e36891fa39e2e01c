package io.github.nifistarrocks.emulator.server;

import io.github.nifistarrocks.emulator.http.HttpRequest;

/** Takes note of every request, once, before its reply is sent. */
@FunctionalInterface
public interface RequestRecorder {
    /**
     * @param server its name, such as {@code fe0}
     * @param bodyBytes how much of the body the server has read
     */
    void record(String server, HttpRequest request, long bodyBytes);
}
