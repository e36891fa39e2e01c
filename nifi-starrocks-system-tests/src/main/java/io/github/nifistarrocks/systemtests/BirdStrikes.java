package io.github.nifistarrocks.systemtests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The data set of the demo, {@code demo/birdstrikes.csv}: 10,000 rows of 14 columns; its source and licence are written beside it.
 * The file is taken apart here without any code of the bundle or of NiFi: no field is quoted, an empty one is a null.
 */
public final class BirdStrikes {
    public static final String TABLE = "birdstrikes";

    /**
     * Text of a null in a canonical row.
     */
    public static final String NULL = "\\N";

    private static final String SEPARATOR = "\t";
    private static final List<String> LINES = lines();

    private BirdStrikes() {}

    private static List<String> lines() {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(BirdStrikes.class.getResourceAsStream("/demo/birdstrikes.csv"), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (final IOException e) {
            throw new UncheckedIOException("Reading the data set failed", e);
        }
    }

    /**
     * The names of the columns.
     *
     * @return in the order of the file
     */
    public static List<String> columns() {
        return List.of(LINES.getFirst().split(",", -1));
    }

    /**
     * How many rows the file has.
     *
     * @return 10,000
     */
    public static int size() {
        return LINES.size() - 1;
    }

    /**
     * The rows in a form that can be compared.
     *
     * @return one {@link #canonical canonical text} for each row, in the order of the file
     */
    public static List<String> rows() {
        return LINES.stream().skip(1).map(line -> canonical(List.of(line.split(",", -1)))).toList();
    }

    /**
     * The text of a row in the form in which rows are compared.
     *
     * @param values the text of each column; an empty text represents null
     * @return the texts, joined
     */
    public static String canonical(final List<String> values) {
        return String.join(SEPARATOR, values.stream().map(value -> value.isEmpty() ? NULL : value).toList());
    }

    /**
     * Writes the rows into CSV files, each with the header. A file appears under its name at once and whole.
     *
     * @param directory an existing directory
     * @param rowsPerFile rows in each file but the last
     * @return the files
     */
    public static List<Path> write(final Path directory, final int rowsPerFile) {
        final List<Path> files = new ArrayList<>();
        try {
            for (int from = 1; from < LINES.size(); from += rowsPerFile) {
                final List<String> part = new ArrayList<>(List.of(LINES.getFirst()));
                part.addAll(LINES.subList(from, Math.min(from + rowsPerFile, LINES.size())));
                final Path file = directory.resolve("birdstrikes-%02d.csv".formatted(files.size()));
                final Path hidden = Files.write(directory.resolve(".part"), part);
                files.add(Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE));
            }
            return files;
        } catch (final IOException e) {
            throw new UncheckedIOException("Writing the data set to [%s] failed".formatted(directory), e);
        }
    }

    /**
     * Writes the header and then all rows, several times over.
     *
     * @param writer where to
     * @param copies how often the rows are repeated
     * @throws IOException when the writer fails
     */
    public static void copyTo(final Writer writer, final int copies) throws IOException {
        writer.write(LINES.getFirst() + "\n");
        final String rows = String.join("\n", LINES.subList(1, LINES.size())) + "\n";
        for (int copy = 0; copy < copies; copy++) {
            writer.write(rows);
        }
    }

    /**
     * The size of the rows.
     *
     * @return bytes of the file without its header
     */
    public static long bytes() {
        return LINES.stream().skip(1).mapToLong(line -> line.length() + 1L).sum();
    }

    /**
     * The table for the data set.
     *
     * @param database name of the database, created if it is missing
     * @param buckets how many tablets
     * @return statements for StarRocks
     */
    public static String ddl(final String database, final int buckets) {
        return """
                CREATE DATABASE IF NOT EXISTS @database@;
                CREATE TABLE @database@.birdstrikes (
                    airport_name VARCHAR(64) NOT NULL,
                    aircraft VARCHAR(32) NOT NULL,
                    damage VARCHAR(16) NOT NULL,
                    flight_date DATE NOT NULL,
                    operator VARCHAR(48) NOT NULL,
                    origin_state VARCHAR(32) NOT NULL,
                    phase_of_flight VARCHAR(16) NOT NULL,
                    wildlife_size VARCHAR(16) NOT NULL,
                    wildlife_species VARCHAR(32) NOT NULL,
                    time_of_day VARCHAR(8) NOT NULL,
                    cost_other INT NOT NULL,
                    cost_repair INT NOT NULL,
                    cost_total BIGINT NOT NULL,
                    speed_ias_knots SMALLINT NULL
                )
                DUPLICATE KEY (airport_name, aircraft)
                DISTRIBUTED BY HASH(airport_name, aircraft, flight_date) BUCKETS @buckets@
                PROPERTIES ("replication_num" = "2");
                """.replace("@database@", database).replace("@buckets@", Integer.toString(buckets));
    }
}
