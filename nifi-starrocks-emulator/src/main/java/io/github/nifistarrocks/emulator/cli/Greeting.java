package io.github.nifistarrocks.emulator.cli;

import java.io.PrintStream;
import java.net.URI;
import java.util.List;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.backend.EmulatorBackend;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.net.SelfSignedCertificate;

/** Prints how to reach the cluster. */
final class Greeting {

    private Greeting() {}

    static void print(final PrintStream out, final StarRocksEmulator emulator, final CommandLine line, final long millis) {
        final List<URI> frontends = emulator.frontendUrls();
        out.printf("StarRocks emulator is up after %d ms.%n%n", millis);
        out.printf("  FE leader    %s%n", frontends.getFirst());
        frontends.stream().skip(1).forEach(url -> out.printf("  FE follower  %s%n", url));
        if (line.isHttps()) {
            emulator.httpsUrls().forEach(url -> out.printf("  FE           %s%n", url));
            emulator.backends().forEach(backend -> out.printf("  BE           https://%s:%d%n", backend.host(), backend.httpsPort()));
            out.printf("  trust store  %s (PKCS12, password %s)%n", emulator.certificate().trustStore(), SelfSignedCertificate.PASSWORD);
        }
        for (final EmulatorBackend backend : emulator.backends()) {
            out.printf("  BE           http://%s:%d, thrift %d%n", backend.host(), backend.httpPort(), backend.thriftPort());
        }
        out.printf("  users        %s (password %s), root (no password)%n", line.user(), line.password());
        for (final String database : emulator.catalog().databases()) {
            for (final Table table : emulator.catalog().tables(database)) {
                out.printf("  table        %s, %s KEY, %d tablets%n", table.name(), table.keysType(), table.tablets().size());
            }
        }
        final String login = line.user() + ":" + line.password();
        out.printf("%nLoad a row:%n  printf '1,click,9.5,2026-01-02 03:04:05\\n' | curl --location-trusted -u %s "
                + "-H 'Expect: 100-continue' -H 'label: first' \\%n"
                + "    -H 'column_separator: ,' -T - %s/api/demo/events/_stream_load%n", login, frontends.getFirst());
        out.printf("Read it:%n  curl -u %s %s/api/v1/catalogs/default_catalog/databases/demo/sql -d '{\"query\":\"select * from events\"}'%n", login,
                frontends.getFirst());
        out.printf("%nStop it with Ctrl-C.%n");
        out.flush();
    }
}
