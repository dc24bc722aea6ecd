package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.machine.OwnerSpec.Attestation;
import dev.sevsim.machine.option.MachineDraft;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceOwnerTest {
    private final List<TraceEvent> audit = new ArrayList<>();
    private final Map<String, SecretBytes> keys = new LinkedHashMap<>();

    private LaunchReport launch(String... policy) {
        MachineSpec.Builder spec = MachineSpec.builder().seed(3).owner(owner -> owner.attestation(Attestation.SERVICE));
        Arrays.stream(policy).forEach(word -> spec.guest(guest -> guest.policy(new GuestPolicy(Integer.decode(word)))));
        try (Machine machine = Machine.of(spec.build())
                .trace(event -> {
                    if (event.kind().equals("owner.audit")) {
                        audit.add(event);
                    }
                })
                .keys(keys::put)
                .assemble()) {
            return Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);
        }
    }

    @Test
    void attestsAndReleasesSecrets() {
        LaunchReport report = launch();

        assertThat(report.verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(report.secrets()).hasSize(4);
        assertThat(audit).extracting(event -> event.outcome().orElseThrow()).containsExactly("granted", "accepted");
        assertThat(audit.get(1).fields())
                .containsEntry(
                        "detail", "launch digest " + report.launchDigest().toHex());
    }

    /** A search after leaks needs the keys; the service erases its own when a session ends. */
    @Test
    void reportsKeysThatOutliveTheSession() {
        launch();

        assertThat(keys)
                .hasEntrySatisfying("TIK", key -> assertThat(key.reveal()).isNotEqualTo(new byte[16]))
                .hasEntrySatisfying("TEK", key -> assertThat(key.reveal()).isNotEqualTo(new byte[16]));
    }

    @Test
    void refusesAPolicyThatPermitsDebugging() {
        LaunchReport report = launch("0x0");

        assertThat(report.outcome()).contains("lacks the bits 0x1");
        assertThat(audit).extracting(event -> event.outcome().orElseThrow()).containsExactly("POLICY_REFUSED");
    }

    @Test
    void excludesAGivenSession() {
        MachineDraft draft = new MachineDraft(Path.of(""))
                .set("attestation", "service")
                .set("session", "x")
                .set("dh-cert", "y");

        assertThatThrownBy(draft::build)
                .isInstanceOf(InputException.class)
                .hasMessage("--attestation service excludes --session: the service makes its sessions itself");
        assertThatThrownBy(() -> new MachineDraft(Path.of("")).set("attestation", "other"))
                .hasMessage("--attestation 'other' is unknown, expected one of direct, service");
    }
}
