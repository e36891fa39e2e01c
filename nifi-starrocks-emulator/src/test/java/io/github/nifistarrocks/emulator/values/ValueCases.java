package io.github.nifistarrocks.emulator.values;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.ObjectMapper;

/** The recorded cases, and those that the emulator answers otherwise, with the reasons. */
final class ValueCases {

    private static final String FOLDER = "/be-values/";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ValueCases() {}

    static void forEach(final Consumer<ValueCase> use) throws IOException {
        for (final String file : new String[] {"cases", "random"}) {
            try (InputStream in = ValueCases.class.getResourceAsStream(FOLDER + file + ".jsonl.gz");
                    BufferedReader lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    use.accept(ValueCase.parse(file, MAPPER.readTree(line)));
                }
            }
        }
    }

    /** Reasons by the ids of cases. Each line of the list holds an id, a colon and the reason. */
    static Map<String, String> exceptions() throws IOException {
        final Map<String, String> reasons = new TreeMap<>();
        try (InputStream in = ValueCases.class.getResourceAsStream(FOLDER + "exceptions.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
                final int colon = line.indexOf(':');
                reasons.put(line.substring(0, colon), line.substring(colon + 1).strip());
            });
        }
        return reasons;
    }
}
