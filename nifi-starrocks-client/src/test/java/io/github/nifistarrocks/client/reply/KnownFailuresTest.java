package io.github.nifistarrocks.client.reply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every message of a failure that a recording, StarRocks' source or an issue shows, with its route: nothing permanent is retried without end. */
class KnownFailuresTest {

    static Stream<Arguments> failures() throws IOException {
        try (InputStream file = KnownFailuresTest.class.getResourceAsStream("/reply/failures.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#")).map(line -> line.split(" \\| ", 3))
                    .map(part -> Arguments.of(Named.of(part[0] + " " + part[2], part[2]), part[1]));
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureTakesItsRoute(final String message, final String route) {
        assertThat(route(ReplyClassification.ofFailure(message))).isEqualTo(route);
    }

    private static String route(final ReplyClassification meaning) {
        return switch (meaning) {
            case ReplyClassification.AskLabel ignored -> "label";
            case ReplyClassification.Rejected ignored -> "rejected";
            case ReplyClassification.Throttled throttled -> "retry " + throttled.reason();
            case ReplyClassification.Failed failed -> "failure " + failed.reason();
            case ReplyClassification.Committed ignored -> "success";
        };
    }
}
