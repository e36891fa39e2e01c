package io.github.nifistarrocks.nar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

import static io.github.nifistarrocks.nar.Discouraged.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Guards the words of what ships: sources with their comments, documentation, and what NiFi shows of the components. */
final class WordingTest {

    private static final List<String> SHIPPED = List.of("nifi-starrocks-client", "nifi-starrocks-services-api", "nifi-starrocks-services",
            "nifi-starrocks-processors");
    private static final List<String> DESCRIBED = List.of("extension", "property", "dynamicProperty", "allowableValue", "relationship", "writesAttribute",
            "readsAttribute");

    /** 25 words is the aim. */
    private static final int MAX_WORDS = 40;

    private static final List<Discouraged> PHRASES = List.of(
            entry("\\b(?:tells?|told|telling)\\b", "report, return, say, show; determine; distinguish (tell apart)"),
            entry("\\buntold\\b", "unknown, not reported"),
            entry("\\bmend(?:s|ed|ing)?\\b", "fix, correct"),
            entry("\\b(?:some|no|any)body\\b", "the passive, or who it is (a user, an administrator)"),
            entry("\\bbec(?:omes?|ame|oming) of\\b", "the outcome of"),
            entry("\\b(?:what|how|where)\\b[^.;:|]{0,40}? (?:is|are) to be\\b(?! \\w+(?:ed|en|t)\\b)|\\bit is to be\\b",
                    "the outcome, the settings of; must be, will be"),
            entry("\\b(?:the|which) ways? of\\b|\\bways? of delivery\\b", "X flow; delivery strategy"),
            entry("\\b(?:an?|the|another|earlier|later|next|previous|last|every|each|this|new|failed) try\\b(?!(?:-| )(?:block|statement|with)\\b)",
                    "attempt; retry (another try), a previous attempt (an earlier try)"),
            entry("\\b(?:two|three|several|many|more|between|of|the|earlier|later|other|all) tries\\b", "attempts, retries"),
            entry("\\bovert(?:akes?|aken|aking|ook)\\b", "superseded"),
            entry("\\bleft(?:-| )out\\b", "filtered (rows, by StarRocks), skipped (rows, by us), omitted (columns, properties)"),
            entry("\\bunnamed\\b", "not identified, unidentified"),
            entry("\\btrials?\\b(?!(?:[-.]| )loads?\\b)", "trial load"),
            entry("\\bbad (?:ones?|rows?|records?|values?|lines?|events?|data|fields?)\\b|\\b(?:are|is|be|found) bad\\b|\\bBAD_(?:RECORD|PROPERTY)\\b",
                    "invalid"),
            entry("\\bgood (?:ones?|rows?|records?|values?|lines?|events?|data)\\b", "valid"),
            entry("\\b\\w+(?:'s|s') (?:own )?words\\b|\\b(?:in|with|puts?) (?:\\w+ )?words\\b|\\bthe words of\\b",
                    "message; value (of a field), name (of an operation)"),
            entry("\\b(?:server|failure|error|answer|reply|FE|BE|StarRock)(?:'s|s') (?:own )?text\\b|\\btext of (?:an?|the) (?:server|error|failure)\\b",
                    "message"),
            entry("\\bit stands whether\\b|\\bwhere it stands\\b", "source of"),
            entry("\\bis it (?:the )?\\w+'s\\b|\\bof (?:\\w+ ){0,3}\\w+'s(?= ?[.,;:)])", "the plain genitive or a compound noun"),
            entry("\\bonly grows?\\b", "monotonically increasing, increases monotonically"),
            entry("\\bmade (?:up )?of\\b|\\bmakes? of\\b", "derived from, consist of (made of); interpret, map to (make of)"),
            entry("\\b(?:does|do) not count while\\b", "ignored while"),
            entry("\\bin front\\b(?! of (?:the |an? |its )?(?:frontends?|backends?|FEs?|BEs?|cluster|StarRocks)\\b)",
                    "upstream (a processor), before (a position)"),
            entry("\\b(?:has|have) not(?= ?[.,;:)])|\\bSTRUCT has not\\b", "does not have"),
            entry("\\ba (?-i:FEs?)\\b", "an FE"),
            entry("\\ban (?-i:BEs?)\\b", "a BE"));

