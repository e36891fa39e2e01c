package io.github.nifistarrocks.processors;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** JSON for tests. */
final class JsonText {

    private JsonText() {}

    static String quoted(final String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
