package io.github.nifistarrocks.emulator.access;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.nifistarrocks.emulator.catalog.TableName;

/** A user with password (maybe empty) and privileges. {@code root} has all privileges. */
public final class User {

    /** Every table of a database, or every database, in a grant. */
    public static final String ALL = "*";

    private final String name;
    private final String password;
    private final Map<TableName, Set<Privilege>> grants = new ConcurrentHashMap<>();

    public User(final String name, final String password) {
        this.name = name;
        this.password = password;
    }

    public String name() {
        return name;
    }

    public boolean hasPassword(final String candidate) {
        return password.equals(candidate);
    }

    public boolean isRoot() {
        return "root".equals(name);
    }

    /** @param on with {@link #ALL} as table, or as both parts, for more than one table */
    public void grant(final Set<Privilege> privileges, final TableName on) {
        grants.merge(on, EnumSet.copyOf(privileges), (one, other) -> {
            final EnumSet<Privilege> both = EnumSet.copyOf(one);
            both.addAll(other);
            return both;
        });
    }

    public boolean may(final Privilege privilege, final TableName table) {
        return isRoot() || granted(table, privilege) || granted(new TableName(table.database(), ALL), privilege)
                || granted(new TableName(ALL, ALL), privilege);
    }

    /** Whether it was granted anything in the database. */
    public boolean seesDatabase(final String database) {
        return isRoot() || grants.keySet().stream().anyMatch(on -> on.database().equals(database) || on.database().equals(ALL));
    }

    /** Whether the user may see the servers of the cluster: root, and users with all privileges on all tables. */
    public boolean isAdministrator() {
        return isRoot() || EnumSet.allOf(Privilege.class).stream().allMatch(privilege -> granted(new TableName(ALL, ALL), privilege));
    }

    private boolean granted(final TableName on, final Privilege privilege) {
        return grants.getOrDefault(on, Set.of()).contains(privilege);
    }
}
