package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.it.JavaFile.Method;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds the rules of the house that no compiler checks.
 *
 * <p>A bound is the aim, or the present value where that is worse: it may only become stricter. {@code target/tidy.txt} has
 * the present figures.
 */
class TidyTest {
    /** What every module should reach; a module that is not in the table is held to it. */
    private static final Bounds AIM = new Bounds(500, 40, 6, 25, 0, 45, 35);

    /**
     * Present bounds of each module: lines of a file, lines of a method, parameters, public %, page constants, tested %,
     * comment %.
     */
    private static final Map<String, Bounds> BOUNDS = Map.ofEntries(
            Map.entry("amd-kds", new Bounds(300, 40, 6, 100, 0, 100, 30)),
            Map.entry("assertj", new Bounds(300, 40, 6, 100, 0, 100, 25)),
            Map.entry("guest-kernel", new Bounds(400, 40, 6, 8, 0, 48, 16)),
            Map.entry("guest-owner", new Bounds(400, 50, 6, 73, 0, 57, 22)),
            Map.entry("guest-testkit", new Bounds(500, 40, 6, 66, 0, 0, 6)),
            Map.entry("integration-tests", new Bounds(500, 47, 6, 25, 0, 45, 0)),
            Map.entry("junit-extension", new Bounds(500, 40, 6, 100, 0, 45, 29)),
            Map.entry("kvm-host", new Bounds(400, 40, 6, 18, 0, 66, 20)),
            Map.entry("linux-bridge", new Bounds(300, 40, 6, 25, 0, 60, 23)),
            Map.entry("machine", new Bounds(500, 40, 6, 71, 0, 45, 24)),
            Map.entry("ovmf-guest", new Bounds(500, 40, 6, 25, 0, 45, 18)),
            Map.entry("owner-service", new Bounds(300, 40, 6, 36, 0, 46, 12)),
            Map.entry("psp-firmware", new Bounds(420, 56, 6, 15, 0, 46, 33)),
            Map.entry("scenario", new Bounds(300, 40, 6, 75, 0, 12, 19)),
            Map.entry("sev-abi", new Bounds(400, 53, 7, 100, 0, 86, 35)),
            Map.entry("sev-crypto", new Bounds(300, 40, 6, 85, 0, 100, 24)),
            Map.entry("sev-testkit", new Bounds(300, 40, 6, 100, 0, 0, 13)),
            Map.entry("sevsim-cli", new Bounds(500, 40, 6, 25, 0, 45, 7)),
            Map.entry("sim-bus", new Bounds(500, 40, 6, 72, 0, 45, 23)),
            Map.entry("sim-io", new Bounds(300, 40, 6, 83, 0, 60, 18)),
            Map.entry("sim-memory", new Bounds(500, 40, 6, 30, 0, 45, 14)),
            Map.entry("struct-codegen", new Bounds(300, 40, 6, 25, 0, 40, 13)),
            Map.entry("view", new Bounds(300, 40, 6, 25, 0, 45, 12)));

    /**
     * Files that hold banned words as data: the list, the examples below, and the longer list for help texts, whose test
     * cannot reach this module.
     */
    private static final Set<String> WORD_LISTS = Set.of(
            "integration-tests/src/test/java/dev/sevsim/it/BannedWords.java",
            "integration-tests/src/test/java/dev/sevsim/it/TidyTest.java",
            "sevsim-cli/src/test/java/dev/sevsim/cli/HelpTest.java");

    /** Files that may have a constant of 4096: the one that all others should use. */
    private static final Set<String> PAGE_CLASSES = Set.of("sev-abi/src/main/java/dev/sevsim/abi/Page.java");

    private static final Set<String> CHANGELOG_KINDS =
            Set.of("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security");
    private static final Pattern VERSION =
            Pattern.compile("## \\[Unreleased\\]|## \\[\\d+\\.\\d+\\.\\d+(?:-[\\w.]+)?\\] - \\d{4}-\\d{2}-\\d{2}");
    private static final Pattern EXPORT = Pattern.compile("^\\s*exports ([\\w.]+)", Pattern.MULTILINE);

    private static final Map<String, Module> MODULES = new LinkedHashMap<>();

    /**
     * Bounds of one module.
     *
     * @param fileLines most lines of a file, tests included
     * @param methodLines most lines of a method, tests included
     * @param parameters most parameters of a method or constructor of main code
     * @param publicPercent most public types in exported packages, in percent of all types
     * @param pageConstants most constants of 4096 outside of the page class
     * @param testedPercent fewest classes with logic that have a test of their name, in percent
     * @param commentPercent fewest lines of comment in main code, in percent of its lines of code
     */
    private record Bounds(
            int fileLines,
            int methodLines,
            int parameters,
            int publicPercent,
            int pageConstants,
            int testedPercent,
            int commentPercent) {}

