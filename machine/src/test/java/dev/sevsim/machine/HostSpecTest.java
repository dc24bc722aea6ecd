package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.host.profile.HostProfile;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.host.profile.KernelProfile;
import dev.sevsim.host.profile.MiscLimits;
import dev.sevsim.psp.FirmwareProfile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

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
                .isEqualTo(HostProfile.of(ChipGeneration.GENOA)
                        .withKernel(KernelProfile.NEWEST)
                        .withEncryptedState(EncryptedState.OFF)
                        .withMemoryLockLimit(64L << 20)
                        .withMiscLimits(new MiscLimits(3, 4))
                        .withInitExPath(Path.of("sev.data")));
    }
}
