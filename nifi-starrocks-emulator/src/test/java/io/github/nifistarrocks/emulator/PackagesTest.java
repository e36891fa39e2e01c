package io.github.nifistarrocks.emulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** The packages of this module: no cycles among them, the root package included; small ones; each says what it is for. */
final class PackagesTest {

    private static final String ROOT = "io.github.nifistarrocks.emulator";
    private static final Path SOURCES = Path.of("src/main/java");
    private static final String PACKAGE_INFO = "package-info.java";
    private static final int MAX_FILES = 15;
    /** Packages that are larger, each with the reason. */
    private static final Map<String, String> LARGE = Map.of();
    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(ROOT);

    @Test
    void packagesFormNoCycle() {
        assertThat(CLASSES).extracting(JavaClass::getPackageName).contains(ROOT, ROOT + ".backend", ROOT + ".scan.arrow");
        slices().assignedFrom(new EveryPackage()).should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        assertThat(files()).isNotEmpty().allSatisfy((name, files) -> assertThat(files).as(name).contains(PACKAGE_INFO));
    }

    @Test
    void packagesAreSmall() throws IOException {
        final Map<String, Long> sizes = files().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().stream().filter(file -> !file.equals(PACKAGE_INFO)).count()));
        final List<String> large = sizes.keySet().stream().filter(name -> sizes.get(name) > MAX_FILES).toList();
        assertThat(large).as("packages with more than %d source files", MAX_FILES).containsExactlyInAnyOrderElementsOf(LARGE.keySet());
    }

    /** Names of source files by package. */
    private static Map<String, List<String>> files() throws IOException {
        try (Stream<Path> paths = Files.walk(SOURCES)) {
            return paths.filter(path -> path.toString().endsWith(".java")).collect(Collectors.groupingBy(packageOf(), TreeMap::new,
                    Collectors.mapping(path -> path.getFileName().toString(), Collectors.toList())));
        }
    }

    private static Function<Path, String> packageOf() {
        return file -> SOURCES.relativize(file.getParent()).toString().replace(file.getFileSystem().getSeparator(), ".");
    }

    /** One slice a package, by its full name. */
    private static final class EveryPackage implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(final JavaClass javaClass) {
            return SliceIdentifier.of(javaClass.getPackageName());
        }

        @Override
        public String getDescription() {
            return "every package";
        }
    }
}
