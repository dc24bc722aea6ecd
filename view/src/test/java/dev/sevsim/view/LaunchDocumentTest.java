package dev.sevsim.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sevsim.view.Run.Disclosure;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class LaunchDocumentTest {
    /** Between owner, VMM and firmware: all but the entries and exits of the guest. */
    private static final Set<String> EXPLAINED = Set.of(
            "owner.platform-certificates",
            "owner.launch-bundle",
            "owner.launch-measurement",
            "owner.launch-secret",
            "device.call",
            "device.result",
            "kvm.ioctl",
            "sev.issue-cmd",
            "mailbox.command",
            "mailbox.response",
            "firmware.command");

    private final JsonNode plain = Runs.document(Runs.plain());

    @Test
    void explainsEveryByteOfEveryFrameBetweenOwnerVmmAndFirmware() {
        Set<String> seen = new HashSet<>();
        for (JsonNode frame : plain.get("frames")) {
            String kind = frame.get("kind").stringValue();
            if (!EXPLAINED.contains(kind)) {
                continue;
            }
            for (JsonNode block : frame.get("blocks")) {
                seen.add(kind);
                assertEveryByteHasAField(frame, block);
            }
        }
        assertThat(seen).isEqualTo(EXPLAINED);
    }

    private void assertEveryByteHasAField(JsonNode frame, JsonNode block) {
        String name = frame.get("step") + " " + frame.get("title") + ", " + block.get("title");
        int bytes = block.get("hex").stringValue().length() / 2;
        BitSet explained = new BitSet();
        for (JsonNode span : block.get("spans")) {
            JsonNode term = plain.get("terms").get(span.get(2).intValue());
            assertThat(term.get("name").stringValue()).as(name).isNotEqualTo("…");
            assertThat(term.get("meaning").stringValue()).as(name).isNotEmpty();
            int offset = span.get(0).intValue();
            explained.set(offset, offset + span.get(1).intValue());
            assertThat(offset + span.get(1).intValue()).as(name).isLessThanOrEqualTo(bytes);
        }
        assertThat(explained.nextClearBit(0)).as(name).isEqualTo(bytes);
    }

    @Test
    void hasBytesForEveryFrameThatCarriesThem() {
        for (JsonNode frame : plain.get("frames")) {
            boolean ownBytes = Set.of("kvm.ioctl", "sev.issue-cmd")
                            .contains(frame.get("kind").stringValue())
                    && !frame.get("title").stringValue().equals("KVM_CREATE_VCPU");
            if (ownBytes || frame.get("kind").stringValue().startsWith("owner.")) {
                assertThat(frame.get("blocks").size())
                        .as(frame.get("title").stringValue())
                        .isPositive();
            }
        }
    }

    @Test
    void foldsADefaultLaunchToAboutADozenArrows() {
        assertThat(texts(plain.get("stages"), "id"))
                .containsExactly(
                        "probe",
                        "export-certificates",
                        "platform-certificates",
                        "launch-bundle",
                        "init-vm",
                        "launch-start",
                        "update-image",
                        "update-hashes",
                        "measure",
                        "launch-measurement",
                        "secret-packet",
                        "launch-secret",
                        "launch-finish",
                        "run",
                        "use");
        assertThat(texts(plain.get("phases"), "id"))
                .containsExactly("platform", "session", "launch", "measure", "secret", "boot", "use");
    }

    @Test
    void holdsEveryRecordOfTheTraceOnce() {
        List<Long> steps = new ArrayList<>();
        plain.get("frames").forEach(frame -> steps.add(frame.get("step").longValue()));

        assertThat(steps)
                .doesNotHaveDuplicates()
                .hasSize(Runs.plain().recorded().records().size());
    }

    @Test
    void showsStructuresOfGuestMemory() {
        assertThat(texts(plain.get("structures"), "title")).containsExactly("OvmfTable", "KernelHashes");
        JsonNode encrypted = Runs.document(
                Runs.of(Disclosure.HIDDEN, draft -> draft.set("policy", "0x5").set("vcpus", "2")));
        assertThat(texts(encrypted.get("structures"), "title"))
                .containsExactly("OvmfTable", "KernelHashes", "Vmsa", "Vmsa");
    }

    @Test
    void namesTheRuleOfARefusalAndOpensThere() {
        JsonNode refused =
                Runs.document(Runs.of(Disclosure.HIDDEN, draft -> draft.set("fault", "LAUNCH_SECRET:1:corrupt")));
        JsonNode opens =
                refused.get("frames").get(refused.get("header").get("opens").intValue());

        assertThat(refused.get("header").get("outcome").stringValue()).startsWith("refused");
        assertThat(opens.get("refusal").get("rule").stringValue()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "policy=0x5",
                "host-kernel=rfc-v2",
                "host-kernel=newest",
                "kernel-hashes=off",
                "generation=naples"
            })
    void fitsItsSchema(String option) {
        String[] words = option.split("=", 2);
        String document = LaunchDocument.of(Runs.of(Disclosure.HIDDEN, draft -> draft.set(words[0], words[1])));

        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(LaunchDocument.schema())
                        .validate(document, InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void showsTheSecretTableOnlyWhenItIsRevealed() {
        Run revealed = Runs.of(Disclosure.REVEALED, draft -> {});
        String secret = "7468657365 2d6172652d7468652d6b6174612d73656372657473".replace(" ", "");

        assertThat(LaunchDocument.of(revealed)).contains(secret);
        assertThat(LaunchDocument.of(Runs.plain())).doesNotContain(secret);
        assertThat(Runs.document(revealed).get("header").get("revealed").booleanValue())
                .isTrue();
    }

    private static List<String> texts(JsonNode items, String member) {
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(item.get(member).stringValue()));
        return texts;
    }
}
