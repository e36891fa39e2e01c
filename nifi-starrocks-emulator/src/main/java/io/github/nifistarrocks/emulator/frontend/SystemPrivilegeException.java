package io.github.nifistarrocks.emulator.frontend;

/** A statement about the system that the user may not run. The message is the recorded one (fe-recordings, 209; FE: ErrorCode 5203). */
final class SystemPrivilegeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param privileges of which one is needed */
    SystemPrivilegeException(final String privileges) {
        super(("Access denied; you need (at least one of) the %s privilege(s) on SYSTEM for this operation. Please ask the admin to grant permission(s) or try "
                + "activating existing roles using <set [default] role>. Current role(s): NONE. Inactivated role(s): NONE.").formatted(privileges));
    }
}
