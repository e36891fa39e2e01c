package io.github.nifistarrocks.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that a flow writes for FlowFiles in success. Their names are the status and the UUID, so that a FlowFile that is written again is the same file.
 */
record LoadedFiles(Path directory) {
    /** The property "filename" of the processor that names the files. */
    static final String NAME = "${starrocks.status}@${uuid}";

    private static final String SEPARATOR = "@";

    /** Number of FlowFiles by status. */
    Map<String, Long> statuses() {
        return names().stream().map(name -> name.substring(0, name.indexOf(SEPARATOR)))
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    /** A FlowFile with several statuses is there several times. */
    List<String> uuids() {
        return names().stream().map(name -> name.substring(name.indexOf(SEPARATOR) + 1)).toList();
    }

    private List<String> names() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            // PutFile writes hidden files first.
            return files.map(file -> file.getFileName().toString()).filter(name -> !name.startsWith(".")).toList();
        } catch (final IOException e) {
            throw new UncheckedIOException("Listing the files of loaded FlowFiles failed", e);
        }
    }
}
