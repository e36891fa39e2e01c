package io.github.nifistarrocks.emulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.server.RequestRecorder;

/** The newest requests, in the order in which they were finished. */
public final class RequestLog implements RequestRecorder {

    private static final int MAX_KEPT = 20_000;

    private final Deque<RecordedRequest> requests = new ArrayDeque<>();

    @Override
    public void record(final String server, final HttpRequest request, final long bodyBytes) {
        add(new RecordedRequest(server, request.method(), request.target(), request.headers(), bodyBytes));
    }

    private synchronized void add(final RecordedRequest request) {
        if (requests.size() == MAX_KEPT) {
            requests.removeFirst();
        }
        requests.addLast(request);
    }

    public synchronized List<RecordedRequest> all() {
        return List.copyOf(requests);
    }

    /** The requests whose path contains the text. */
    public List<RecordedRequest> to(final String pathPart) {
        return all().stream().filter(request -> request.target().contains(pathPart)).toList();
    }

    public synchronized void clear() {
        requests.clear();
    }
}