    private static final List<Discouraged> NAMES = List.of(
            entry("\\b(?-i:(?:MOST|LONGEST|DEEPEST|LARGEST)_[A-Z_0-9]+)\\b", "MAX_…"));

    private final Path root = Path.of(System.getProperty("repository.root", "..")).toAbsolutePath().normalize();

    @Test
    void mainSourcesUsePlainWords() throws IOException {
        final List<String> findings = new ArrayList<>();
        for (final String module : SHIPPED) {
            findings.addAll(findings(PHRASES, files(root.resolve(module).resolve("src/main/java"), ".java"), Prose::ofJava));
        }
        assertNone(findings);
    }

    @Test
    void limitsAreNamedMaximum() throws IOException {
        final List<String> findings = new ArrayList<>();
        for (final String module : SHIPPED) {
            findings.addAll(findings(NAMES, files(root.resolve(module).resolve("src/main/java"), ".java"), UnaryOperator.identity()));
        }
        assertNone(findings);
    }

    @Test
    void additionalDetailsUsePlainWords() throws IOException {
        final List<String> findings = new ArrayList<>();
        for (final String module : SHIPPED) {
            findings.addAll(findings(PHRASES, files(root.resolve(module).resolve("src/main/resources"), ".md"), UnaryOperator.identity()));
        }
        assertNone(findings);
    }

    @Test
    void documentationUsesPlainWords() throws IOException {
        final List<Path> files = Stream.concat(Stream.of("README.md", "CONTRIBUTING.md").map(root::resolve).filter(Files::exists),
                files(root.resolve("docs"), ".md").stream()).toList();
        assertThat(files).contains(root.resolve("README.md"), root.resolve("docs/loading.md"));
        assertNone(findings(PHRASES, files, UnaryOperator.identity()));
    }

    @Test
    void changeLogUsesPlainWordsOutsideOfCode() throws IOException {
        assertNone(findings(PHRASES, List.of(root.resolve("CHANGELOG.md")), Prose::withoutCodeSpans));
    }

    @Test
    void whatNifiShowsOfTheComponentsUsesPlainWords() throws Exception {
        final List<String> findings = new ArrayList<>();
        final NodeList elements = manifest().getElementsByTagName("*");
        for (int i = 0; i < elements.getLength(); i++) {
            final Element element = (Element) elements.item(i);
            if (element.getElementsByTagName("*").getLength() == 0) {
                final String text = element.getTextContent();
                PHRASES.forEach(phrase -> findings.addAll(phrase.findings(place(element), text, text)));
            }
        }
        assertNone(findings);
    }

