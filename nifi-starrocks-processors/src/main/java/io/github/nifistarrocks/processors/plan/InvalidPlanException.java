package io.github.nifistarrocks.processors.plan;

/** Content that is no plan document. The message says what was expected and what was found. */
public final class InvalidPlanException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidPlanException(final String found) {
        this(found, null);
    }

    InvalidPlanException(final String found, final Throwable cause) {
        super("A plan document of FetchStarRocksTablets (JSON, version %d) was expected, but %s".formatted(PlanDocumentJson.VERSION, found), cause);
    }
}
