package io.github.nifistarrocks.emulator.junit;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.StarRocksEmulatorBuilder;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The cluster of a contract test: {@code @RegisterExtension static final StarRocksCluster CLUSTER = StarRocksCluster.create();}.
 *
 * <p>It is an emulator for the test class alone, with a user who has all privileges, or a real cluster when the system property {@code starrocks.fe} names
 * one as {@code host:port}, with {@code starrocks.user}, {@code starrocks.password} and {@code starrocks.mysql} ({@code host:port} of the MySQL protocol).
 * Real clusters are untested: none was available.
 */
public final class StarRocksCluster implements BeforeAllCallback, AfterAllCallback {

    /** The emulator's user, who needs a password. */
    public static final String EMULATOR_USER = "loader";
    public static final String EMULATOR_PASSWORD = "l0ader:secret";
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final UnaryOperator<StarRocksEmulatorBuilder> settings;
    private ClusterAccess access;

    private StarRocksCluster(final UnaryOperator<StarRocksEmulatorBuilder> settings) {
        this.settings = settings;
    }

    public static StarRocksCluster create() {
        return new StarRocksCluster(builder -> builder);
    }

    /** @param settings for the emulator; a real cluster is as it is */
    public static StarRocksCluster create(final UnaryOperator<StarRocksEmulatorBuilder> settings) {
        return new StarRocksCluster(settings);
    }

    @Override
    public void beforeAll(final ExtensionContext context) throws IOException {
        final String frontend = System.getProperty("starrocks.fe", "");
        access = frontend.isEmpty()
                ? new EmulatorAccess(settings.apply(StarRocksEmulator.builder().user(EMULATOR_USER, EMULATOR_PASSWORD)).start())
                : RealAccess.fromSystemProperties(frontend);
    }

    @Override
    public void afterAll(final ExtensionContext context) {
        access.close();
    }

    /** Base URLs, the leader's first. */
    public List<URI> frontendUrls() {
        return access.frontendUrls();
    }

    public String user() {
        return access.user();
    }

    public String password() {
        return access.password();
    }

    /** Runs statements that end with semicolons. */
    public void execute(final String sql) {
        access.execute(sql);
    }

    /** Rows of a query over what is visible. The emulator gives Java objects, a real cluster what its HTTP SQL API has in JSON: compare texts or numbers. */
    public List<List<Object>> query(final String sql) {
        return access.query(sql);
    }

    /** A number such as a count. */
    public long queryNumber(final String sql) {
        return Long.parseLong(String.valueOf(query(sql).getFirst().getFirst()));
    }

    /** Creates a database with a name of its own. */
    public String newDatabase() {
        final String name = uniqueName("db");
        execute("CREATE DATABASE " + name);
        return name;
    }

    /**
     * Creates a table with a name of its own.
     *
     * @param database where
     * @param ddlTemplate a CREATE TABLE statement with {@code {table}} in place of the table's full name
     * @return the table's name without the database
     */
    public String newTable(final String database, final String ddlTemplate) {
        final String name = uniqueName("t");
        execute(ddlTemplate.replace("{table}", database + "." + name));
        return name;
    }

    /** The emulator, for tests that script faults or look at requests; they are skipped on a real cluster. */
    public StarRocksEmulator emulator() {
        Assumptions.assumeTrue(access instanceof EmulatorAccess, "this test scripts the emulator, but -Dstarrocks.fe names a real cluster");
        return ((EmulatorAccess) access).emulator();
    }

    private static String uniqueName(final String prefix) {
        return "%s_%s_%d".formatted(prefix, Long.toString(System.currentTimeMillis(), 36).toLowerCase(Locale.ROOT), NAMES.incrementAndGet());
    }
}
