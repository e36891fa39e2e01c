package io.github.nifistarrocks.emulator.access;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The users of the cluster; root, without a password, is there from the start. Safe for use by several threads. */
public final class Users {

    private final Map<String, User> users = new ConcurrentHashMap<>();

    public Users() {
        add(new User("root", ""));
    }

    public Optional<User> find(final String name) {
        return Optional.ofNullable(users.get(name));
    }

    public void add(final User user) {
        users.put(user.name(), user);
    }
}
