package io.github.nifistarrocks.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The files that the flow has written: one JSON object a line, one file for each tablet. They are read without any code of the bundle or of NiFi.
 */
public final class ReadBack {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReadBack() {}

    /**
     * The rows of all files of a directory. Files under way, whose names begin with a dot, are left out.
     *
     * @param directory the directory; it need not exist
     * @param columns the columns, in the order of the canonical text
     * @return canonical texts of the rows by the name of the file
     */
    public static Map<String, List<String>> read(final Path directory, final List<String> columns) {
        final Map<String, List<String>> files = new TreeMap<>();
        if (!Files.isDirectory(directory)) {
            return files;
        }
        try (Stream<Path> paths = Files.list(directory)) {
            for (final Path path : paths.filter(file -> !name(file).startsWith(".")).toList()) {
                final List<String> rows = new ArrayList<>();
                for (final String line : Files.readAllLines(path)) {
                    rows.add(row(JSON.readTree(line), columns));
                }
                files.put(name(path), rows);
            }
            return files;
        } catch (final IOException e) {
            throw new UncheckedIOException("Reading the files in [%s] failed".formatted(directory), e);
        }
    }

    private static String name(final Path file) {
        return Objects.requireNonNull(file.getFileName(), "A file of a directory has a name").toString();
    }

    private static String row(final JsonNode object, final List<String> columns) {
        final List<String> values = new ArrayList<>();
        for (final String column : columns) {
            if (!object.has(column)) {
                throw new IllegalStateException("A row that was read back has no column [%s]: %s".formatted(column, object));
            }
            values.add(object.get(column).isNull() ? "" : object.get(column).asText());
        }
        return BirdStrikes.canonical(values);
    }
}