    @Test
    void descriptionsHaveNoLongSentences() throws Exception {
        final List<String> findings = new ArrayList<>();
        final NodeList descriptions = manifest().getElementsByTagName("description");
        for (int i = 0; i < descriptions.getLength(); i++) {
            final Element description = (Element) descriptions.item(i);
            if (DESCRIBED.contains(description.getParentNode().getNodeName())) {
                for (final String sentence : description.getTextContent().split("(?<=[.!?])\\s+|\n\\s*\n")) {
                    final int words = sentence.strip().split("\\s+").length;
                    if (words > MAX_WORDS) {
                        findings.add("%s: %d words in one sentence; split it, 25 is the aim: %s".formatted(place(description), words, sentence));
                    }
                }
            }
        }
        assertNone(findings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"the label was not told", "It tells whether a retry helps", "rows whose outcome is untold", "mend the writer", "nobody's load",
            "what becomes of it", "what became of the load", "What one FlowFile's load is to be, all expressions evaluated", "why it is to be sent again",
            "## The way of a FlowFile", "choose a way of delivery", "found out by another try", "an earlier try", "between two tries",
            "`starrocks.rows.overtaken`",
            "a later row overtakes it", "rows that were left out", "`starrocks.rows.unnamed`", "A trial is never committed", "`starrocks.trials`",
            "Isolate Bad Records", "such rows are bad", "`BAD_RECORD`", "the good rows", "the server's own words", "StarRocks' words", "the reason in words",
            "the words of Debezium", "the server's text", "where it stands whether a record deletes", "a folder of NiFi's.", "a number which only grows",
            "made of the UUID", "what the client makes of it", "It does not count while isolation is on", "with MergeRecord in front",
            "a field that a STRUCT has not",
            "a user who has not;", "a FE", "an BE", "what becomes\nof it", "the server's\n   words"})
    void discouragedPhraseIsFound(final String text) {
        assertThat(PHRASES).anySatisfy(phrase -> assertThat(phrase.findings("here", text, text)).isNotEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"one trial load", "*Maximum Trial Loads*", "`starrocks.trial.loads`", "0012-isolation-by-trial-loads.md", "recommended", "amended",
            "It has not been committed", "400 Bad Request", "a load balancer in front of the FEs", "an FE", "a BE", "try (Session session = open()) {",
            "the table's columns.", "of the table's columns", "by way of an address map", "keywords", "rows that are to be loaded", "a retry", "retries",
            "what becomes\n\nof it", "| a server's | words |"})
    void legitimateUseIsNotFound(final String text) {
        assertThat(PHRASES).allSatisfy(phrase -> assertThat(phrase.findings("here", text, text)).isEmpty());
    }

    @Test
    void identifiersOfJavaAreNoProseButCommentsAndTextsAre() {
        final String source = """
                /** A trial is
                 * never committed. */
                final Told told = trial.told('"', "the words " + "of others"); // mend it
                """;
        final List<String> findings = PHRASES.stream().flatMap(phrase -> phrase.findings("A.java", source, Prose.ofJava(source)).stream()).toList();
        assertThat(findings).hasSize(3).anySatisfy(finding -> assertThat(finding).startsWith("A.java:1: \"trial\"; write: trial load;"))
                .anySatisfy(finding -> assertThat(finding).startsWith("A.java:3: \"the words of\"; write: message"))
                .anySatisfy(finding -> assertThat(finding).startsWith("A.java:3: \"mend\"; write: fix, correct"));
    }

    private static void assertNone(final List<String> findings) {
        assertThat(findings).withFailMessage(() -> "%d to reword:%n%s".formatted(findings.size(), String.join(System.lineSeparator(), findings))).isEmpty();
    }

    private List<String> findings(final List<Discouraged> phrases, final List<Path> files, final UnaryOperator<String> prose) throws IOException {
        final List<String> findings = new ArrayList<>();
        for (final Path file : files) {
            final String text = Files.readString(file);
            final String masked = prose.apply(text);
            phrases.forEach(phrase -> findings.addAll(phrase.findings(root.relativize(file).toString(), text, masked)));
        }
        return findings;
    }

    private static List<Path> files(final Path folder, final String ending) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    /** The manifest that NiFi reads the descriptions from. Only a build has it. */
    private static Element manifest() throws Exception {
        final Path nar = Path.of(System.getProperty("nar.file", "no-nar"));
        assumeThat(nar).exists();
        try (ZipFile file = new ZipFile(nar.toFile()); InputStream stream = file.getInputStream(file.getEntry("META-INF/docs/extension-manifest.xml"))) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(stream).getDocumentElement();
        }
    }

    /** Such as {@code PutStarRocks/property Table/description}. */
    private static String place(final Element element) {
        String place = element.getNodeName();
        for (Node node = element.getParentNode(); node instanceof final Element parent; node = parent.getParentNode()) {
            final String name = name(parent);
            if (!name.isEmpty()) {
                place = (parent.getNodeName().equals("extension") ? "" : parent.getNodeName() + " ") + name + "/" + place;
            }
        }
        return place;
    }

    private static String name(final Element element) {
        final NodeList children = element.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            if (List.of("name", "displayName").contains(children.item(i).getNodeName())) {
                final String name = children.item(i).getTextContent();
                return name.substring(name.startsWith("io.github.") ? name.lastIndexOf('.') + 1 : 0);
            }
        }
        return "";
    }
}
