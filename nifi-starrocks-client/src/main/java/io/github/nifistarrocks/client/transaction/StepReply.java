package io.github.nifistarrocks.client.transaction;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;

import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.http.HttpReply;
import io.github.nifistarrocks.client.http.JsonReplies;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.outcome.LoadReply;
import io.github.nifistarrocks.client.outcome.OutcomeResolver;
import io.github.nifistarrocks.client.reply.ReplyClassification;
import io.github.nifistarrocks.client.reply.ReplyStatus;
import io.github.nifistarrocks.client.reply.ServerMessage;
import io.github.nifistarrocks.client.reply.ServerText;

/** The reply to a step of a transaction, or the lack of one. */
sealed interface StepReply {

    /** Part of an error message. */
    String message();

    /** StarRocks replied. */
    record Replied(Sender sender, LoadReply reply) implements StepReply {

        LoadReport report() {
            return reply.report();
        }

        ReplyStatus status() {
            return ReplyStatus.of(report().status());
        }

        boolean isSuccess() {
            return status().isSuccess();
        }

        ReplyClassification meaning() {
            return ReplyClassification.ofStep(report());
        }

        @Override
        public String message() {
            return "the server replied %s: %s".formatted(report().status(), ServerText.marked(report().serverMessage()));
        }
    }

    /** No reply, or not one of StarRocks: the step may have taken effect or not. */
    record NoReply(String message) implements StepReply {}

    /** Refused without effect, for a reason that a user must fix. */
    record Refused(Reason reason, String message) implements StepReply {}

    /**
     * The server that replied.
     *
     * @param name for messages
     * @param backend URL of the BE; nothing for an FE
     */
    record Sender(String name, Optional<URI> backend) {

        static final Sender FRONTEND = new Sender("the FE", Optional.empty());

        static Sender of(final URI backend) {
            return new Sender(backend.getAuthority(), Optional.of(backend));
        }
    }

    /** Interprets the reply of a server to a step. */
    static StepReply of(final String step, final Sender sender, final HttpReply reply) {
        final int status = reply.status();
        if (status == 401) {
            return new Refused(Reason.DENIED, "%s refused the %s of the transaction: %s. Check user and password, and the INSERT privilege on the table"
                    .formatted(sender.name, step, ErrorText.withoutFullStop(JsonReplies.message(reply.body()))));
        }
        if (status == 404 || status == 405 || status == 501) {
            return new Refused(Reason.REQUEST_REFUSED, "%s does not support transactions (HTTP %d: %s). They need StarRocks 2.4 or later"
                    .formatted(sender.name, status, reply.excerpt()));
        }
        if (ServerMessage.HEADER_TOO_LARGE.isIn(reply.excerpt())) {
            return new Refused(Reason.REQUEST_REFUSED, "%s refused the %s of the transaction: %s. %s"
                    .formatted(sender.name, step, ErrorText.withoutFullStop(reply.excerpt()), OutcomeResolver.HEADER_ADVICE));
        }
        try {
            if (status == 200) {
                return new Replied(sender, LoadReply.parseStep(reply.body()));
            }
        } catch (IOException e) {
            // Not a reply of StarRocks, as any other HTTP status.
        }
        return new NoReply("the reply of %s to the %s of the transaction is not one of StarRocks (HTTP %d: %s)".formatted(sender.name, step, status,
                RowText.of(reply.excerpt())));
    }
}
