package io.github.nifistarrocks.nar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Guards the packages of all modules: each has a description and few enough files to be known by heart. */
final class PackagesTest {

    private static final int MAX_FILES = 15;
    private static final String DESCRIPTION = "package-info.java";

    private final Path root = Path.of(System.getProperty("repository.root", "..")).toAbsolutePath().normalize();

    @Test
    void everyPackageIsDescribed() throws IOException {
        assertThat(packages()).isNotEmpty().allSatisfy((folder, files) -> assertThat(files).as("%s", folder).contains(DESCRIPTION));
    }

    @Test
    void noPackageIsLarge() throws IOException {
        final Map<String, Integer> large = packages().entrySet().stream().filter(folder -> sources(folder.getValue()) > MAX_FILES)
                .collect(Collectors.toMap(Map.Entry::getKey, folder -> sources(folder.getValue())));

        assertThat(large).as("Packages with more than %d files", MAX_FILES).isEmpty();
    }

    private static int sources(final List<String> files) {
        return (int) files.stream().filter(file -> !DESCRIPTION.equals(file)).count();
    }

    /** Files by package folder, below the main sources of each module. */
    private Map<String, List<String>> packages() throws IOException {
        try (Stream<Path> modules = Files.list(root);
                Stream<Path> sources = modules.map(module -> module.resolve("src/main/java")).filter(Files::isDirectory)
                        .flatMap(PackagesTest::javaFiles)) {
            return sources.collect(Collectors.groupingBy(file -> root.relativize(file.getParent()).toString(),
                    Collectors.mapping(file -> file.getFileName().toString(), Collectors.toList())));
        }
    }

    private static Stream<Path> javaFiles(final Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
