package io.github.nifistarrocks.emulator.http;

import java.io.IOException;

/** Answers requests. */
public interface HttpHandler {

    /** Has to call {@link HttpExchange#respond} or {@link HttpExchange#reset} before it returns. */
    void handle(HttpExchange exchange) throws IOException;
}
