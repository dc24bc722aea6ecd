package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.it.Citations.Citation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every citation of docs/reference names a file and a section that exist, and links in Markdown resolve. */
class CitationTest {
    private static final Path REFERENCE = SourceTree.ROOT.resolve("docs/reference");
    private static final String[] TEXT = {".java", ".yaml", ".json", ".md", ".txt", ".properties", ".proto"};
    /** About 1,100 today: fewer than this means that the search misses citations. */
    private static final int LEAST_CITATIONS = 1_000;

    private static final Pattern SOURCE_WITHOUT_FILE = Pattern.compile("Source: sections? \\d");

    @Test
    void citesSectionsThatExist() throws IOException {
        Map<String, Set<String>> sections = sections();
        List<String> wrong = new ArrayList<>();
        int count = 0;
        for (Path file : SourceTree.files(SourceTree.ROOT, TEXT)) {
            String text = read(file);
            List<Citation> citations = file.startsWith(REFERENCE) ? Citations.between(text) : Citations.byPath(text);
            for (Citation citation : citations) {
                count++;
                problem(citation, sections).forEach(p -> wrong.add(SourceTree.name(file) + ": " + p));
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(count).isGreaterThan(LEAST_CITATIONS);
    }

    @Test
    void namesTheReferenceByItsPath() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : SourceTree.files(SourceTree.ROOT, TEXT)) {
            if (!file.startsWith(REFERENCE)) {
                String text = read(file);
                Citations.withoutPath(text).forEach(name -> wrong.add(SourceTree.name(file) + ": " + name));
                if (file.toString().endsWith(".java")
                        && SOURCE_WITHOUT_FILE.matcher(text).find()) {
                    wrong.add(SourceTree.name(file) + ": a source without its file");
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void linksInMarkdownResolve() throws IOException {
        List<String> dead = new ArrayList<>();
        int count = 0;
        for (Path file : SourceTree.files(SourceTree.ROOT, ".md")) {
            MarkdownFile markdown = MarkdownFile.read(file);
            for (String link : markdown.links()) {
                if (!link.contains("://") && !link.startsWith("mailto:")) {
                    count++;
                    if (!resolves(markdown, link)) {
                        dead.add(SourceTree.name(file) + ": " + link);
                    }
                }
            }
        }

        assertThat(dead).isEmpty();
        assertThat(count).as("relative links").isGreaterThan(50);
    }

    @Test
    void findsCitationsAcrossLinesAndParts() {
        assertThat(Citations.byPath("/**\n * Source: docs/reference/kvm-host.md\n * sections 5.2, 5.4 and 6.\n */"))
                .containsExactly(new Citation("kvm-host", List.of("5.2", "5.4", "6")));
        assertThat(Citations.byPath("\"see docs/reference/sev-snp.md\"\n    + \" section 9\""))
                .containsExactly(new Citation("sev-snp", List.of("9")));
        String bare = "kvm-host" + ".md";
        assertThat(Citations.withoutPath("see " + bare + " section 5, docs/reference/" + bare))
                .containsExactly(bare);
    }

    @Test
    void reportsWhatDoesNotExist() throws IOException {
        assertThat(problem(new Citation("kvm-host", List.of("5.2", "99.1")), sections()))
                .containsExactly("kvm-host has no section 99.1");
        assertThat(problem(new Citation("kvm-guest", List.of()), sections())).containsExactly("no file kvm-guest");
    }

    private static List<String> problem(Citation citation, Map<String, Set<String>> sections) {
        Set<String> known = sections.get(citation.file());
        if (known == null) {
            return List.of("no file " + citation.file());
        }
        return citation.sections().stream()
                .filter(section -> !known.contains(section))
                .map(section -> citation.file() + " has no section " + section)
                .toList();
    }

    private static boolean resolves(MarkdownFile from, String link) throws IOException {
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path target =
                path.isEmpty() ? from.file() : from.file().resolveSibling(path).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return hash < 0
                || !target.toString().endsWith(".md")
                || MarkdownFile.read(target).anchors().contains(link.substring(hash + 1));
    }

    private static Map<String, Set<String>> sections() throws IOException {
        Map<String, Set<String>> sections = new HashMap<>();
        for (Path file : SourceTree.files(REFERENCE, ".md")) {
            String name = file.getFileName().toString();
            sections.put(
                    name.substring(0, name.length() - ".md".length()),
                    MarkdownFile.read(file).sections());
        }
        return sections;
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
