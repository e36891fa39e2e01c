package io.github.nifistarrocks.client.outcome;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.http.ClusterConnection;
import io.github.nifistarrocks.client.outcome.LoadHistory.Finding;
import io.github.nifistarrocks.client.sql.SqlStatements;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** For how long a load history that cannot be read is left alone. */
class LoadHistoryTest {

    private static final LabelStates.LabelRequest LABEL = new LabelStates.LabelRequest("demo", "a");

    private final AtomicLong nanos = new AtomicLong();
    private StarRocksEmulator emulator;
    private ClusterConnection connection;
    private LoadHistory history;

    @BeforeEach
    void open() throws Exception {
        emulator = StarRocksEmulator.start();
        connection = ClusterConnection.open(StarRocksClientConfig.builder(List.<URI>copyOf(emulator.frontendUrls())).build());
        history = new LoadHistory(new SqlStatements(connection.frontends()), nanos::get);
    }

    @AfterEach
    void close() {
        connection.close();
        emulator.close();
    }

    @Test
    void deniedHistoryIsAskedAgainAfterMinutes() throws Exception {
        refuse("Access denied; you need the SELECT privilege");
        assertThat(find()).isEqualTo(Finding.NOT_READABLE);
        emulator.faults().clear();

        assertThat(find()).isEqualTo(Finding.NOT_READABLE);
        nanos.addAndGet(Duration.ofMinutes(5).toNanos());
        assertThat(find()).isEqualTo(Finding.NOT_FOUND);
    }

    @Test
    void historyThatIsOutOfOrderForMinutesCountsAsNotReadable() throws Exception {
        refuse("Backend node not found.");
        assertThatExceptionOfType(StarRocksException.class).isThrownBy(this::find);
        nanos.addAndGet(Duration.ofMinutes(4).toNanos());
        assertThatExceptionOfType(StarRocksException.class).isThrownBy(this::find);

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(find()).isEqualTo(Finding.NOT_READABLE);
        nanos.addAndGet(Duration.ofMinutes(5).toNanos());
        assertThat(find()).as("still out of order").isEqualTo(Finding.NOT_READABLE);
        emulator.faults().clear();
        nanos.addAndGet(Duration.ofMinutes(5).toNanos());
        assertThat(find()).isEqualTo(Finding.NOT_FOUND);
    }

    private Finding find() throws Exception {
        return history.find(LABEL, new CallScope());
    }

    private void refuse(final String message) {
        emulator.faults().on(RequestKind.SQL).inject(new Fault.Reply(500, "application/x-ndjson", "{\"status\":\"FAILED\",\"msg\":\"%s\"}".formatted(message)));
    }
}
