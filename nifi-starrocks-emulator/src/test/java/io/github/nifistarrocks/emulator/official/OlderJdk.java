package io.github.nifistarrocks.emulator.official;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks for a JDK on which the official client works: 17 to 20. */
final class OlderJdk {

    static final int OLDEST = 17;
    static final int NEWEST = 20;
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    private OlderJdk() {}

    /** Its {@code java} program. */
    static Optional<Path> find() {
        return Stream.of(fromEnvironment(), besideThisOne(), onPath(), inHomeFolder()).flatMap(homes -> homes).filter(OlderJdk::fits)
                .map(home -> home.resolve("bin").resolve("java")).filter(Files::isExecutable).findFirst();
    }

    private static Stream<Path> fromEnvironment() {
        return System.getenv().entrySet().stream().filter(variable -> variable.getKey().startsWith("JAVA_HOME") || variable.getKey().startsWith("JDK"))
                .map(Map.Entry::getValue).filter(value -> !value.isBlank()).map(Path::of);
    }

    private static Stream<Path> besideThisOne() {
        final Path here = Path.of(System.getProperty("java.home"));
        return here.getParent() == null ? Stream.empty() : homesIn(here.getParent());
    }

    private static Stream<Path> onPath() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).map(folder -> Path.of(folder, "java")).filter(Files::isExecutable)
                .flatMap(java -> homeOf(java).stream());
    }

    private static Stream<Path> inHomeFolder() {
        final Path home = Path.of(System.getProperty("user.home"));
        return List.of(home.resolve(".jdks"), home.resolve(".sdkman").resolve("candidates").resolve("java")).stream().flatMap(OlderJdk::homesIn);
    }

    private static Optional<Path> homeOf(final Path java) {
        try {
            return Optional.ofNullable(java.toRealPath().getParent()).map(Path::getParent);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Stream<Path> homesIn(final Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList().stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static boolean fits(final Path home) {
        final Path release = home.resolve("release");
        if (!Files.isReadable(release)) {
            return false;
        }
        try {
            final Matcher matcher = VERSION.matcher(Files.readString(release));
            return matcher.find() && Integer.parseInt(matcher.group(1)) >= OLDEST && Integer.parseInt(matcher.group(1)) <= NEWEST;
        } catch (IOException e) {
            return false;
        }
    }
}
