package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An SEV-ES guest of a host that stays up, attested over QMP with this project's own owner commands. */
@Timeout(60)
class EncryptedStateServeTest {
    private static final String GUID = "736869e5-84f0-4973-92ec-06879ce3da0b";
    private static final int VCPUS = 3;

    private final Path directory;
    private final OwnerSession owner;
    private final MeasuredBoot boot;

    EncryptedStateServeTest(@TempDir Path directory) {
        this.directory = directory;
        owner = OwnerSession.make(directory, "0x5");
        boot = MeasuredBoot.embedded(directory);
    }

    private ServingSevsim serve() {
        return owner.serve(
                "--qmp",
                "unix:" + directory.resolve("qmp.sock"),
                "--serial",
                "unix:" + directory.resolve("console.sock"),
                "--firmware",
                Sevsim.vector("fw/synth-amdsev.fd"),
                boot.options(),
                "--sev-es",
                "--vcpus",
                VCPUS);
    }

    private int measure(QmpConversation qmp, int vcpus, String vmm, String model) throws Exception {
        JsonNode sev = qmp.execute("query-sev");
        List<Object> words = new ArrayList<>(List.of(
                "owner",
                "measure",
                "--firmware",
                Sevsim.vector("fw/synth-amdsev.fd"),
                boot.options(),
                "--policy",
                "0x" + Integer.toHexString(sev.get("policy").asInt()),
                "--api-major",
                sev.get("api-major").asInt(),
                "--api-minor",
                sev.get("api-minor").asInt(),
                "--build-id",
                sev.get("build-id").asInt(),
                "--tik",
                owner.tik(),
                "--measurement",
                qmp.measurement(),
                "--vcpus",
                vcpus,
                "--vcpu-type",
                model,
                "--vmm-type",
                vmm));
        return Sevsim.run(words.toArray()).status();
    }

    @Test
    void isAttestedByItsVcpusAndReadsItsSecret() throws Exception {
        try (ServingSevsim host = serve();
                QmpConversation qmp = host.qmp();
                SerialLine serial = new SerialLine(host.serialAddress())) {
            assertThat(qmp.execute("query-sev").get("policy").asInt()).isEqualTo(5);
            assertThat(measure(qmp, VCPUS, "qemu-legacy", "EPYC-Milan")).isZero();
            assertThat(measure(qmp, VCPUS - 1, "qemu-legacy", "EPYC-Milan")).isEqualTo(1);
            assertThat(measure(qmp, VCPUS + 1, "qemu-legacy", "EPYC-Milan")).isEqualTo(1);
            assertThat(measure(qmp, VCPUS, "qemu", "EPYC-Milan")).isEqualTo(1);
            assertThat(measure(qmp, VCPUS, "qemu-legacy", "EPYC-Rome")).isEqualTo(1);
            owner.inject(qmp, GUID, "over-qmp");
            qmp.execute("cont");
            String printed = serial.type("cat /sys/kernel/security/secrets/coco/" + GUID, "poweroff");

            assertThat(printed).contains("over-qmp").contains("MpInitLib: 3 of 3 vCPU came");
            assertThat(qmp.eventsToTheEnd()).containsExactly("RESUME", "SHUTDOWN");
            assertThat(host.status()).isZero();
        }
    }
}
