package io.github.nifistarrocks.client.transaction;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.Causes;
import io.github.nifistarrocks.client.core.Sentences;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.http.AddressPolicy;
import io.github.nifistarrocks.client.http.Frontends;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.HttpReply;
import io.github.nifistarrocks.client.http.HttpTransport;
import io.github.nifistarrocks.client.http.RedirectRefusedException;
import io.github.nifistarrocks.client.http.Replies;
import io.github.nifistarrocks.client.http.UrlPath;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.outcome.BodyUpload;
import io.github.nifistarrocks.client.outcome.LoadReply;
import io.github.nifistarrocks.client.outcome.ReplyClassification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of {@code /api/transaction/*}. Parameters are headers; steps without a body are POSTs, of which a FE answers some itself and sends
 * others on, by the state of the transaction (fe-recordings, 400-497), so every answer may come from either. Asking the next FE after a lost answer
 * is harmless: what a FE answers itself may be repeated, and the rest it only sends on.
 */
public final class TransactionCalls {

    private static final Logger LOGGER = LoggerFactory.getLogger(TransactionCalls.class);
    private static final int MAX_REDIRECTS = 3;
    /** The server's own default for how long a commit waits until the rows are visible. */
    private static final Duration PUBLISH_WAIT = Duration.ofSeconds(20);
    /** A trial is over at once; one that was left behind by a crash need not last. */
    private static final Duration TRIAL_PREPARED = Duration.ofSeconds(180);

    private final HttpTransport transport;
    private final Frontends frontends;
    private final AddressPolicy addresses;
    private final BodyUpload uploads;
    private final Duration responseTimeout;
    private final Optional<String> warehouse;

    public TransactionCalls(final StarRocksClientConfig config, final HttpTransport transport, final Frontends frontends, final AddressPolicy addresses) {
        this.transport = transport;
        this.frontends = frontends;
        this.addresses = addresses;
        this.uploads = new BodyUpload(config, transport, frontends, addresses);
        this.responseTimeout = config.responseTimeout();
        this.warehouse = config.warehouse();
    }

    /** What a step was answered. */
    sealed interface Answer {

        /** @param server the BE that answered; nothing when the FE did */
        record Told(Optional<URI> server, LoadReply reply) implements Answer {

            boolean isOk() {
                return "OK".equals(reply.report().status()) || "Success".equals(reply.report().status());
            }

            ReplyClassification verdict() {
                return ReplyClassification.ofStep(reply.report());
            }

            String words() {
                return "the server answered %s: %s".formatted(reply.report().status(), reply.report().serverMessage());
            }
        }

        /** No answer, or none that StarRocks gives: the step may have taken effect or not. */
        record Unclear(String words) implements Answer {}

        /** Refused by somebody who did nothing, in a way that a person must mend. */
        record Refused(Reason reason, String words) implements Answer {}
    }

    /** To be sent only when the label is known to be free: a begin that is repeated orphans the first one (fe-recordings, 402b). */
    Answer begin(final LoadRequest request, final TransactionStyle style, final CallScope scope) throws CallCancelledException {
        final Map<String, String> headers = headers(request, style);
        headers.put("timeout", Long.toString(request.timeout().toSeconds()));
        return post("begin", headers, responseTimeout, scope);
    }

    /** Brings one part in. */
    BodyUpload.Result load(final LoadRequest request, final LoadPart part, final TransactionStyle style, final CallScope scope)
            throws LoadBodyException, CallCancelledException {
        final Map<String, String> headers = new LinkedHashMap<>(part.headers());
        if ("json".equalsIgnoreCase(headers.get("format"))) {
            // Without it the server adds the sizes of all parts up and refuses JSON above 100 MB.
            headers.putIfAbsent("ignore_json_size", "true");
        }
        headers.putAll(headers(request, style));
        headers.put("table", part.table().table());
        headers.put("timeout", Long.toString(request.timeout().toSeconds()));
        headers.put("Expect", "100-continue");
        return uploads.send(request, new HttpCall("PUT", UrlPath.of("api", "transaction", "load"), headers, Optional.empty()), part.body(), 1, scope);
    }

    /** Ends the loading. Takes as long as the BE writes; its reply has the counters. */
    Answer prepare(final LoadRequest request, final TransactionStyle style, final CallScope scope) throws CallCancelledException {
        final Map<String, String> headers = headers(request, style);
        headers.put("prepared_timeout", Long.toString((style == TransactionStyle.TRIAL ? TRIAL_PREPARED : request.timeout()).toSeconds()));
        return post("prepare", headers, request.timeout(), scope);
    }

    /** May be repeated. */
    Answer commit(final LoadRequest request, final TransactionStyle style, final CallScope scope) throws CallCancelledException {
        final Map<String, String> headers = headers(request, style);
        final Duration half = responseTimeout.dividedBy(2);
        headers.put("timeout", Long.toString(Math.max(1, (half.compareTo(PUBLISH_WAIT) < 0 ? half : PUBLISH_WAIT).toSeconds())));
        return post("commit", headers, style == TransactionStyle.SEVERAL_TABLES ? request.timeout() : responseTimeout, scope);
    }

    /** May be repeated. */
    Answer rollback(final LoadRequest request, final TransactionStyle style, final CallScope scope) throws CallCancelledException {
        return post("rollback", headers(request, style), responseTimeout, scope);
    }

    /** Lets one BE forget a label that is in nobody's memory but its own. */
    Answer rollbackAt(final URI backend, final LoadRequest request, final TransactionStyle style, final CallScope scope) throws CallCancelledException {
        try {
            final HttpReply reply = send(backend.resolve(UrlPath.of("api", "transaction", "rollback")), headers(request, style), responseTimeout, scope);
            return answer("rollback", backend.getAuthority(), Optional.of(backend), reply);
        } catch (IOException e) {
            return new Answer.Unclear("%s did not answer (%s)".formatted(backend.getAuthority(), Causes.describe(e)));
        }
    }

    /** {@code POST /api/{db}/{label}/_cancel}: aborts a transaction that no BE answers for. What came of it, the label's state tells. */
    void cancel(final LoadRequest request, final CallScope scope) throws CallCancelledException {
        final String path = UrlPath.of("api", request.table().database(), request.label(), "_cancel") + "?label=" + UrlPath.encode(request.label());
        try {
            final String told = frontends.call(new HttpCall("POST", path, Map.of(), Optional.empty()), scope,
                    (status, body) -> Replies.text(body.readNBytes(Replies.MAX_BYTES)));
            LOGGER.debug("Cancelling load [{}]: {}", request.label(), told);
        } catch (StarRocksException e) {
            LOGGER.debug("Load [{}] could not be cancelled", request.label(), e);
        }
    }

    /** What the answer to a part says. */
    static Answer answer(final HttpReply reply, final Optional<URI> server) {
        return answer("load", server.map(URI::getAuthority).orElse("the FE"), server, reply);
    }

    private Answer post(final String step, final Map<String, String> headers, final Duration silence, final CallScope scope) throws CallCancelledException {
        final HttpCall call = new HttpCall("POST", UrlPath.of("api", "transaction", step), headers, Optional.empty());
        String asked = "the FE";
        try {
            HttpReply reply = frontends.firstHop(call, Replies.MAX_BYTES, silence, scope);
            Optional<URI> server = Optional.empty();
            for (int redirects = 0; reply.isRedirect() && reply.location().isPresent() && redirects < MAX_REDIRECTS; redirects++) {
                final URI next = addresses.followRedirect(reply.location().get(), call.path());
                asked = next.getAuthority();
                server = Optional.of(next);
                reply = send(next, call.headers(), silence, scope);
            }
            return answer(step, asked, server, reply);
        } catch (StarRocksException e) {
            return e.isRetryable() ? new Answer.Unclear(e.getMessage()) : new Answer.Refused(Reason.REDIRECT_REFUSED, e.getMessage());
        } catch (RedirectRefusedException e) {
            return new Answer.Refused(Reason.REDIRECT_REFUSED, e.getMessage());
        } catch (IOException e) {
            return new Answer.Unclear("%s did not answer the transaction's %s (%s)".formatted(asked, step, Causes.describe(e)));
        }
    }

    private HttpReply send(final URI target, final Map<String, String> headers, final Duration silence, final CallScope scope)
            throws IOException, CallCancelledException {
        final String path = target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery());
        return transport.send(target, new HttpCall("POST", path, headers, Optional.empty()), true, Replies.MAX_BYTES, silence, scope);
    }

    private static Answer answer(final String step, final String asked, final Optional<URI> server, final HttpReply reply) {
        final int status = reply.status();
        if (status == 401) {
            return new Answer.Refused(Reason.DENIED, "%s refused the transaction's %s: %s. Check user and password, and the INSERT privilege on the table"
                    .formatted(asked, step, Sentences.withoutFullStop(Replies.text(reply.body()))));
        }
        if (status == 404 || status == 405 || status == 501) {
            return new Answer.Refused(Reason.REQUEST_REFUSED, "%s knows no transactions (HTTP %d: %s). They need StarRocks 2.4 or newer"
                    .formatted(asked, status, reply.excerpt()));
        }
        try {
            if (status == 200) {
                return new Answer.Told(server, told(reply));
            }
        } catch (IOException e) {
            LOGGER.debug("{} answered the transaction's {} with no JSON", asked, step, e);
        }
        return new Answer.Unclear("%s answered the transaction's %s as no StarRocks does (HTTP %d: %s)".formatted(asked, step, status, reply.excerpt()));
    }

    /** Also of the FE's general style, {@code status} and {@code msg}. */
    private static LoadReply told(final HttpReply reply) throws IOException {
        final JsonNode json = Replies.object(reply.body());
        return json.has("Status") ? LoadReply.parse(reply.body()) : LoadReply.failure(json.path("status").asText(), Replies.message(json));
    }

    private Map<String, String> headers(final LoadRequest request, final TransactionStyle style) {
        final Map<String, String> headers = new LinkedHashMap<>();
        headers.put("label", request.label());
        headers.put("db", request.table().database());
        if (style == TransactionStyle.SEVERAL_TABLES) {
            headers.put("transaction_type", "multi");
        } else {
            headers.put("table", request.table().table());
        }
        warehouse.ifPresent(name -> headers.put("warehouse", name));
        return headers;
    }
}
