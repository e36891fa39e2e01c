package io.github.nifistarrocks.emulator.server;

import io.github.nifistarrocks.emulator.http.HttpRequest;

/** Records every request once, before its reply is sent. */
@FunctionalInterface
public interface RequestRecorder {

    /**
     * @param server its name, such as {@code fe0}
     * @param bodyBytes number of bytes of the body that the server has read
     */
    void record(String server, HttpRequest request, long bodyBytes);
}
