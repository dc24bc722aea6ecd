package dev.sevsim.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.firmware.LaunchUpdateVmsa;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.bus.tap.ConsoleView;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.trace.MemoryTrace;
import dev.sevsim.host.vmm.Vmm;
import dev.sevsim.owner.CpuSignature;
import dev.sevsim.owner.ExpectedLaunch;
import dev.sevsim.owner.ExpectedVcpus;
import dev.sevsim.owner.VmmFlavour;
import dev.sevsim.psp.FirmwareProfile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an owner makes of other vCPUs than those it wants, and what the host has of their registers. */
class EncryptedStateLaunchTest {
    private static final int SIGNATURE = 0x00A0_0F11;
    private static final int BLOCK = 16;

    private static LaunchRequest request(int vcpus) {
        return LaunchRequest.defaults().withPolicy(new GuestPolicy(5)).withVcpus(vcpus);
    }

    private static LaunchReport launch(LaunchRequest request, ExpectedVcpus wanted) {
        LaunchInputs made = LaunchInputs.of(request);
        ExpectedLaunch expected = made.expected().withVcpus(wanted);
        LaunchInputs inputs = new LaunchInputs(made.request(), made.firmware(), made.boot(), expected, made.secrets());
        return Launch.run(inputs, Launch.Options.ofSeed(1), new Quiet(), null);
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
    void refusesOtherVcpusThanTheOwnerWants(
            int vcpus, String signature, VmmFlavour flavour, LaunchReport.Verdict verdict) {
        LaunchReport report =
                launch(request(4), ExpectedVcpus.of(vcpus, new CpuSignature(Integer.decode(signature)), flavour));

        assertThat(report.verdict()).isEqualTo(verdict);
        assertThat(report.secrets()).hasSize(verdict == LaunchReport.Verdict.ACCEPTED ? 4 : 0);
    }

    @ParameterizedTest(name = "one bit at {0}")
    @ValueSource(strings = {"0x000", "0x178", "0x310", "0x3B0", "0xFFF"})
    void refusesASaveAreaThatDiffersByABit(String offset) {
        Bytes boot = areas(1).get(0);
        byte[] altered = boot.toArray();
        altered[Integer.decode(offset)] ^= 1;

        LaunchReport same = launch(request(1), ExpectedVcpus.ofAreas(1, boot, Optional.empty()));
        LaunchReport other = launch(request(1), ExpectedVcpus.ofAreas(1, Bytes.copyOf(altered), Optional.empty()));

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
        LaunchInputs inputs = LaunchInputs.of(request(2));
        SimClock clock = new SimClock();
        MemoryTrace trace = new MemoryTrace(clock);
        FirmwareProfile profile = FirmwareProfile.milan();
        Machine.Plan plan = new Machine.Plan(
                profile,
                Optional.empty(),
                SeededRandom.of(4),
                clock,
                trace,
                ConsoleView.HIDDEN,
                2,
                Optional.empty(),
                Machine.HostSetup.of(inputs.request()));
        try (Machine machine = new Machine(plan);
                Vmm vmm = machine.vmm(inputs.vmmConfig(
                        profile.encryption().cBit(), profile.encryption().addressReduction(), plan.random()))) {
            vmm.start();
            vmm.encryptFirmware();
            vmm.addKernelHashes();
            vmm.encryptState();

            List<Bytes> seen = saveAreaAddresses(trace).stream()
                    .map(at -> machine.memory().hostPort().read(at, Vmsa.SIZE))
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
                .map(event -> LaunchUpdateVmsa.decode(event.raw().orElseThrow()).address())
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

    private static final class Quiet implements LaunchListener {}
}
