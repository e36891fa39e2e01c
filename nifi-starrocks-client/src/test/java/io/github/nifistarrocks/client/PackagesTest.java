package io.github.nifistarrocks.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** The packages of this module: small, described, and without cycles. */
final class PackagesTest {

    private static final String ROOT = "io.github.nifistarrocks.client";
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final String PACKAGE_INFO = "package-info.java";
    private static final int MAX_FILES = 15;

    @Test
    void packagesHaveNoCycle() {
        final JavaClasses classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(ROOT);
        assertThat(classes).isNotEmpty();
        slices().assignedFrom(new ByPackage()).should().beFreeOfCycles().check(classes);
    }

    @ParameterizedTest
    @MethodSource("packages")
    void packageIsDescribed(final Path folder) {
        assertThat(folder.resolve(PACKAGE_INFO)).exists();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void packageIsSmall(final Path folder) throws IOException {
        assertThat(sources(folder)).hasSizeLessThanOrEqualTo(MAX_FILES);
    }

    static List<Path> packages() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).map(Path::getParent).distinct().sorted().toList();
        }
    }

    private static List<Path> sources(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".java") && !file.endsWith(PACKAGE_INFO)).toList();
        }
    }

    /** One slice for each package, the root package included. */
    private static final class ByPackage implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(final JavaClass javaClass) {
            return SliceIdentifier.of(javaClass.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages by their full name";
        }
    }
}
