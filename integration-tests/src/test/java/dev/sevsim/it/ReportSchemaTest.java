package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What every command prints with {@code --json}, beside the schema that it prints with {@code --json-schema}. */
@Timeout(300)
class ReportSchemaTest {
    @TempDir
    private static Path directory;

    private static Map<String, List<JsonNode>> reports = Map.of();

    @BeforeAll
    static void makeReports() throws Exception {
        reports = ReportSamples.in(directory);
    }

    /** The commands whose help has {@code --json}. */
    static List<String> commands() {
        List<String> found = new ArrayList<>();
        collect("", found);
        return found;
    }

    private static void collect(String command, List<String> found) {
        String help = help(command);
        if (help.contains("--json-schema")) {
            found.add(command);
        }
        int list = help.indexOf("\nCommands:\n");
        if (list >= 0) {
            help.substring(list + 1)
                    .lines()
                    .filter(line -> line.matches(" {2}[a-z].*"))
                    .map(line -> (command + " " + line.strip().split(" ", 2)[0]).strip())
                    .forEach(name -> collect(name, found));
        }
    }

    private static String help(String command) {
        Stream<String> words = command.isEmpty() ? Stream.empty() : Stream.of(command.split(" "));
        return Sevsim.run(Stream.concat(words, Stream.of("--help")).toArray()).out();
    }

    private static String schemaText(String command) {
        return Sevsim.run(command.split(" "), "--json-schema").requireSuccess().out();
    }

    private static List<JsonNode> reports(String command) {
        return Objects.requireNonNull(reports.get(command), "a sample of " + command);
    }

    private static Schema schema(String command) {
        return schema(Sevsim.run(command.split(" "), "--json-schema"));
    }

    private static Schema schema(Sevsim printed) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(printed.requireSuccess().out(), InputFormat.JSON);
    }

    @Test
    void findsTheCommands() {
        assertThat(commands())
                .contains("launch", "serve", "owner serve", "owner chain split", "platform pek-gen", "self-check")
                .hasSizeGreaterThan(25);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void printsWhatItsSchemaDescribes(String command) {
        Schema schema = schema(command);

        for (JsonNode report : reports(command)) {
            assertThat(schema.validate(report)).as(report.toString()).isEmpty();
        }
    }

    /** A schema that refuses nothing would describe everything. */
    @ParameterizedTest
    @MethodSource("commands")
    void refusesUnknownAndMissingMembers(String command) {
        Schema schema = schema(command);
        ObjectNode report = (ObjectNode) reports(command).get(0);

        assertThat(schema.validate(report.deepCopy().putNull("no member of this")))
                .isNotEmpty();
        assertThat(schema.validate(report.objectNode())).isNotEmpty();
    }

    /** Each member that a schema describes is printed by a sample. */
    @ParameterizedTest
    @MethodSource("commands")
    void describesNothingThatIsNeverPrinted(String command) {
        JsonNode schema = Sevsim.parse(schemaText(command));
        if (!schema.has("properties")) {
            return; // Files by their names; lines of a trace, which have a test of their own.
        }
        Set<String> printed =
                reports(command).stream().flatMap(report -> members("", report)).collect(Collectors.toSet());

        assertThat(new TreeSet<>(described("", schema))).isSubsetOf(printed);
    }

    private static Set<String> described(String prefix, JsonNode schema) {
        Set<String> found = new TreeSet<>();
        schema.path("properties").properties().forEach(member -> {
            found.add(prefix + member.getKey());
            found.addAll(described(prefix + member.getKey() + ".", member.getValue()));
        });
        if (schema.has("items")) {
            found.addAll(described(prefix, schema.get("items")));
        }
        if (!prefix.isEmpty()) {
            // Without a prefix they are rules for the members of the report itself.
            schema.path("oneOf").forEach(one -> found.addAll(described(prefix, one)));
        }
        return found;
    }

    private static Stream<String> members(String prefix, JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().flatMap(item -> members(prefix, item));
        }
        return value.properties().stream()
                .flatMap(member -> Stream.concat(
                        Stream.of(prefix + member.getKey()),
                        members(prefix + member.getKey() + ".", member.getValue())));
    }

    @Test
    void printsTheFormOfAPolicyToo() throws Exception {
        Schema schema = schema(Sevsim.run("owner", "serve", "--policy-schema"));
        ServiceFolder folder = ServiceFolder.in(Files.createDirectory(directory.resolve("policies")));
        JsonNode policy = Sevsim.parse(Files.readString(folder.policy("web", "sesame")));

        assertThat(schema.validate(policy)).isEmpty();
        assertThat(schema.validate(((ObjectNode) policy).without("digests"))).isNotEmpty();
    }

    @Test
    void thePageOnReportsNamesEveryCommand() throws Exception {
        String page = Files.readString(SourceTree.ROOT.resolve("docs/reports.md"));

        assertThat(commands()).allSatisfy(command -> assertThat(page).contains("`" + command + "`"));
    }
}
