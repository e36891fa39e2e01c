package io.github.nifistarrocks.emulator.official;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The stream-load SDK and the BE reader of the official Flink connector, in a process of their own. Its Arrow 5 needs an older JDK and
 * {@code --add-opens}; that is the only process in this project that gets one.
 */
final class OfficialClient {

    private static final String DRIVER = "OfficialClientDriver";
    private static final Path JARS = Path.of("target", "official-client");
    private static final long TIMEOUT_SECONDS = 180;

    private final Path java;
    private final Path folder;
    private final String classPath;

    private OfficialClient(final Path java, final Path folder, final String classPath) {
        this.java = java;
        this.folder = folder;
        this.classPath = classPath;
    }

    /** Compiles the driver into {@code folder}. */
    static OfficialClient compile(final Path java, final Path folder) throws IOException {
        final String jars;
        try (Stream<Path> files = Files.list(JARS)) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).map(file -> file.toAbsolutePath().toString()).sorted()
                    .collect(Collectors.joining(File.pathSeparator));
        }
        final Path source = folder.resolve(DRIVER + ".java");
        try (InputStream driver = OfficialClient.class.getResourceAsStream("/official-client/" + DRIVER + ".java")) {
            Files.copy(driver, source);
        }
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        final int result = compiler.run(null, null, null, "--release", String.valueOf(OlderJdk.OLDEST), "-proc:none", "-nowarn", "-Xlint:none",
                "-d", folder.toString(), "-cp", jars, source.toString());
        assertThat(result).as("compiling the driver").isZero();
        return new OfficialClient(java, folder, folder + File.pathSeparator + jars);
    }

    void load(final URI frontend, final String table, final List<String> rows, final String... format) throws IOException, InterruptedException {
        run(new Call("load", frontend, table), rows, format);
    }

    void loadInTransaction(final URI frontend, final String table, final List<String> rows, final String... format) throws IOException, InterruptedException {
        run(new Call("load-in-transaction", frontend, table), rows, format);
    }

    /** @return one line a row, values separated by tabs, in no order */
    List<String> read(final URI frontend, final String table, final String... columns) throws IOException, InterruptedException {
        return Files.readAllLines(run(new Call("read", frontend, table), List.of(), columns));
    }

    private Path run(final Call call, final List<String> rows, final String... rest) throws IOException, InterruptedException {
        final Path file = Files.write(folder.resolve(call.command() + ".txt"), rows);
        final List<String> line = new ArrayList<>(
                List.of(java.toString(), "--add-opens=java.base/java.nio=ALL-UNNAMED", "-cp", classPath, DRIVER, call.command(),
                        call.frontend().getAuthority(), OfficialClientTest.USER, OfficialClientTest.PASSWORD, "demo", call.table(), file.toString()));
        line.addAll(List.of(rest));
        final Path log = folder.resolve(call.command() + ".log");
        final Process process = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        final boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended && process.waitFor() == 0).as(() -> call.command() + " failed:\n" + readable(log)).isTrue();
        return file;
    }

    private static String readable(final Path log) {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** One run of the driver. */
    private record Call(String command, URI frontend, String table) {}
}
