package io.github.nifistarrocks.emulator.access;

import io.github.nifistarrocks.emulator.catalog.TableName;

/**
 * What a user wants to do with a table.
 *
 * @param user who is logged in
 * @param privilege that it takes
 * @param table the table, which need not exist
 */
public record AccessRequest(User user, Privilege privilege, TableName table) {

    public boolean isGranted() {
        return user.may(privilege, table);
    }
}
