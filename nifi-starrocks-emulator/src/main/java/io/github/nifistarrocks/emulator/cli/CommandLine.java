package io.github.nifistarrocks.emulator.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.StarRocksEmulatorBuilder;

/** The options of the command, with the cluster that they describe. */
record CommandLine(Map<String, String> options, boolean help) {

    static final String USAGE = """
            Options (all with a value, as in --fe-port 18030):
              --fe-port N         first FE's HTTP port, the second has the next one (18030)
              --be-http-port N    first BE's HTTP port (18040)
              --be-thrift-port N  first BE's thrift port (19060)
              --backends N        number of BEs (3)
              --user NAME         a user with all privileges (nifi)
              --password TEXT     that user's password (nifi)
              --sql FILE          a script to run after the start
              --https true        opens https ports, with a self-signed certificate
              --discard-loads true  count the bytes of loads and drop them
            """;
    private static final Map<String, String> DEFAULTS = Map.of("fe-port", "18030", "be-http-port", "18040", "be-thrift-port", "19060", "backends", "3", "user",
            "nifi",
            "password", "nifi", "sql", "", "discard-loads", "false", "https", "false");
    private static final String TABLES = """
            CREATE DATABASE IF NOT EXISTS demo;
            CREATE TABLE demo.events (
              id BIGINT NOT NULL, kind VARCHAR(64) NULL, amount DECIMAL(18,4) NULL, at DATETIME NULL
            ) DUPLICATE KEY (id) DISTRIBUTED BY HASH(id) BUCKETS 6 PROPERTIES("replication_num"="2");
            CREATE TABLE demo.customers (
              id BIGINT NOT NULL, name VARCHAR(256) NULL, city VARCHAR(128) NULL, changed DATETIME NULL
            ) PRIMARY KEY (id) DISTRIBUTED BY HASH(id) BUCKETS 3 PROPERTIES("replication_num"="2");
            """;

    /** @throws IllegalArgumentException for an option that does not exist or has no value */
    static CommandLine parse(final String[] arguments) {
        final Map<String, String> options = new HashMap<>(DEFAULTS);
        for (int i = 0; i < arguments.length; i += 2) {
            if (arguments[i].equals("--help") || arguments[i].equals("-h")) {
                return new CommandLine(options, true);
            }
            final String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
            if (!DEFAULTS.containsKey(name)) {
                throw new IllegalArgumentException("Unknown option: " + arguments[i]);
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException("No value for " + arguments[i]);
            }
            options.put(name, arguments[i + 1]);
        }
        return new CommandLine(options, false);
    }

    String user() {
        return options.get("user");
    }

    String password() {
        return options.get("password");
    }

    boolean isHttps() {
        return Boolean.parseBoolean(options.get("https"));
    }

    StarRocksEmulator start() throws IOException {
        final int backends = number("backends");
        final StarRocksEmulatorBuilder builder = StarRocksEmulator.builder().frontends(2).backends(backends).ports(number("fe-port"), number("be-http-port"),
                number("be-thrift-port")).user(user(), password());
        if (isHttps()) {
            builder.https();
        }
        final StarRocksEmulator emulator = (Boolean.parseBoolean(options.get("discard-loads")) ? builder.discardLoads() : builder).start();
        emulator.execute(backends > 1 ? TABLES : TABLES.replace("\"replication_num\"=\"2\"", "\"replication_num\"=\"1\""));
        if (!options.get("sql").isEmpty()) {
            emulator.execute(script(Path.of(options.get("sql"))));
        }
        return emulator;
    }

    private int number(final String option) {
        return Integer.parseInt(options.get(option));
    }

    private static String script(final Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
