package dev.sevsim.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The form of the catalogue's tables. */
class CatalogueFilesTest {
    private static final Set<String> COMMON =
            Set.of("meaning", "rule", "causes", "causesIn", "look", "source", "aliases");
    private static final Set<String> OF_STATUS = Set.of("name");
    private static final Set<String> OF_ERRNO = Set.of("name", "number", "text");
    private static final Set<String> OF_MESSAGE = Set.of("id", "printedBy", "patterns", "contexts");

    /** A section of the reference, a file or thread of a repository, or the list on which a patch was posted. */
    private static final Pattern SOURCE = Pattern.compile(
            "docs/reference/[a-z-]+\\.md sections? [0-9]|[A-Za-z0-9_-]+/[A-Za-z0-9_.-]+ (?:#[0-9]+|[A-Za-z0-9_./-]+)");

    static Stream<String> messageTables() {
        return CatalogueFiles.MESSAGES.stream().map(producer -> "messages-" + producer);
    }

    @Test
    void statusesHaveTheirForm() {
        CatalogueFiles.table("statuses").forEach(entry -> {
            check(entry, OF_STATUS, entry.path("name").asString());
            assertThat(causes(entry)).as(entry.path("name").asString()).isNotEmpty();
            assertThat(entry.path("look")).isNotEmpty();
        });
    }

    @Test
    void errorNumbersHaveTheirForm() {
        CatalogueFiles.table("errnos").forEach(entry -> {
            check(entry, OF_ERRNO, entry.path("name").asString());
            assertThat(entry.path("number").asInt()).isPositive();
            assertThat(entry.path("text").asString()).isNotBlank();
        });
    }

    @ParameterizedTest
    @EnumSource(Errno.class)
    void errorNumbersOfTheModelHaveItsNumberAndText(Errno errno) {
        assertThat(CatalogueFiles.table("errnos"))
                .filteredOn(entry -> entry.path("name").asString().equals(errno.name()))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.path("number").asInt()).isEqualTo(errno.code());
                    assertThat(entry.path("text").asString()).isEqualTo(errno.text());
                    assertThat(causes(entry)).isNotEmpty();
                });
    }

    @ParameterizedTest
    @MethodSource("messageTables")
    void messagesHaveTheirForm(String table) {
        assertThat(CatalogueFiles.table(table)).isNotEmpty();
        CatalogueFiles.table(table).forEach(entry -> {
            String id = entry.path("id").asString();
            check(entry, OF_MESSAGE, id);
            assertThat(entry.path("printedBy").asString()).as(id).isNotBlank();
            assertThat(entry.path("causes")).as(id).isNotEmpty();
            assertThat(entry.path("look")).as(id).isNotEmpty();
            entry.path("patterns")
                    .forEach(pattern -> assertThat(
                                    MessagePattern.of(pattern.asString()).fixedLength())
                            .as("fixed text of '%s'", pattern.asString())
                            .isGreaterThanOrEqualTo(8));
        });
    }

    @Test
    void noTwoMessagesHaveOneText() {
        List<String> texts = new ArrayList<>();
        messageTables()
                .forEach(table -> CatalogueFiles.table(table)
                        .forEach(entry -> entry.path("patterns").forEach(pattern -> texts.add(pattern.asString()))));

        assertThat(texts).doesNotHaveDuplicates();
    }

    /** A context that no code has causes for is a slip of the pen, or a gap. */
    @Test
    void contextsOfMessagesAreThoseOfCodes() {
        Set<String> known = ExplanationCatalogue.standard().contexts();
        messageTables()
                .forEach(table -> CatalogueFiles.table(table)
                        .forEach(entry -> entry.path("contexts")
                                .forEach(context -> assertThat(known).contains(context.asString()))));
    }

    private static void check(JsonNode entry, Set<String> own, String name) {
        assertThat(entry.propertyNames()).as(name).allMatch(member -> COMMON.contains(member) || own.contains(member));
        assertThat(entry.path("meaning").asString()).as(name).isNotBlank();
        assertThat(entry.path("source").asString()).as(name).containsPattern(SOURCE);
        for (String list : Arrays.asList("causes", "look", "patterns", "aliases")) {
            entry.path(list)
                    .forEach(text -> assertThat(text.asString()).as(name).isNotBlank());
        }
    }

    private static List<String> causes(JsonNode entry) {
        List<String> causes = new ArrayList<>();
        entry.path("causes").forEach(cause -> causes.add(cause.asString()));
        entry.path("causesIn")
                .properties()
                .forEach(each -> each.getValue().forEach(cause -> causes.add(cause.asString())));
        return causes;
    }
}
