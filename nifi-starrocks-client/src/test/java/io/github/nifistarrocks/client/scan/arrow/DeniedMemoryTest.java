package io.github.nifistarrocks.client.scan.arrow;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A JVM that denies sun.misc.Unsafe, as later JDKs do by default. The option exists from JDK 23 on; it takes rights away only. */
@EnabledForJreRange(minVersion = 23)
class DeniedMemoryTest {

    private static final long LIMIT_MINUTES = 5;

    @Test
    void errorNamesTheOptionOfTheJvm(@TempDir final Path folder) throws Exception {
        assertThat(output(folder)).contains("refused: Arrow cannot use memory").contains("--sun-misc-unsafe-memory-access=allow to conf/bootstrap.conf")
                .doesNotContain("created");
    }

    private static String output(final Path folder) throws Exception {
        final Path output = folder.resolve("output.txt");
        final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=deny", "-cp", System.getProperty("java.class.path"), Main.class.getName())
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertThat(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)).as("ended").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }

    /** Creates the memory of two scans. */
    static final class Main {

        private Main() {}

        public static void main(final String[] arguments) {
            for (int scan = 0; scan < 2; scan++) {
                try (ArrowBatches batches = new ArrowBatches(1)) {
                    batches.newBuffer().close();
                    System.out.println("created");
                } catch (IllegalStateException e) {
                    System.out.println("refused: " + e.getMessage());
                }
            }
        }
    }
}