    /**
     * One Maven module.
     *
     * @param main files of main code, without descriptors
     * @param test files of tests
     * @param exported packages that the module exports
     */
    private record Module(String name, List<JavaFile> main, List<JavaFile> test, Set<String> exported) {
        Bounds bounds() {
            return BOUNDS.getOrDefault(name, AIM);
        }

        int largestFile() {
            return all().stream().mapToInt(JavaFile::lines).max().orElse(0);
        }

        int largestMethod() {
            return all().stream()
                    .flatMap(file -> file.methods().stream())
                    .mapToInt(Method::lines)
                    .max()
                    .orElse(0);
        }

        int mostParameters() {
            return main.stream()
                    .flatMap(file -> file.methods().stream())
                    .mapToInt(Method::parameters)
                    .max()
                    .orElse(0);
        }

        int publicPercent() {
            long visible = main.stream()
                    .filter(file -> file.isPublic() && exported.contains(file.packageName()))
                    .count();
            return percent(visible, main.size());
        }

        List<String> pageConstants() {
            return main.stream()
                    .filter(file -> !PAGE_CLASSES.contains(SourceTree.name(file.path())))
                    .flatMap(file -> file.pageConstants().stream().map(name -> file.name() + "." + name))
                    .toList();
        }

        int testedPercent() {
            Set<String> tests = test.stream()
                    .map(file -> file.packageName() + "." + file.name())
                    .collect(Collectors.toSet());
            List<JavaFile> withLogic = main.stream().filter(JavaFile::hasLogic).toList();
            long tested = withLogic.stream()
                    .filter(file -> tests.contains(file.packageName() + "." + file.name() + "Test"))
                    .count();
            return withLogic.isEmpty() ? 100 : percent(tested, withLogic.size());
        }

        int commentPercent() {
            int comments = main.stream().mapToInt(JavaFile::commentLines).sum();
            int code = main.stream().mapToInt(JavaFile::codeLines).sum();
            return percent(comments, code);
        }

        List<JavaFile> all() {
            List<JavaFile> all = new ArrayList<>(main);
            all.addAll(test);
            return all;
        }

        String figures() {
            return "%-18s file %4d  method %3d  parameters %2d  public %3d %%  page constants %2d  tested %3d %%  comments %3d %%"
                    .formatted(
                            name,
                            largestFile(),
                            largestMethod(),
                            mostParameters(),
                            publicPercent(),
                            pageConstants().size(),
                            testedPercent(),
                            commentPercent());
        }

        private static int percent(long part, int whole) {
            return whole == 0 ? 0 : (int) (100 * part / whole);
        }
    }

    @BeforeAll
    static void parse() throws IOException {
        for (Path directory : SourceTree.modules()) {
            String name = directory.getFileName().toString();
            List<Path> main = javaFiles(directory.resolve("src/main/java"));
            List<Path> test = javaFiles(directory.resolve("src/test/java"));
            Path descriptor = directory.resolve("src/main/java/module-info.java");
            Set<String> exported = Files.exists(descriptor)
                    ? EXPORT.matcher(Files.readString(descriptor))
                            .results()
                            .map(found -> found.group(1))
                            .collect(Collectors.toSet())
                    : Set.of();
            MODULES.put(name, new Module(name, JavaFile.parse(main), JavaFile.parse(test), exported));
        }
        Files.write(
                Path.of("target/tidy.txt"),
                MODULES.values().stream().map(Module::figures).toList());
    }

    private static List<Path> javaFiles(Path directory) throws IOException {
        return Files.exists(directory)
                ? SourceTree.files(directory, ".java").stream()
                        .filter(file -> !file.toString().endsWith("-info.java"))
                        .toList()
                : List.of();
    }

    @Test
    void readsTheWholeTree() {
        assertThat(MODULES).hasSizeGreaterThanOrEqualTo(10);
        assertThat(MODULES.values().stream().mapToInt(m -> m.main().size()).sum())
                .isGreaterThan(800);
    }

    @Test
    void filesAndMethodsAreShort() {
        List<String> tooLong = new ArrayList<>();
        for (Module module : MODULES.values()) {
            for (JavaFile file : module.all()) {
                if (file.lines() > module.bounds().fileLines()) {
                    tooLong.add(SourceTree.name(file.path()) + ": " + file.lines() + " lines");
                }
                tooLong.addAll(
                        methods(file, method -> method.lines() > module.bounds().methodLines()));
            }
        }

        assertThat(tooLong).isEmpty();
    }

    private static List<String> methods(JavaFile file, Predicate<Method> chosen) {
        return file.methods().stream()
                .filter(chosen)
                .map(method -> SourceTree.name(file.path()) + ": " + method)
                .toList();
    }

