package dev.sevsim.cli.explain;

import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.cli.explain.Explanation.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the catalogue's tables: statuses, error numbers, and one table of messages for each producer. */
final class CatalogueFiles {
    /** The tables of messages, in the order in which their entries are listed. */
    static final List<String> MESSAGES = List.of(
            "ccp",
            "kvm",
            "qemu",
            "qmp",
            "snp",
            "libvirt",
            "sev-validate",
            "sevctl",
            "sev-tool",
            "kbs",
            "ovmf",
            "kernel",
            "sevsim");

    private static final String KERNEL_PREFIX = "SEV_RET_";

    private CatalogueFiles() {}

    static List<CatalogueEntry> read() {
        List<CatalogueEntry> entries = new ArrayList<>();
        table("statuses").forEach(node -> entries.add(status(node)));
        table("errnos").forEach(node -> entries.add(errno(node)));
        table("terms")
                .forEach(node ->
                        entries.add(entry(Kind.TERM, text(node, "name"), node, OptionalInt.empty(), List.of())));
        for (String producer : MESSAGES) {
            table("messages-" + producer)
                    .forEach(node ->
                            entries.add(entry(Kind.MESSAGE, text(node, "id"), node, OptionalInt.empty(), List.of())));
        }
        return entries;
    }

    static JsonNode table(String name) {
        String resource = name + ".json";
        try (InputStream in =
                Objects.requireNonNull(CatalogueFiles.class.getResourceAsStream(resource), "no " + resource)) {
            return JsonMapper.shared().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CatalogueEntry status(JsonNode node) {
        SevStatus status = SevStatus.valueOf(text(node, "name"));
        return entry(Kind.STATUS, status.name(), node, OptionalInt.of(status.code()), List.of(KERNEL_PREFIX + status));
    }

    private static CatalogueEntry errno(JsonNode node) {
        return entry(
                Kind.ERRNO,
                text(node, "name"),
                node,
                OptionalInt.of(node.path("number").asInt()),
                List.of(text(node, "text")));
    }

    private static CatalogueEntry entry(
            Kind kind, String name, JsonNode node, OptionalInt code, List<String> derivedNames) {
        List<String> names = new ArrayList<>(List.of(name));
        names.addAll(derivedNames);
        names.addAll(texts(node.path("aliases")));
        Explanation explanation = new Explanation(
                kind,
                name,
                code,
                text(node, "printedBy"),
                text(node, "meaning"),
                text(node, "rule"),
                texts(node.path("causes")),
                texts(node.path("look")),
                text(node, "source"));
        Map<String, List<String>> causesIn = new LinkedHashMap<>();
        node.path("causesIn").properties().forEach(each -> causesIn.put(each.getKey(), texts(each.getValue())));
        return new CatalogueEntry(
                explanation,
                names,
                texts(node.path("patterns")).stream().map(MessagePattern::of).toList(),
                Set.copyOf(texts(node.path("contexts"))),
                causesIn);
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asString("");
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asString()));
        return texts;
    }
}
