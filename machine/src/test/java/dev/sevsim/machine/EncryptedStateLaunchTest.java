package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.trace.MemoryTrace;
import dev.sevsim.host.vmm.SevState;
import dev.sevsim.owner.CpuSignature;
import dev.sevsim.owner.ExpectedLaunch;
import dev.sevsim.owner.ExpectedVcpus;
import dev.sevsim.owner.VmmFlavour;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SEV-ES launches whose vCPUs differ from those that the owner expects, and the registers as the host reads them. */
class EncryptedStateLaunchTest {
    private static final int SIGNATURE = 0x00A0_0F11;
    private static final int BLOCK = 16;

    private static MachineSpec spec(int vcpus) {
        return MachineSpec.builder()
                .guest(guest -> guest.policy(new GuestPolicy(5)).vcpus(vcpus))
                .seed(1)
                .build();
    }

    private static LaunchReport launch(int vcpus, ExpectedVcpus expected) {
        ExpectedLaunch other = spec(vcpus).expectation().withVcpus(expected);
        return Launch.run(MachineSpec.builder()
                .guest(guest -> guest.policy(new GuestPolicy(5)).vcpus(vcpus))
                .owner(owner -> owner.expectation(other))
                .seed(1)
                .build());
    }

    @ParameterizedTest(name = "{0} vCPUs of {1} under {2} -> {3}")
    @CsvSource({
        "4, 0xA00F11, QEMU_LEGACY, ACCEPTED",
        "3, 0xA00F11, QEMU_LEGACY, REFUSED",
        "5, 0xA00F11, QEMU_LEGACY, REFUSED",
        "1, 0xA00F11, QEMU_LEGACY, REFUSED",
        "4, 0xA00F10, QEMU_LEGACY, REFUSED",
        "4, 0xA00F11, QEMU_TYPED, REFUSED",
    })
    void refusesOtherVcpusThanTheOwnerExpects(
            int vcpus, String signature, VmmFlavour flavour, LaunchReport.Verdict verdict) {
        LaunchReport report = launch(4, ExpectedVcpus.of(vcpus, new CpuSignature(Integer.decode(signature)), flavour));

        assertThat(report.verdict()).isEqualTo(verdict);
        assertThat(report.secrets()).hasSize(verdict == LaunchReport.Verdict.ACCEPTED ? 4 : 0);
    }

    @ParameterizedTest(name = "one bit at {0}")
    @ValueSource(strings = {"0x000", "0x178", "0x310", "0x3B0", "0xFFF"})
    void refusesASaveAreaThatDiffersByABit(String offset) {
        Bytes boot = areas(1).get(0);
        byte[] altered = boot.toArray();
        altered[Integer.decode(offset)] ^= 1;

        LaunchReport same = launch(1, ExpectedVcpus.ofAreas(1, boot, Optional.empty()));
        LaunchReport other = launch(1, ExpectedVcpus.ofAreas(1, Bytes.copyOf(altered), Optional.empty()));

        assertThat(same.verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
        assertThat(other.verdict()).isEqualTo(LaunchReport.Verdict.REFUSED);
        assertThat(other.reason().orElseThrow()).contains("owner refused");
        assertThat(other.console()).isEmpty();
    }

    private static List<Bytes> areas(int vcpus) {
        return ExpectedVcpus.of(vcpus, new CpuSignature(SIGNATURE), VmmFlavour.QEMU_LEGACY)
                .areas(Optional.of(0x0080_B004));
    }

    @Test
    void leavesCiphertextAloneOfTheSaveAreasInMemory() {
        MemoryTrace trace = new MemoryTrace(new SimClock());
        try (Machine machine = Machine.of(spec(2)).trace(trace).assemble()) {
            MeasuredLaunch measured = machine.newLaunch().start().measure();
            assertThat(measured.sevInfo().state()).isEqualTo(SevState.LAUNCH_SECRET);

            List<Bytes> seen = saveAreaAddresses(trace).stream()
                    .map(at -> machine.hostMemory().read(at, Vmsa.SIZE))
                    .toList();
            assertThat(seen).hasSize(2);
            Set<Bytes> plainBlocks = blocks(areas(2));
            Set<Bytes> cipherBlocks = blocks(seen);
            assertThat(cipherBlocks).hasSize(2 * Vmsa.SIZE / BLOCK).doesNotContainAnyElementsOf(plainBlocks);
        }
    }

    /** Where LAUNCH_UPDATE_VMSA was pointed at. */
    private static List<SystemPhysical> saveAreaAddresses(MemoryTrace trace) {
        return trace.events("firmware.command").stream()
                .filter(event -> "LAUNCH_UPDATE_VMSA".equals(event.fields().get("command")))
                .map(event ->
                        LaunchUpdate.CODEC.decode(event.raw().orElseThrow()).address())
                .map(SystemPhysical::new)
                .toList();
    }

    private static Set<Bytes> blocks(List<Bytes> pages) {
        List<Bytes> all = new ArrayList<>();
        for (Bytes page : pages) {
            for (int at = 0; at < Page.SIZE; at += BLOCK) {
                all.add(page.slice(at, at + BLOCK));
            }
        }
        return new HashSet<>(all);
    }
}
