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

    private OfficialClient(Path java, Path folder, String classPath) {
        this.java = java;
        this.folder = folder;
        this.classPath = classPath;
    }

    /** Compiles the driver into {@code folder}. */
    static OfficialClient compile(Path java, Path folder) throws IOException {
        String jars;
        try (Stream<Path> files = Files.list(JARS)) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).map(file -> file.toAbsolutePath().toString()).sorted()
                    .collect(Collectors.joining(File.pathSeparator));
        }
        Path source = folder.resolve(DRIVER + ".java");
        try (InputStream driver = OfficialClient.class.getResourceAsStream("/official-client/" + DRIVER + ".java")) {
            Files.copy(driver, source);
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int result = compiler.run(null, null, null, "--release", String.valueOf(OlderJdk.OLDEST), "-proc:none", "-nowarn", "-Xlint:none",
                "-d", folder.toString(), "-cp", jars, source.toString());
        assertThat(result).as("compiling the driver").isZero();
        return new OfficialClient(java, folder, folder + File.pathSeparator + jars);
    }

    void load(URI frontend, String table, List<String> rows, String... format) throws IOException, InterruptedException {
        run(new Call("load", frontend, table), rows, format);
    }

    void loadInTransaction(URI frontend, String table, List<String> rows, String... format) throws IOException, InterruptedException {
        run(new Call("load-in-transaction", frontend, table), rows, format);
    }

    /** @return one line a row, values separated by tabs, in no order */
    List<String> read(URI frontend, String table, String... columns) throws IOException, InterruptedException {
        return Files.readAllLines(run(new Call("read", frontend, table), List.of(), columns));
    }

    private Path run(Call call, List<String> rows, String... rest) throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve(call.command() + ".txt"), rows);
        List<String> line = new ArrayList<>(List.of(java.toString(), "--add-opens=java.base/java.nio=ALL-UNNAMED", "-cp", classPath, DRIVER, call.command(),
                call.frontend().getAuthority(), OfficialClientTest.USER, OfficialClientTest.PASSWORD, "demo", call.table(), file.toString()));
        line.addAll(List.of(rest));
        Path log = folder.resolve(call.command() + ".log");
        Process process = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended && process.waitFor() == 0).as(() -> call.command() + " failed:\n" + readable(log)).isTrue();
        return file;
    }

    private static String readable(Path log) {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** One run of the driver. */
    private record Call(String command, URI frontend, String table) {}
}
