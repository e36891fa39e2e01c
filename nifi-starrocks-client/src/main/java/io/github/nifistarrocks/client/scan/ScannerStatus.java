package io.github.nifistarrocks.client.scan;

import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.reply.ServerMessage;
import io.github.nifistarrocks.client.scan.StatusCode.Meaning;
import io.github.nifistarrocks.client.scan.socket.Deadline;

/**
 * TStatus of a BE. The code is a number, so that a code of a newer server is reported like any other.
 *
 * @param code TStatusCode
 * @param messages of the BE, often none
 */
record ScannerStatus(int code, List<String> messages) {

    private static final int MAX_MESSAGE_LENGTH = 2000;

    ScannerStatus {
        messages = List.copyOf(messages);
    }

    boolean isOk() {
        return known().filter(StatusCode.OK::equals).isPresent();
    }

    /** Whether the status is not that of the call, but of a scanner of the same plan that failed before. */
    boolean isEarlierFailure() {
        return !isOk() && ServerMessage.EARLIER_SCAN_FAILED.isIn(String.join(" ", messages).strip());
    }

    StarRocksException toException() {
        return toException(meaning());
    }

    /** @param end of the query: the BE cancels a scanner after it, and does not say why */
    StarRocksException toException(final Deadline end) {
        final Meaning meaning = meaning();
        return toException(meaning == Meaning.CANCELLED && end.isOver() ? Meaning.TIMED_OUT : meaning);
    }

    private StarRocksException toException(final Meaning meaning) {
        return new StarRocksException(meaning.kind(), "the BE replied %s%s. %s".formatted(name(), message(), meaning.advice()));
    }

    private Optional<StatusCode> known() {
        return StatusCode.of(code);
    }

    /** The codes alone do not distinguish these: a BE that cannot convert rows reports the code of a plan that it refuses. */
    private Meaning meaning() {
        final String text = String.join(" ", messages);
        if (ServerMessage.BATCH_TOO_LARGE.isIn(text)) {
            return Meaning.BATCH_TOO_LARGE;
        }
        if (ServerMessage.NOT_SCANNABLE.isIn(text)) {
            return Meaning.UNREADABLE_TYPE;
        }
        if (ServerMessage.PLAN_EXPIRED.isIn(text)) {
            return Meaning.PLAN_EXPIRED;
        }
        return ServerMessage.SCAN_CANCELLED.isIn(text) ? Meaning.CANCELLED : known().map(StatusCode::meaning).orElse(Meaning.OTHER);
    }

    private String name() {
        return known().map(known -> "%s (%d)".formatted(known, code)).orElseGet(() -> "status code %d, which this client does not know".formatted(code));
    }

    private String message() {
        final String joined = String.join("; ", messages).strip();
        if (joined.isEmpty()) {
            return " without a message";
        }
        return ": " + ErrorText.truncate(joined, MAX_MESSAGE_LENGTH);
    }
}
