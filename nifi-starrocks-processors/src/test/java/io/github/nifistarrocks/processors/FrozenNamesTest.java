package io.github.nifistarrocks.processors;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Holds the components against {@code src/test/resources/contract/components.txt}. What stands there is kept in users' flows: a line that is gone or changed
 * breaks them unless {@code migrateProperties} or {@code migrateRelationships} carries them over, and a class name cannot be carried over at all.
 *
 * <p>A change that is meant is written to the file by {@code mvn -pl nifi-starrocks-processors test -Dtest=FrozenNamesTest -Dcontract.update=true}, to be
 * reviewed and committed like code.
 */
class FrozenNamesTest {

    private static final Path FILE = Path.of(System.getProperty("basedir", ""), "src", "test", "resources", "contract", "components.txt");
    private static final String UPDATE = "contract.update";

    @Test
    void namesAreThoseThatUsersHaveInTheirFlows() throws IOException {
        final List<String> actual = FrozenNames.ofAllComponents();
        if (Boolean.getBoolean(UPDATE)) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, String.join("\n", actual) + "\n", StandardCharsets.UTF_8);
            return;
        }
        final List<String> frozen = Files.readAllLines(FILE, StandardCharsets.UTF_8);
        if (!actual.equals(frozen)) {
            fail("""
                    The components differ from the names that users have in their flows:
                    %s
                    A line with - was there before, one with + is new; the order of properties counts, it is the order in the dialog. \
                    A change of names needs migrateProperties or migrateRelationships, a new required property a default, a new relationship \
                    autoTerminateDefault. When that is done and the change is meant: \
                    mvn -pl nifi-starrocks-processors test -Dtest=FrozenNamesTest -D%s=true""".formatted(difference(frozen, actual), UPDATE));
        }
    }

    @Test
    void allFourComponentsAreThere() {
        assertThat(FrozenNames.ofAllComponents()).contains(
                "processor io.github.nifistarrocks.processors.PutStarRocks",
                "processor io.github.nifistarrocks.processors.FetchStarRocksTablets",
                "processor io.github.nifistarrocks.processors.ScanStarRocksTablet",
                "service io.github.nifistarrocks.services.StandardStarRocksConnectionService");
    }

    /** Both lists in the order of their components, with the lines that only one of them has. */
    private static String difference(final List<String> frozen, final List<String> actual) {
        final List<String> before = qualified(frozen);
        final List<String> now = qualified(actual);
        final List<String> changes = new ArrayList<>();
        before.stream().filter(line -> !now.contains(line)).forEach(line -> changes.add("- " + line));
        now.stream().filter(line -> !before.contains(line)).forEach(line -> changes.add("+ " + line));
        return changes.isEmpty() ? "(only the order of lines)" : String.join("\n", changes);
    }

    private static List<String> qualified(final List<String> lines) {
        final List<String> qualified = new ArrayList<>();
        String component = "";
        for (final String line : lines) {
            component = line.startsWith(" ") ? component : line.substring(line.lastIndexOf('.') + 1);
            qualified.add(line.startsWith(" ") ? component + ":" + line.substring(1) : line);
        }
        return qualified;
    }
}
