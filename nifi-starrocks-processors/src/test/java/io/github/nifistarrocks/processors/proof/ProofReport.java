package io.github.nifistarrocks.processors.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The measurements of a proof: lines that are printed, and written to {@code target/proof/<test>.txt}, which {@code ./run proof} shows. */
public final class ProofReport {

    private static final Path FOLDER = Path.of("target", "proof");
    private static final Set<Path> BEGUN = ConcurrentHashMap.newKeySet();

    private final Path file;

    private ProofReport(final Path file) {
        this.file = file;
    }

    /** The report of one test class, without the lines of a previous run. */
    public static ProofReport of(final Class<?> test) {
        final Path file = FOLDER.resolve(test.getSimpleName() + ".txt");
        try {
            Files.createDirectories(FOLDER);
            if (BEGUN.add(file)) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ProofReport(file);
    }

    /** @param format of one line, as for {@link String#format} */
    public synchronized void add(final String format, final Object... values) {
        final String line = String.format(Locale.ROOT, format, values);
        System.out.println(line);
        try {
            Files.writeString(file, line + '\n', StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
