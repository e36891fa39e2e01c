package io.github.nifistarrocks.emulator.recorded;

import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.cluster.StarRocksVersion;
import io.github.nifistarrocks.emulator.testing.WireClient;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Transactions of several tables as an FE from before the release of 4.0 answered them. */
class RecordedMultiTableTest {

    @Test
    void emulatorAnswersAsTheRecordedFrontend() throws IOException, URISyntaxException {
        final Recordings recordings = new Recordings("/multi-table-recordings/");
        final List<String> differences = new ArrayList<>();
        int compared = 0;
        try (StarRocksEmulator emulator = StarRocksEmulator.builder().version(StarRocksVersion.RECORDED).start()) {
            emulator.execute(new Recordings("/fe-recordings/").resource("setup.sql"));
            WireClient.of(emulator).transaction("begin", "", "transaction_type: multi", "db: demo", "label: mm1");
            final RawClient client = new RawClient(emulator.frontendUrls().getFirst());
            for (final Recording recording : recordings.all()) {
                final Reply reply = client.send(recording);
                if (!recordings.leftOut().containsKey(recording.name())) {
                    compared++;
                    ReplyMask.difference(recording, reply).ifPresent(differences::add);
                }
            }
        }
        recordings.print("multi-table recordings", compared, compared - differences.size());
        assertThat(differences).isEmpty();
    }
}
