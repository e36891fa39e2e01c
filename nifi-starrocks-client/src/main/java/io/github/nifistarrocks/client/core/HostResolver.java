package io.github.nifistarrocks.client.core;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks up the addresses of hosts in a limited time. A lookup by the operating system cannot be ended: it runs in a thread of its own, one for each host,
 * whose result all callers share. Thread-safe.
 */
public final class HostResolver {

    private final Lookup lookup;
    private final Map<String, CompletableFuture<List<InetAddress>>> running = new ConcurrentHashMap<>();

    public HostResolver() {
        this(InetAddress::getAllByName);
    }

    public HostResolver(final Lookup lookup) {
        this.lookup = lookup;
    }

    /** The addresses of a host, from the operating system or the cache of the JVM. */
    @FunctionalInterface
    public interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /**
     * The addresses of a host, not empty.
     *
     * @param cancelled ends the wait when it is complete
     * @throws UnknownHostException when the host has no address, or the lookup does not end in time
     * @throws CallCancelledException when the thread is interrupted, or the wait is cancelled
     */
    public List<InetAddress> resolve(final String host, final Duration timeout, final CompletableFuture<?> cancelled)
            throws UnknownHostException, CallCancelledException {
        final CompletableFuture<List<InetAddress>> addresses = start(host);
        try {
            CompletableFuture.anyOf(addresses, cancelled).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallCancelledException();
        } catch (TimeoutException e) {
            throw unknown("The lookup of [%s] did not end within %d ms".formatted(host, timeout.toMillis()), e);
        } catch (ExecutionException e) {
            throw unknown(ErrorText.describe(e.getCause()), e);
        }
        if (addresses.state() != Future.State.SUCCESS) {
            throw new CallCancelledException();
        }
        return addresses.resultNow();
    }

    private static UnknownHostException unknown(final String message, final Exception cause) {
        final UnknownHostException unknown = new UnknownHostException(message);
        unknown.initCause(cause);
        return unknown;
    }

    private CompletableFuture<List<InetAddress>> start(final String host) {
        return running.computeIfAbsent(host, name -> {
            final CompletableFuture<List<InetAddress>> addresses = new CompletableFuture<>();
            Thread.ofPlatform().daemon().name("StarRocks lookup of " + name).inheritInheritableThreadLocals(false).start(() -> run(name, addresses));
            return addresses;
        });
    }

    private void run(final String host, final CompletableFuture<List<InetAddress>> addresses) {
        try {
            addresses.complete(List.of(lookup.addresses(host)));
        } catch (UnknownHostException | RuntimeException e) {
            addresses.completeExceptionally(e);
        } finally {
            running.remove(host);
        }
    }
}
