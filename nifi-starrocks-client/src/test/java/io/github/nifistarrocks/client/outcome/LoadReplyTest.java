package io.github.nifistarrocks.client.outcome;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.load.LoadStatistics;
import io.github.nifistarrocks.client.load.RowCounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class LoadReplyTest {

    @Test
    void allFieldsAreRead() throws IOException {
        final LoadReply reply = parse("""
                {"TxnId": 7, "Label": "x", "Status": "Label Already Exists", "ExistingJobStatus": "RUNNING", "Message": "no", "NumberTotalRows": 10,
                 "NumberLoadedRows": 4, "NumberFilteredRows": 3, "NumberUnselectedRows": 3, "LoadBytes": 99, "LoadTimeMs": 12, "BeginTxnTimeMs": 1,
                 "ErrorURL": "http://be:8040/api/_load_error_log?file=error_log_1_2", "SomethingNew": {"a": 1}}""");

        assertThat(reply.existingJobStatus()).isEqualTo("RUNNING");
        assertThat(reply.report()).isEqualTo(new LoadReport(7, "Label Already Exists", "no",
                new LoadStatistics(new RowCounts(10, 4, 3, 3), 99, Map.of("LoadTimeMs", 12L, "BeginTxnTimeMs", 1L)),
                Optional.of("http://be:8040/api/_load_error_log?file=error_log_1_2")));
    }

    @Test
    void classNameOfAFrontendIsRemoved() throws IOException {
        assertThat(parse("{\"Status\":\"FAILED\",\"Message\":\"class com.starrocks.common.DdlException: There is no 100-continue header\"}").report()
                .serverMessage())
                .isEqualTo("There is no 100-continue header");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "<html>", "{\"Status\":", "{}", "{\"Status\":\"\"}", "{\"status\":\"OK\"}"})
    void otherBodiesAreNoReply(final String body) {
        assertThatIOException().isThrownBy(() -> parse(body));
    }

    private static LoadReply parse(final String body) throws IOException {
        return LoadReply.parse(body.getBytes(StandardCharsets.UTF_8));
    }
}