    @Test
    void methodsHaveFewParameters() {
        List<String> tooMany = new ArrayList<>();
        for (Module module : MODULES.values()) {
            for (JavaFile file : module.main()) {
                tooMany.addAll(methods(
                        file, method -> method.parameters() > module.bounds().parameters()));
            }
        }

        assertThat(tooMany).isEmpty();
    }

    private static void expectNone(Predicate<Module> beyondItsBound) {
        assertThat(MODULES.values().stream().filter(beyondItsBound).map(Module::figures))
                .isEmpty();
    }

    @Test
    void modulesExportFewTypes() {
        expectNone(module -> module.publicPercent() > module.bounds().publicPercent());
    }

    @Test
    void pageSizeIsOneConstant() {
        assertThat(MODULES.values().stream()
                        .filter(module ->
                                module.pageConstants().size() > module.bounds().pageConstants())
                        .map(module -> module.name() + ": " + module.pageConstants()))
                .isEmpty();
    }

    @Test
    void classesWithLogicHaveATestOfTheirName() {
        expectNone(module -> module.testedPercent() < module.bounds().testedPercent());
    }

    @Test
    void modulesAreCommented() {
        expectNone(module -> module.commentPercent() < module.bounds().commentPercent());
    }

    @Test
    void countsLinesOfCommentsAndOfCode() {
        JavaFile file = new JavaFile(Path.of("A.java"), """
                /** One,
                 * two. */
                class A { // beside code

                    // Three.
                    String text = "/* no comment";
                    /* four */
                }
                """, "", List.of(), false, false, List.of());

        assertThat(file.commentLines()).isEqualTo(4);
        assertThat(file.codeLines()).isEqualTo(3);
    }

    @Test
    void boundsNameModulesThatExist() {
        assertThat(MODULES.keySet()).containsAll(BOUNDS.keySet());
    }

    @Test
    void textsUsePlainWords() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : SourceTree.files(SourceTree.ROOT, ".java", ".md", ".json", ".xml", ".yaml", "sevsim")) {
            String name = SourceTree.name(file);
            if (name.endsWith(".md") ? isDocument(name) : isProduct(name)) {
                BannedWords.in(Files.readString(file)).forEach(text -> found.add(name + ": " + text));
            } else if (name.endsWith(".java") && !WORD_LISTS.contains(name)) {
                BannedWords.inJava(Files.readString(file)).forEach(text -> found.add(name + ": " + text));
            }
        }

        assertThat(found).isEmpty();
    }

    /** Descriptions of the build, schemas and other texts that users read. */
    private static boolean isProduct(String name) {
        return !name.endsWith(".java") && !name.contains("/src/test/");
    }

    /** Documents are the pages of docs and the files in the root. */
    private static boolean isDocument(String name) {
        return name.startsWith("docs/") || !name.contains("/");
    }

    @Test
    void exemptsOnlyFilesThatHoldBannedWords() throws IOException {
        for (String name : WORD_LISTS) {
            assertThat(BannedWords.inJava(Files.readString(SourceTree.ROOT.resolve(name))))
                    .as(name)
                    .isNotEmpty();
        }
    }

    @Test
    void findsBannedWordsInCommentsStringsAndTestNames() {
        String source = """
                /** What nobody
                 * wants. */
                void refusesEverybody() { say("it came of it"); int knows = 1; }
                """;

        assertThat(BannedWords.inJava(source)).hasSize(4);
        assertThat(BannedWords.inJava("int nobody = \"unknown, well known\".length();"))
                .isEmpty();
    }

    @Test
    void changelogHasItsForm() throws IOException {
        List<String> lines = Files.readAllLines(SourceTree.ROOT.resolve("CHANGELOG.md"));

        assertThat(changelogProblems(lines)).isEmpty();
        assertThat(changelogProblems(List.of("# Changelog", "## 1.0", "### Improved", "* x")))
                .hasSize(3);
    }

    /** Keep a Changelog 1.1.0: versions with dates, the six kinds of change, entries as list items. */
    private static List<String> changelogProblems(List<String> lines) {
        List<String> problems = new ArrayList<>();
        if (lines.isEmpty() || !lines.get(0).equals("# Changelog")) {
            problems.add("no heading");
        }
        boolean inVersion = false;
        for (String line : lines) {
            if (line.startsWith("## ")) {
                inVersion = true;
                if (!VERSION.matcher(line).matches()) {
                    problems.add("no version with a date: " + line);
                }
            } else if (line.startsWith("### ")) {
                if (!CHANGELOG_KINDS.contains(line.substring(4))) {
                    problems.add("no kind of change: " + line);
                }
            } else if (inVersion && !line.isEmpty() && !line.startsWith("- ") && !line.startsWith("  ")) {
                problems.add("no list item: " + line);
            }
        }
        return problems;
    }
}
