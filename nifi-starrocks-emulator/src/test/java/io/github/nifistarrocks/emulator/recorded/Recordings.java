package io.github.nifistarrocks.emulator.recorded;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** A folder of recordings with its list of those that are skipped, with the reasons. */
final class Recordings {

    private final String folder;
    private final Map<String, String> leftOut = new TreeMap<>();

    Recordings(final String folder) throws IOException {
        this.folder = folder;
        resource("left-out.txt").lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            final int colon = line.indexOf(':');
            leftOut.put(line.substring(0, colon), line.substring(colon + 1).strip());
        });
    }

    Map<String, String> leftOut() {
        return leftOut;
    }

    /** In the order in which they were recorded. */
    List<Recording> all() throws IOException, URISyntaxException {
        final List<Recording> recordings = new ArrayList<>();
        final List<String> withoutReply = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(Recordings.class.getResource(folder).toURI()))) {
            for (final Path file : files.filter(path -> path.getFileName().toString().matches("\\d+\\w?-.*\\.txt")).sorted().toList()) {
                final String text = Files.readString(file, StandardCharsets.UTF_8);
                if (text.contains("< HTTP/1.1 ")) {
                    recordings.add(Recording.parse(file.getFileName().toString(), text));
                } else {
                    withoutReply.add(file.getFileName().toString());
                }
            }
        }
        assertThat(leftOut.keySet()).containsAll(withoutReply);
        assertThat(Stream.concat(recordings.stream().map(Recording::name), withoutReply.stream())).containsAll(leftOut.keySet());
        return recordings;
    }

    void print(final String what, final int compared, final int equal) {
        System.out.printf("%s: %d compared, %d equal, %d left out%n", what, compared, equal, leftOut.size());
        leftOut.forEach((name, reason) -> System.out.printf("  left out: %s: %s%n", name, reason));
    }

    String resource(final String name) throws IOException {
        try (InputStream in = Recordings.class.getResourceAsStream(folder + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
