package io.github.nifistarrocks.emulator.recorded;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.cluster.StarRocksVersion;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.testing.WireClient;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Recordings 700 to 799: three FEs, https, several tables in one transaction, a user without SELECT, a dead BE, no leader and a new one. What happened
 * between the recorded requests happens to the emulator, too. The redirects have to name the same server.
 */
class RecordedClusterTest {

    private static final String LOGIN = "load_user:load_pass";
    private static final String MULTI = "transaction_type: multi";

    private final List<String> differences = new ArrayList<>();
    private int compared;

    @Test
    void emulatorAnswersAsTheRecordedCluster() throws IOException, URISyntaxException {
        final Recordings recordings = new Recordings("/cluster-recordings/");
        final List<Recording> all = recordings.all().stream().filter(recording -> !recordings.leftOut().containsKey(recording.name())).toList();
        try (StarRocksEmulator emulator = start(recordings, StarRocksVersion.RECORDED)) {
            commitUnderTheEmptyLabel(emulator);
            for (final Recording recording : between(all, 700, 716)) {
                compare(recording, send(emulator, recording), emulator);
            }
        }
        try (StarRocksEmulator emulator = start(recordings, StarRocksVersion.RECORDED_WITH_LABELS)) {
            for (final Recording recording : between(all, 717, 799)) {
                before(number(recording), emulator);
                if (number(recording) == 780) {
                    compareWhileTheSecondCommitRuns(recording, between(all, 781, 781).getFirst(), emulator);
                } else if (number(recording) != 781) {
                    compare(recording, send(emulator, recording), emulator);
                }
            }
        }
        recordings.print("cluster recordings", compared, compared - differences.size());
        assertThat(differences).isEmpty();
        assertThat(compared).isEqualTo(all.size());
    }

    private static StarRocksEmulator start(final Recordings recordings, final StarRocksVersion version) throws IOException {
        final StarRocksEmulator emulator = StarRocksEmulator.builder().frontends(3).https().maxRunningTransactions(1).version(version).start();
        emulator.execute(new Recordings("/fe-recordings/").resource("setup.sql"));
        emulator.execute(recordings.resource("setup.sql"));
        return emulator;
    }

    /** What happened before a request. */
    private static void before(final int number, final StarRocksEmulator emulator) throws IOException {
        switch (number) {
            case 750 -> emulator.electLeader(1);
            case 760 -> emulator.backends().get(2).stop();
            case 770 -> {
                emulator.backends().get(2).start();
                leader(emulator).transaction("begin", "", "db: tight", "table: t", "label: running");
            }
            case 780 -> {
                leader(emulator).transaction("begin", "", MULTI, "db: demo", "label: mt31", "timeout: 600");
                leader(emulator).transaction("load", "[{\"id\":1}]", MULTI, "db: demo", "label: mt31", "table: dup_t", "format: json",
                        "strip_outer_array: true");
            }
            case 790 -> {
                leader(emulator).transaction("begin", "", "db: demo", "table: dup_t", "label: one40");
                leader(emulator).transaction("begin", "", MULTI, "db: demo", "label: mt40", "timeout: 600");
                emulator.frontends().get(1).stop();
            }
            case 794 -> emulator.electLeader(2);
            default -> {
                // Nothing happened.
            }
        }
    }

    /** In this version every transaction of several tables has the empty label at the transaction manager, so the second one of a database is refused. */
    private static void commitUnderTheEmptyLabel(final StarRocksEmulator emulator) throws IOException {
        leader(emulator).transaction("begin", "", MULTI, "db: demo", "label: mt0");
        leader(emulator).transaction("load", "1\ta\n", MULTI, "db: demo", "label: mt0", "table: dup_t");
        assertThat(leader(emulator).transaction("commit", "", MULTI, "db: demo", "label: mt0").path("Status").asText()).isEqualTo("OK");
    }

    private void compareWhileTheSecondCommitRuns(final Recording first, final Recording second, final StarRocksEmulator emulator) throws IOException {
        final FaultRule slow = emulator.faults().on(RequestKind.FE_TRANSACTION).where("mt31").times(1).inject(new Fault.CommitDelay(Duration.ofMinutes(5)));
        final CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(() -> {
            try {
                return send(emulator, first);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        while (slow.hits() == 0 || emulator.labelState("demo", "mt31") != TransactionState.PREPARE) {
            Thread.onSpinWait();
        }
        compare(second, send(emulator, second), emulator);
        emulator.faults().release();
        compare(first, reply.join(), emulator);
    }

    private void compare(final Recording recording, final Reply reply, final StarRocksEmulator emulator) {
        compared++;
        ReplyMask.difference(recording.withNamedRedirect(RecordedClusterTest::recordedName), reply.withNamedRedirect(address -> nameIn(emulator, address)))
                .ifPresent(differences::add);
    }

    /** Follows redirects as curl did. */
    private static Reply send(final StarRocksEmulator emulator, final Recording recording) throws IOException {
        recording.redirect().map(URI::create).filter(target -> target.getHost().startsWith("127.0.0.1"))
                .ifPresent(target -> emulator.sendNextTo(index(recordedName(target.getAuthority()))));
        URI server = server(emulator, recording.server());
        Reply reply = new RawClient(server, emulator.certificate()).send(recording);
        Optional<String> location = reply.header("location");
        while (recording.followed() && location.isPresent()) {
            server = URI.create(location.get());
            reply = new RawClient(server, emulator.certificate()).send(recording);
            location = reply.header("location");
        }
        return reply;
    }

    private static URI server(final StarRocksEmulator emulator, final String recorded) {
        final int frontend = index(recordedName(recorded.replace("18443", "18030")));
        return recorded.endsWith(":18443") ? emulator.httpsUrls().get(frontend) : emulator.frontendUrls().get(frontend);
    }

    /** FEs were 127.0.0.21 to 23, BEs 127.0.0.10 to 12. */
    private static String recordedName(final String authority) {
        final int last = Integer.parseInt(authority.substring("127.0.0.".length(), authority.indexOf(':')));
        return last < 20 ? "be" + (last - 10) : "fe" + (last - 21);
    }

    private static String nameIn(final StarRocksEmulator emulator, final String authority) {
        for (int i = 0; i < emulator.frontends().size(); i++) {
            if (emulator.frontendUrls().get(i).getAuthority().equals(authority)) {
                return "fe" + i;
            }
        }
        return emulator.backends().stream().filter(backend -> authority.equals("%s:%d".formatted(backend.host(), backend.httpPort())))
                .map(backend -> "be" + backend.index()).findFirst().orElse("unknown server " + authority);
    }

    private static int index(final String name) {
        return Integer.parseInt(name.substring(2));
    }

    private static WireClient leader(final StarRocksEmulator emulator) {
        final int leader = emulator.frontends().get(0).isLeader() ? 0 : emulator.frontends().get(1).isLeader() ? 1 : 2;
        return WireClient.of(emulator.frontendUrls().get(leader)).as(LOGIN);
    }

    private static List<Recording> between(final List<Recording> all, final int first, final int last) {
        return all.stream().filter(recording -> number(recording) >= first && number(recording) <= last).toList();
    }

    private static int number(final Recording recording) {
        return Integer.parseInt(recording.name().substring(0, 3));
    }
}
