package io.github.nifistarrocks.processors.plan;

/** A plan whose signature does not match: it was changed, or created with other settings. */
public final class UntrustedPlanException extends Exception {

    private static final long serialVersionUID = 1L;

    UntrustedPlanException() {
        super("""
                The signature of the plan does not match the connection service, so no connection was made. The content was changed, or the plan was created with \
                another Plan Key, or without one by other FE URLs, Username or Password. Create a new plan, and use the same settings in both processors""");
    }
}
