package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.host.profile.HostProfile;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.host.profile.KernelProfile;
import dev.sevsim.host.profile.MiscLimits;
import dev.sevsim.io.file.InputException;
import dev.sevsim.psp.FirmwareProfile;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostSpecTest {
    private static final HostSpec OTHER = HostSpec.builder()
            .hostKernel(KernelProfile.NEWEST)
            .hostSevEs(EncryptedState.OFF)
            .hostMemory(8L << 30)
            .hostMemlock(64L << 20)
            .hostMiscMax(new MiscLimits(3, 4))
            .hostInitExPath(Path.of("sev.data"))
            .state(Path.of("state"))
            .build();

    @Test
    void describesTheHostOfALaunchWithoutOptions() {
        assertThat(HostSpec.DEFAULT.kernel()).isEqualTo(KernelProfile.LINUX_6_1);
        assertThat(HostSpec.DEFAULT.sevEs()).isEqualTo(EncryptedState.ON);
        assertThat(HostSpec.DEFAULT.memoryBytes()).isEqualTo(4L << 30);
        assertThat(HostSpec.DEFAULT.memoryLockLimit()).isEqualTo(Long.MAX_VALUE);
        assertThat(HostSpec.DEFAULT.miscLimits()).isEqualTo(MiscLimits.NONE);
        assertThat(HostSpec.DEFAULT.initExPath()).isEmpty();
        assertThat(HostSpec.DEFAULT.store()).isEmpty();
    }

    @Test
    void keepsEveryPropertyThroughABuilder() {
        assertThat(OTHER.toBuilder().build()).isEqualTo(OTHER);
        assertThat(OTHER.toBuilder().hostMemory(1L << 30).build().memoryLockLimit())
                .isEqualTo(64L << 20);
        assertThat(OTHER.store()).contains(Path.of("state"));
    }

    @Test
    void profilesTheHostWithTheCpuidOfItsChip() {
        HostProfile profile = OTHER.profile(FirmwareProfile.of(ChipGeneration.GENOA));

        assertThat(profile).isNotEqualTo(OTHER.profile(FirmwareProfile.of(ChipGeneration.NAPLES)));
        assertThat(profile)
                .isEqualTo(new HostProfile(
                        HostProfile.Cpu.of(ChipGeneration.GENOA),
                        new HostProfile.Kernel(
                                KernelProfile.NEWEST,
                                EncryptedState.OFF,
                                64L << 20,
                                new MiscLimits(3, 4),
                                Optional.of(Path.of("sev.data")))));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -4096, 0, 4096, (16L << 20) - 4096, (16L << 20) + 1, Long.MAX_VALUE})
    void refusesMemoryThatIsTooSmallOrNoWholePages(long bytes) {
        assertThatThrownBy(() -> HostSpec.builder().hostMemory(bytes).build())
                .isInstanceOf(InputException.class)
                .hasMessage("--host-memory " + bytes + " is out of range, expected a multiple of 4096 from 16777216");
    }

    @Test
    void refusesANegativeLimit() {
        assertThatThrownBy(() -> HostSpec.builder().hostMemlock(-1).build())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("--host-memlock -1");
    }

    /** 48 bits of an address, less 5 or 6. */
    @ParameterizedTest
    @CsvSource({"naples,43", "rome,43", "milan,43", "genoa,42"})
    void refusesMoreMemoryThanTheProcessorAddresses(String generation, int bits) {
        MachineSpec.Builder described = MachineSpec.builder().chip(Chip.ofGeneration(generation));
        HostSpec largest = HostSpec.builder().hostMemory(1L << bits).build();
        HostSpec larger = HostSpec.builder().hostMemory((1L << bits) + 4096).build();

        assertThat(described.host(largest).build().host()).isEqualTo(largest);
        assertThatThrownBy(() -> described.host(larger).build())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("expected up to " + (1L << bits));
    }

    @ParameterizedTest
    @ValueSource(strings = {"naples", "rome", "milan", "genoa"})
    void bootsTheSmallestHost(String generation) {
        MachineSpec spec = MachineSpec.builder()
                .seed(1)
                .chip(Chip.ofGeneration(generation))
                .host(HostSpec.builder().hostMemory(HostSpec.LEAST_MEMORY_BYTES).build())
                .build();

        try (Machine machine = Machine.assemble(spec)) {
            assertThat(machine.processor().view().state()).isEqualTo(PlatformState.INIT);
        }
    }

    @Test
    void launchesOnTheLargestHost() {
        MachineSpec spec = MachineSpec.builder()
                .seed(1)
                .host(HostSpec.builder().hostMemory(1L << 43).build())
                .build();

        assertThat(Launch.run(spec).verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
    }
}
