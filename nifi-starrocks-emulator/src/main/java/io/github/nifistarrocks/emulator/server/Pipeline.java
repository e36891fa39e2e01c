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

    private Pipeline(final Faults script, final RequestRecorder requests, final String server, final Function<HttpRequest, RequestKind> kinds,
            final HttpHandler handler) {
        this.script = script;
        this.requests = requests;
        this.server = server;
        this.kinds = kinds;
        this.handler = handler;
    }

    /** @param server its name in the log and in rules, such as {@code fe0} */
    public static Pipeline ofFrontend(final Faults script, final RequestRecorder requests, final String server, final HttpHandler handler) {
        return new Pipeline(script, requests, server, RequestKinds::ofFrontend, handler);
    }

    public static Pipeline ofBackend(final Faults script, final RequestRecorder requests, final String server, final HttpHandler handler) {
        return new Pipeline(script, requests, server, RequestKinds::ofBackend, handler);
    }

    /** The faults of this request. */
    public static ActiveFaults faultsOf(final HttpExchange exchange) {
        return exchange.attachment(ActiveFaults.class).orElseGet(ActiveFaults::none);
    }

    @Override
    public void handle(final HttpExchange exchange) throws IOException {
        final HttpRequest request = exchange.request();
        final String label = request.header("label").or(() -> request.parameter("label")).orElse("");
        final ActiveFaults faults = script.next(kinds.apply(request), "%s %s %s".formatted(server, request.target(), label));
        exchange.attach(ActiveFaults.class, faults);
        final AtomicBoolean recorded = new AtomicBoolean();
        final Runnable record = () -> {
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

    private boolean isAnsweredBy(final ActiveFaults faults, final HttpExchange exchange) throws IOException {
        faults.find(Fault.Delay.class).ifPresent(delay -> faults.sleep(delay.time()));
        faults.find(Fault.Meanwhile.class).ifPresent(meanwhile -> meanwhile.event().run());
        if (faults.has(Fault.ResetBeforeBody.class)) {
            exchange.reset();
            return true;
        }
        final Optional<Fault.EndlessReply> endless = faults.find(Fault.EndlessReply.class);
        if (endless.isPresent()) {
            exchange.respondWithoutEnd(endless.get().start(), endless.get().repeated());
            return true;
        }
        final Optional<Fault.Reply> reply = faults.find(Fault.Reply.class);
        if (reply.isPresent()) {
            exchange.respond(other(reply.get()));
            return true;
        }
        faults.find(Fault.ResetInBody.class).ifPresent(reset -> exchange.failBodyAfter(reset.bytes()));
        faults.find(Fault.TruncateReply.class).ifPresent(truncate -> exchange.truncateReplyAfter(truncate.bytes()));
        return false;
    }

    private boolean mayReply(final ActiveFaults faults, final HttpExchange exchange) {
        faults.find(Fault.DelayReply.class).ifPresent(delay -> faults.sleep(delay.time()));
        if (faults.has(Fault.ResetAfterCommit.class)) {
            exchange.reset();
            return false;
        }
        return true;
    }

    private static HttpResponse other(final Fault.Reply reply) {
        final HttpResponse response = HttpResponse.of(reply.status()).header("Content-Type", reply.contentType()).body(reply.body());
        return response.header("Content-Length", String.valueOf(response.body().length)).header("Connection", "close").closing();
    }
}
