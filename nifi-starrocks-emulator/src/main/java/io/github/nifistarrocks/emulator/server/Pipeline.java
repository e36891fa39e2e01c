package io.github.nifistarrocks.emulator.server;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.github.nifistarrocks.emulator.fault.ActiveFaults;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.Faults;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.http.HttpExchange;
import io.github.nifistarrocks.emulator.http.HttpHandler;
import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.http.HttpResponse;

/** Runs before and after the handler of every request: applies its faults and records it. */
public final class Pipeline implements HttpHandler {
    private final Faults script;
    private final RequestRecorder requests;
    private final String server;
    private final Function<HttpRequest, RequestKind> kinds;
    private final HttpHandler handler;

    private Pipeline(Faults script, RequestRecorder requests, String server, Function<HttpRequest, RequestKind> kinds, HttpHandler handler) {
        this.script = script;
        this.requests = requests;
        this.server = server;
        this.kinds = kinds;
        this.handler = handler;
    }

    /** @param server its name in the log and in rules, such as {@code fe0} */
    public static Pipeline ofFrontend(Faults script, RequestRecorder requests, String server, HttpHandler handler) {
        return new Pipeline(script, requests, server, RequestKinds::ofFrontend, handler);
    }

    public static Pipeline ofBackend(Faults script, RequestRecorder requests, String server, HttpHandler handler) {
        return new Pipeline(script, requests, server, RequestKinds::ofBackend, handler);
    }

    /** The faults of this request. */
    public static ActiveFaults faultsOf(HttpExchange exchange) {
        return exchange.attachment(ActiveFaults.class).orElseGet(ActiveFaults::none);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        HttpRequest request = exchange.request();
        String label = request.header("label").or(() -> request.parameter("label")).orElse("");
        ActiveFaults faults = script.next(kinds.apply(request), "%s %s %s".formatted(server, request.target(), label));
        exchange.attach(ActiveFaults.class, faults);
        AtomicBoolean recorded = new AtomicBoolean();
        Runnable record = () -> {
            if (recorded.compareAndSet(false, true)) {
                requests.record(server, request, exchange.bodyBytes());
            }
        };
        // Recorded before the reply: a client that has received the reply finds its request in the log.
        exchange.guardReply(() -> {
            record.run();
            return mayReply(faults, exchange);
        });
        try {
            if (!isAnsweredBy(faults, exchange)) {
                handler.handle(exchange);
            }
        } finally {
            record.run();
        }
    }

    private boolean isAnsweredBy(ActiveFaults faults, HttpExchange exchange) throws IOException {
        faults.find(Fault.Delay.class).ifPresent(delay -> faults.sleep(delay.time()));
        if (faults.has(Fault.ResetBeforeBody.class)) {
            exchange.reset();
            return true;
        }
        Optional<Fault.Reply> reply = faults.find(Fault.Reply.class);
        if (reply.isPresent()) {
            exchange.respond(other(reply.get()));
            return true;
        }
        faults.find(Fault.ResetInBody.class).ifPresent(reset -> exchange.failBodyAfter(reset.bytes()));
        faults.find(Fault.TruncateReply.class).ifPresent(truncate -> exchange.truncateReplyAfter(truncate.bytes()));
        return false;
    }

    private boolean mayReply(ActiveFaults faults, HttpExchange exchange) {
        faults.find(Fault.DelayReply.class).ifPresent(delay -> faults.sleep(delay.time()));
        if (faults.has(Fault.ResetAfterCommit.class)) {
            exchange.reset();
            return false;
        }
        return true;
    }

    private static HttpResponse other(Fault.Reply reply) {
        HttpResponse response = HttpResponse.of(reply.status()).header("Content-Type", reply.contentType()).body(reply.body());
        return response.header("Content-Length", String.valueOf(response.body().length)).header("Connection", "close").closing();
    }
}
