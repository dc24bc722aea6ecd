package dev.sevsim.host.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.host.profile.HostProfile.AddressBits;
import dev.sevsim.host.profile.HostProfile.Asids;
import dev.sevsim.host.profile.HostProfile.CacheCoherency;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/sev-firmware-api.md section 7.3 and the choices in {@link ChipGeneration}. */
class HostProfileTest {
    @ParameterizedTest
    @CsvSource({
        "NAPLES, 0x00800F12, 47, 5, 15, SOFTWARE",
        "ROME, 0x00830F10, 47, 100, 509, HARDWARE",
        "MILAN, 0x00A00F11, 51, 100, 509, HARDWARE",
        "GENOA, 0x00A10F10, 51, 100, 1006, HARDWARE",
    })
    void hasTheFiguresOfItsGeneration(
            ChipGeneration generation, String signature, int cBit, int minSev, int max, CacheCoherency coherency) {
        HostProfile.Cpu cpu = HostProfile.of(generation).cpu();

        assertThat(cpu)
                .isEqualTo(new HostProfile.Cpu(
                        Integer.decode(signature), new AddressBits(48, cBit), new Asids(minSev, max), coherency));
        assertThat(cpu.hasSev()).isTrue();
    }

    @Test
    void changesOneSettingAtATime() {
        HostProfile milan = HostProfile.milan();
        HostProfile changed = milan.withEncryptedState(EncryptedState.ON)
                .withKernel(KernelProfile.NEWEST)
                .withMemoryLockLimit(4096)
                .withMiscLimits(new MiscLimits(1, 2))
                .withInitExPath(Path.of("nv"));

        assertThat(changed.cpu()).isEqualTo(milan.cpu());
        assertThat(changed.kernel())
                .isEqualTo(new HostProfile.Kernel(
                        KernelProfile.NEWEST,
                        EncryptedState.ON,
                        4096,
                        new MiscLimits(1, 2),
                        Optional.of(Path.of("nv"))));
        assertThat(milan.withAsids(1, 0).cpu().hasSev()).isFalse();
        assertThat(milan.withAsids(1, 0).withAsids(100, 509)).isEqualTo(milan);
    }
}
