package io.github.nifistarrocks.processors.reading;

import java.util.Iterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Streams of iterators. */
final class StreamOf {

    private StreamOf() {}

    static <T> Stream<T> all(final Iterator<T> elements) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(elements, 0), false);
    }
}
