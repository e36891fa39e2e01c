package io.github.nifistarrocks.emulator.recorded;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Sends the recorded requests to an emulator that holds what the recorded FE held, and compares the replies. */
class RecordedFrontendTest {

    private static final String FOLDER = "/fe-recordings/";

    @Test
    void emulatorAnswersAsTheRecordedFrontend() throws IOException, URISyntaxException {
        final Recordings recordings = new Recordings(FOLDER);
        final Map<String, String> leftOut = recordings.leftOut();
        final List<String> differences = new ArrayList<>();
        int compared = 0;
        try (StarRocksEmulator emulator = StarRocksEmulator.start()) {
            emulator.execute(recordings.resource("setup.sql"));
            final RawClient client = new RawClient(emulator.frontendUrls().getFirst());
            for (final Recording recording : recordings.all()) {
                if (recording.name().startsWith("151")) {
                    beginWhatTheBypassRecordingsLeft(emulator.frontendUrls().getFirst());
                }
                final Reply reply = client.send(recording);
                if (!leftOut.containsKey(recording.name())) {
                    compared++;
                    ReplyMask.difference(recording, reply).ifPresent(differences::add);
                }
            }
        }
        recordings.print("recordings", compared, compared - differences.size());
        assertThat(differences).isEmpty();
    }

    /** The recordings from 101 to 118, which are not compared, had left label bw1 visible and bw2 open. */
    private static void beginWhatTheBypassRecordingsLeft(final URI frontend) throws IOException {
        final RawClient client = new RawClient(frontend);
        for (final String step : List.of("begin bw1", "prepare bw1", "commit bw1", "begin bw2")) {
            final String[] parts = step.split(" ");
            final Recording request = Recording.post("/api/transaction/%s?source_type=11".formatted(parts[0]), List.of("Host: x",
                    "Authorization: Basic bG9hZF91c2VyOmxvYWRfcGFzcw==", "db: demo", "table: bypass_t", "label: " + parts[1]));
            assertThat(client.send(request).body()).contains("\"Status\": \"OK\"");
        }
    }
}
