package io.github.nifistarrocks.emulator.recorded;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The recorded loads and transactions, through the redirect to the BE. The BEs of the recordings were a port of the real ones, so this proves less than
 * what the frontend's recordings prove. The redirects go to the BEs that the recorded FE had chosen.
 */
class RecordedLoadsTest {

    @Test
    void emulatorLoadsAsTheRecordedCluster() throws IOException, URISyntaxException {
        final Recordings recordings = new Recordings("/load-recordings/");
        final List<String> differences = new ArrayList<>();
        int compared = 0;
        try (StarRocksEmulator emulator = StarRocksEmulator.start()) {
            emulator.execute(new Recordings("/fe-recordings/").resource("setup.sql"));
            for (final Recording recording : recordings.all()) {
                if (!recordings.leftOut().containsKey(recording.name())) {
                    if (recording.name().startsWith("481")) {
                        awaitAborted(emulator, "p12");
                    }
                    ReplyMask.difference(recording, send(emulator, recording)).ifPresent(differences::add);
                    compared++;
                }
            }
        }
        recordings.print("recorded loads", compared, compared - differences.size());
        assertThat(differences).isEmpty();
    }

    private static Reply send(final StarRocksEmulator emulator, final Recording recording) throws IOException {
        final URI server = URI.create("http://" + recording.server()).getPort() == 8030
                ? emulator.frontendUrls().getFirst()
                : backend(emulator, recording.server());
        final boolean chosenAtRandom = recording.requestLine().contains("_stream_load") || recording.requestLine().contains("/begin");
        recording.redirect().filter(location -> chosenAtRandom).ifPresent(location -> emulator.sendNextTo(index(URI.create(location).getAuthority())));
        final Reply reply = new RawClient(server).send(recording);
        final Optional<URI> location = reply.header("location").map(URI::create);
        if (location.isEmpty() || !recording.followed()) {
            return reply;
        }
        final Recording next = recording.name().contains("location-not-trusted") ? recording.withoutCredentials() : recording;
        return new RawClient(location.get()).send(next);
    }

    private static URI backend(final StarRocksEmulator emulator, final String recorded) {
        final int index = index(recorded);
        return URI.create("http://%s:%d".formatted(emulator.backends().get(index).host(), emulator.backends().get(index).httpPort()));
    }

    /** The recorded BEs were 127.0.0.10 to 12. */
    private static int index(final String recorded) {
        return Integer.parseInt(recorded.substring("127.0.0.".length(), recorded.indexOf(':'))) - 10;
    }

    private static void awaitAborted(final StarRocksEmulator emulator, final String label) {
        final long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (emulator.labelState("demo", label) != TransactionState.ABORTED && System.nanoTime() < deadline) {
            emulator.faults().sleep(Duration.ofMillis(50));
        }
    }
}
