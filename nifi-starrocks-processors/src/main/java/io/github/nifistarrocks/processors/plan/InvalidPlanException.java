package io.github.nifistarrocks.processors.plan;

import io.github.nifistarrocks.client.core.ErrorText;

/** Content that is not a plan document. The message says what was expected and what was found. */
public final class InvalidPlanException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int MAX_FOUND_LENGTH = 1000;

    /** @param found continues the sentence */
    InvalidPlanException(final String found) {
        super(message(found));
    }

    InvalidPlanException(final String found, final Throwable cause) {
        super(message(found), cause);
    }

    private static String message(final String found) {
        return "A plan document of FetchStarRocksTablets (JSON, version %d) was expected, but %s".formatted(PlanDocumentJson.VERSION,
                ErrorText.truncate(found, MAX_FOUND_LENGTH));
    }
}
