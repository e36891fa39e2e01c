package io.github.nifistarrocks.nar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

/** Looks into the finished NAR: users get every jar that is in it, so each needs a reason, and what NiFi gives must not be there again. */
final class NarContentsTest {

    private static final String BUNDLED = "META-INF/bundled-dependencies/";
    private static final Pattern JAR = Pattern.compile("(.+?)-\\d.*\\.jar");
    private static final long LARGEST_BYTES = 9L * 1024 * 1024;

    /** The jars of a stock NiFi's lib folder, the class path of everything in it. */
    private static final Set<String> NIFI_LIB = Set.of("nifi-api", "nifi-framework-api", "nifi-nar-utils", "nifi-properties", "nifi-property-utils",
            "nifi-python-framework-api", "nifi-runtime", "nifi-server-api", "nifi-stateless-api", "nifi-per-process-group-logging", "slf4j-api",
            "jcl-over-slf4j", "jul-to-slf4j", "log4j-over-slf4j", "logback-classic", "logback-core");

    private final Path nar = Path.of(System.getProperty("nar.file"));

    @Test
    void everyJarHasAReasonAndEveryReasonItsJar() throws IOException {
        final Map<String, String> reasons = reasons();
        assertThat(reasons.values()).doesNotContain("");
        assertThat(jars(nar)).containsExactlyInAnyOrderElementsOf(reasons.keySet());
    }

    @Test
    void nothingIsBundledThatNifiGives() throws IOException {
        final Set<String> parent = jars(Path.of(System.getProperty("nar.parent")));
        assertThat(parent).contains("nifi-utils", "nifi-record", "nifi-record-serialization-service-api");
        assertThat(jars(nar)).doesNotContainAnyElementsOf(parent).doesNotContainAnyElementsOf(NIFI_LIB);
    }

    @Test
    void noClassIsBundledTwice() throws IOException {
        final Map<String, String> jarOfClass = new LinkedHashMap<>();
        final List<String> twice = new ArrayList<>();
        try (ZipFile file = new ZipFile(nar.toFile())) {
            for (final ZipEntry jar : bundled(file)) {
                for (final String name : classes(file, jar)) {
                    final String other = jarOfClass.put(name, jar.getName());
                    if (other != null) {
                        twice.add("%s in %s and %s".formatted(name, other, jar.getName()));
                    }
                }
            }
        }
        assertThat(jarOfClass).containsKey("io/github/nifistarrocks/processors/PutStarRocks.class");
        assertThat(twice).isEmpty();
    }

    @Test
    void fileIsSmall() throws IOException {
        assertThat(Files.size(nar)).isLessThan(LARGEST_BYTES);
    }

    @Test
    void manifestNamesTheParentAndTheCoordinatesThatFlowsKeep() throws IOException {
        try (ZipFile file = new ZipFile(nar.toFile()); InputStream stream = file.getInputStream(file.getEntry("META-INF/MANIFEST.MF"))) {
            final Attributes attributes = new Manifest(stream).getMainAttributes();
            assertThat(attributes.getValue("Nar-Group")).isEqualTo("io.github.nifistarrocks");
            assertThat(attributes.getValue("Nar-Id")).isEqualTo("nifi-starrocks-nar");
            assertThat(attributes.getValue("Nar-Dependency-Group")).isEqualTo("org.apache.nifi");
            assertThat(attributes.getValue("Nar-Dependency-Id")).isEqualTo("nifi-standard-services-api-nar");
        }
    }

    @Test
    void everyComponentIsDescribedInFull() throws Exception {
        try (ZipFile file = new ZipFile(nar.toFile())) {
            final NodeList extensions = extensions(file);
            final Set<String> names = new TreeSet<>();
            for (int i = 0; i < extensions.getLength(); i++) {
                final Element extension = (Element) extensions.item(i);
                final String name = child(extension, "name");
                names.add(name);
                assertThat(child(extension, "description")).as(name).isNotBlank();
                assertThat(file.getEntry("META-INF/docs/additional-details/" + name + "/additionalDetails.md")).as("additional details of " + name).isNotNull();
                for (final String part : List.of("property", "relationship", "writesAttribute", "readsAttribute", "dynamicProperty")) {
                    final NodeList parts = extension.getElementsByTagName(part);
                    for (int j = 0; j < parts.getLength(); j++) {
                        assertThat(child((Element) parts.item(j), "description")).as("%s %s of %s", part, child((Element) parts.item(j), "name"), name)
                                .isNotBlank();
                    }
                }
            }
            assertThat(names).containsExactlyInAnyOrder("io.github.nifistarrocks.processors.PutStarRocks",
                    "io.github.nifistarrocks.processors.FetchStarRocksTablets", "io.github.nifistarrocks.processors.ScanStarRocksTablet",
                    "io.github.nifistarrocks.services.StandardStarRocksConnectionService");
        }
    }

    @Test
    void licenceAndNoticeAreEnclosed() throws IOException {
        try (ZipFile file = new ZipFile(nar.toFile())) {
            assertThat(text(file, "META-INF/LICENSE")).contains("Apache License").contains("Terence Parr");
            assertThat(text(file, "META-INF/NOTICE")).contains("nifi-starrocks");
        }
    }

    private static Map<String, String> reasons() throws IOException {
        final Map<String, String> reasons = new LinkedHashMap<>();
        for (final String line : Files.readAllLines(Path.of(System.getProperty("nar.jars")))) {
            final String[] columns = line.split("\t", 2);
            assertThat(columns).as(line).hasSize(2);
            assertThat(reasons.put(columns[0], columns[1].strip())).as("twice: " + line).isNull();
        }
        return reasons;
    }

    /** The names, without version, of the jars in a NAR. */
    private static Set<String> jars(final Path nar) throws IOException {
        final List<String> names = new ArrayList<>();
        try (ZipFile file = new ZipFile(nar.toFile())) {
            for (final ZipEntry jar : bundled(file)) {
                final Matcher matcher = JAR.matcher(jar.getName().substring(BUNDLED.length()));
                assertThat(matcher.matches()).as(jar.getName()).isTrue();
                names.add(matcher.group(1));
            }
        }
        assertThat(names).doesNotHaveDuplicates();
        return new TreeSet<>(names);
    }

    private static List<? extends ZipEntry> bundled(final ZipFile file) {
        return file.stream().filter(entry -> entry.getName().startsWith(BUNDLED) && !entry.isDirectory()).toList();
    }

    private static Set<String> classes(final ZipFile file, final ZipEntry jar) throws IOException {
        final Set<String> names = new TreeSet<>();
        try (ZipInputStream stream = new ZipInputStream(file.getInputStream(jar))) {
            for (ZipEntry entry = stream.getNextEntry(); entry != null; entry = stream.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names.stream().filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/") && !name.endsWith("module-info.class"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static NodeList extensions(final ZipFile file) throws Exception {
        try (InputStream stream = file.getInputStream(file.getEntry("META-INF/docs/extension-manifest.xml"))) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(stream).getElementsByTagName("extension");
        }
    }

    /** The text of an element's own child; empty when it has none of that name. */
    private static String child(final Element element, final String name) {
        final NodeList children = element.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            if (name.equals(children.item(i).getNodeName())) {
                return children.item(i).getTextContent();
            }
        }
        return "";
    }

    private static String text(final ZipFile file, final String name) throws IOException {
        try (InputStream stream = file.getInputStream(file.getEntry(name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
