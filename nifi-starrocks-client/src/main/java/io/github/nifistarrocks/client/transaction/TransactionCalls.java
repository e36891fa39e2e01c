package io.github.nifistarrocks.client.transaction;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.StarRocksClientConfig.Timeouts;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.http.ClusterConnection;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.HttpReply;
import io.github.nifistarrocks.client.http.JsonReplies;
import io.github.nifistarrocks.client.http.UrlPath;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.outcome.BodyUpload;
import io.github.nifistarrocks.client.transaction.StepReply.Sender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of {@code /api/transaction/*}. Parameters are headers. Steps without rows are POSTs. An FE answers some of them itself and redirects
 * others, depending on the state of the transaction (fe-recordings, 400-497), so every reply may come from an FE or a BE. Sending a step to the next FE
 * after a lost reply is safe: what an FE answers itself is idempotent, and it only redirects the rest. The commit of several tables is the exception.
 */
final class TransactionCalls {

    private static final Logger LOGGER = LoggerFactory.getLogger(TransactionCalls.class);
    private static final int MAX_REDIRECTS = 3;
    /** The default of the server for the time that a commit waits until the rows are visible. */
    private static final Duration PUBLISH_WAIT = Duration.ofSeconds(20);

    private final ClusterConnection connection;
    private final BodyUpload uploads;
    private final Timeouts timeouts;
    private final Optional<String> warehouse;

    TransactionCalls(final ClusterConnection connection) {
        this.connection = connection;
        uploads = new BodyUpload(connection, 1);
        timeouts = connection.config().timeouts();
        warehouse = connection.config().cluster().warehouse();
    }

    /** Must be sent only when the label is known to be free: a repeated begin abandons the first transaction (fe-recordings, 402b). */
    StepReply begin(final TransactionContext context) throws CallCancelledException {
        final Map<String, String> headers = headers(context);
        headers.put("timeout", Long.toString(context.request().timeout().toSeconds()));
        return send(new Step("begin", headers, timeouts.responseTimeout()), context);
    }

    /** Sends one part. */
    BodyUpload.Result load(final TransactionContext context, final LoadPart part) throws LoadBodyException, CallCancelledException {
        final LoadRequest request = context.request();
        final Map<String, String> headers = new LinkedHashMap<>(part.headers());
        if ("json".equalsIgnoreCase(headers.get("format"))) {
            // Without it the server adds up the sizes of all parts and refuses JSON above 100 MB.
            headers.putIfAbsent("ignore_json_size", "true");
        }
        headers.putAll(headers(context));
        headers.put("table", part.table().table());
        headers.put("timeout", Long.toString(request.timeout().toSeconds()));
        headers.put("Expect", "100-continue");
        // With several tables the FE plans the load.
        final HttpCall call = HttpCall.put(UrlPath.of("api", "transaction", "load"), headers)
                .withBackendHeaders(context.style().hasSeveralTables() ? Set.of() : BodyUpload.HEADERS_OF_BODY);
        return uploads.send(request, call, part.body(), context.scope());
    }

    /** Ends the loading. Takes as long as the BE writes. The reply has the counts. */
    StepReply prepare(final TransactionContext context) throws CallCancelledException {
        final Duration loadTimeout = context.request().timeout();
        final Map<String, String> headers = headers(context);
        // The BE reads it in this step (BE: TransactionMgr::_commit_transaction). Servers before 3.5.4 ignore it.
        headers.put("prepared_timeout", Long.toString(context.preparedTimeout().toSeconds()));
        return send(new Step("prepare", headers, timeouts.replyTimeout(loadTimeout)), context);
    }

    /** May be repeated for one table. With several, an early FE ends a running commit by it (fe-recordings, 716), so it is sent once. */
    StepReply commit(final TransactionContext context) throws CallCancelledException {
        final Duration loadTimeout = context.request().timeout();
        final Duration publishWait = loadTimeout.compareTo(PUBLISH_WAIT) < 0 ? loadTimeout : PUBLISH_WAIT;
        final Map<String, String> headers = headers(context);
        headers.put("timeout", Long.toString(publishWait.toSeconds()));
        // The FE waits no longer for the table and for the rows of a prepared transaction. With several tables the rows are written first.
        final Step step = new Step("commit", headers, timeouts.replyTimeout(context.style().hasSeveralTables() ? loadTimeout : publishWait));
        final HttpCall call = step.call().withReplyTimeout(step.replyTimeout);
        return send(step, context.style().hasSeveralTables() ? call.once() : call, context);
    }

    /** May be repeated. */
    StepReply rollback(final TransactionContext context) throws CallCancelledException {
        return send(new Step("rollback", headers(context), timeouts.responseTimeout()), context);
    }

    /** Lets one BE forget a label that no other server knows. */
    StepReply rollbackAt(final URI backend, final TransactionContext context) throws CallCancelledException {
        final HttpCall call = HttpCall.post(UrlPath.of("api", "transaction", "rollback"), headers(context));
        try {
            return StepReply.of("rollback", Sender.of(backend), connection.transport().send(backend, call, context.scope()));
        } catch (IOException e) {
            return new StepReply.NoReply("%s did not reply (%s)".formatted(backend.getAuthority(), ErrorText.describe(e)));
        }
    }

    /** {@code POST /api/{db}/{label}/_cancel}: aborts a transaction that no BE knows. The state of the label shows the result. */
    void cancel(final TransactionContext context) throws CallCancelledException {
        final String label = context.request().label();
        final String path = UrlPath.of("api", context.request().table().database(), label, "_cancel") + "?label=" + UrlPath.encode(label);
        try {
            final String message = connection.frontends().call(HttpCall.post(path, Map.of()), context.scope(),
                    (status, body) -> JsonReplies.message(body.readNBytes(JsonReplies.MAX_BYTES)));
            LOGGER.debug("Cancelling load [{}]: {}", label, message);
        } catch (StarRocksException e) {
            LOGGER.debug("Load [{}] could not be cancelled", label, e);
        }
    }

    /** A step that an FE redirects, or answers at once. */
    private StepReply send(final Step step, final TransactionContext context) throws CallCancelledException {
        return send(step, step.call(), context);
    }

    private StepReply send(final Step step, final HttpCall call, final TransactionContext context) throws CallCancelledException {
        Sender sender = Sender.FRONTEND;
        try {
            HttpReply reply = connection.frontends().firstHop(call, context.scope());
            for (int redirects = 0; reply.redirect().isPresent() && redirects < MAX_REDIRECTS; redirects++) {
                final URI next = connection.addresses().followRedirect(reply.redirect().get(), call.path());
                sender = Sender.of(next);
                reply = connection.transport().send(next, call.at(next).withReplyTimeout(step.replyTimeout), context.scope());
            }
            return StepReply.of(step.name, sender, reply);
        } catch (StarRocksException e) {
            return e.isRetryable() ? new StepReply.NoReply(e.getMessage()) : new StepReply.Refused(Reason.REDIRECT_REFUSED, e.getMessage());
        } catch (IOException e) {
            return new StepReply.NoReply("%s did not reply to the %s of the transaction (%s)".formatted(sender.name(), step.name, ErrorText.describe(e)));
        }
    }

    private Map<String, String> headers(final TransactionContext context) {
        final LoadRequest request = context.request();
        final Map<String, String> headers = new LinkedHashMap<>();
        headers.put("label", request.label());
        headers.put("db", request.table().database());
        switch (context.style()) {
            case SEVERAL_TABLES -> headers.put("transaction_type", "multi");
            case ONE_TABLE, TWO_PHASE, TRIAL -> headers.put("table", request.table().table());
        }
        warehouse.ifPresent(name -> headers.put("warehouse", name));
        return headers;
    }

    /**
     * A request without rows.
     *
     * @param name last part of its path
     * @param headers parameters
     * @param replyTimeout maximum wait for the reply of the server that does the work
     */
    private record Step(String name, Map<String, String> headers, Duration replyTimeout) {

        HttpCall call() {
            return HttpCall.post(UrlPath.of("api", "transaction", name), headers);
        }
    }
}
