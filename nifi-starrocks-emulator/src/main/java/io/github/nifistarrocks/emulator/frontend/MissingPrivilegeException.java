package io.github.nifistarrocks.emulator.frontend;

import io.github.nifistarrocks.emulator.catalog.TableName;

/** A statement that the user may not run. The messages are the recorded ones (fe-recordings, 209, 216; FE: ErrorCode 5203). */
final class MissingPrivilegeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private MissingPrivilegeException(final String privileges, final String object) {
        super(("Access denied; you need (at least one of) the %s privilege(s) on %s for this operation. Please ask the admin to grant permission(s) or try "
                + "activating existing roles using <set [default] role>. Current role(s): NONE. Inactivated role(s): NONE.").formatted(privileges, object));
    }

    /** @param privileges of which one is needed */
    static MissingPrivilegeException onSystem(final String privileges) {
        return new MissingPrivilegeException(privileges, "SYSTEM");
    }

    static MissingPrivilegeException toSelect(final TableName table) {
        return new MissingPrivilegeException("SELECT", "TABLE " + table.table());
    }

    static MissingPrivilegeException onTable(final TableName table) {
        return new MissingPrivilegeException("ANY", "TABLE " + table.table());
    }
}
