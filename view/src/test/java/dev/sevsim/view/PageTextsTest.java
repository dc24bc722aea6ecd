package dev.sevsim.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.view.Run.Disclosure;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PageTextsTest {
    private static final Pattern USE = Pattern.compile("(?:text\\(|data-(?:text|label)=)\"([a-z.-]+)\"");
    private static final Pattern PLACE = Pattern.compile("\\{\\d}");
    private static final Pattern IDEOGRAPH = Pattern.compile("\\p{IsHan}");

    private final JsonNode texts = JsonMapper.shared().readTree(PageResource.text("page/texts.json"));

    @Test
    void hasEveryTextInBothLanguages() {
        texts.properties().forEach(entry -> {
            assertThat(entry.getValue().propertyNames()).as(entry.getKey()).containsExactly("en", "zh-CN");
            entry.getValue()
                    .forEach(text ->
                            assertThat(text.stringValue()).as(entry.getKey()).isNotBlank());
        });
    }

    @Test
    void hasTheSamePlacesForValuesInBothLanguages() {
        texts.properties()
                .forEach(entry -> assertThat(places(entry.getValue().get("zh-CN")))
                        .as(entry.getKey())
                        .isEqualTo(places(entry.getValue().get("en"))));
    }

    @Test
    void hasChineseCharactersInChineseTexts() {
        Set<String> sameInBoth = Set.of("arrow", "position", "party.short.vmm", "party.short.host", "party.short.psp");
        texts.properties().forEach(entry -> {
            boolean chinese = IDEOGRAPH
                    .matcher(entry.getValue().get("zh-CN").stringValue())
                    .find();
            assertThat(chinese || sameInBoth.contains(entry.getKey()))
                    .as(entry.getKey())
                    .isTrue();
        });
    }

    @Test
    void hasEveryTextThatThePageUses() {
        Set<String> used = new TreeSet<>(LaunchPage.MODULES.stream()
                .map(PageResource::text)
                .flatMap(module -> USE.matcher(module).results())
                .map(found -> found.group(1))
                .toList());
        used.addAll(USE.matcher(PageResource.text("page/page.html"))
                .results()
                .map(found -> found.group(1))
                .toList());
        assertThat(used).hasSizeGreaterThan(20);
        assertThat(names())
                .containsAll(used.stream().filter(key -> !key.endsWith(".")).toList());
    }

    @Test
    void hasASentenceAndAReasonForEveryStage() {
        Set<String> stages = names().stream()
                .filter(name -> name.startsWith("stage.") && !name.endsWith(".why"))
                .collect(Collectors.toSet());
        assertThat(names())
                .containsAll(stages.stream().map(name -> name + ".why").toList());
        for (String stage :
                List.of("update-image", "owner-refusal", "host-act", "other", Landmarks.RUN, Landmarks.USE)) {
            assertThat(stages).contains("stage." + stage);
        }
        Landmarks.ids().forEach(id -> assertThat(stages).contains("stage." + id));
        for (Phase phase : Phase.values()) {
            assertThat(names()).contains("phase." + phase.id());
        }
    }

    @Test
    void hasANameAndASentenceForEveryKeyAndGroup() {
        JsonNode keys = Runs.document(Runs.of(Disclosure.REVEALED, draft -> {})).get("keys");
        assertThat(keys).hasSizeGreaterThan(20);
        for (JsonNode key : keys) {
            String name = "key." + key.get("id").stringValue();
            String group = key.get("group").stringValue();
            assertThat(names()).contains(name, name + ".why", group, group + ".why");
        }
        assertThat(names())
                .contains("keys.missing.hidden", "keys.missing.absent", "keys.left-out.hidden", "keys.left-out.absent");
    }

    @Test
    void hasChineseForEveryMeaningInALaunch() {
        Set<String> meanings = new TreeSet<>();
        for (String policy : List.of("0x1", "0x5")) {
            JsonNode document = Runs.document(Runs.of(Disclosure.REVEALED, draft -> draft.set("policy", policy)));
            document.get("terms")
                    .forEach(term -> meanings.add(term.get("meaning").stringValue()));
            document.get("frames")
                    .forEach(frame -> frame.get("blocks")
                            .forEach(block -> meanings.add(block.get("purpose").stringValue())));
        }

        assertThat(names())
                .containsAll(meanings.stream().map(text -> "meaning:" + text).toList());
    }

    @Test
    void hasANameForEveryOptionOfALaunch() {
        JsonNode settings = JsonMapper.shared().readTree(LaunchRequest.settings());
        settings.get("options")
                .forEach(option -> assertThat(names())
                        .contains("option." + option.get("name").stringValue()));
    }

    private Set<String> names() {
        return new TreeSet<>(texts.propertyNames());
    }

    private static Set<String> places(JsonNode text) {
        Matcher places = PLACE.matcher(text.stringValue());
        return places.results().map(found -> found.group()).collect(Collectors.toSet());
    }
}
