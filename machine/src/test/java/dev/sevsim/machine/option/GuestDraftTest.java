package dev.sevsim.machine.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.GuestSpec.BootDisk;
import dev.sevsim.ovmf.image.AmdSevImage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GuestDraftTest {
    /** Source: docs/reference/ovmf-guest.md section 3.4: the table of hashes came with edk2-stable202108. */
    @Test
    void refusesAReleaseThatBootsNoEmbeddedKernel() {
        assertThatThrownBy(() -> draft().set("firmware-release", "202105").build())
                .isInstanceOf(InputException.class)
                .hasMessage("--firmware-release 202105 boots no kernel but that of an encrypted disk: give"
                        + " --encrypted-disk, or a release from 202108 on");
        assertThat(draft().set("firmware-release", "202105")
                        .set("encrypted-disk", "true")
                        .build()
                        .guest()
                        .disks()
                        .boot())
                .isEqualTo(BootDisk.ENCRYPTED);
    }

    @Test
    void takesAnImageOfAnyRelease() {
        Bytes image = AmdSevImage.standard();
        MachineDraft draft = new MachineDraft(Path.of(""), (what, file, maximumBytes) -> image);

        assertThat(draft.set("firmware", "OVMF.fd")
                        .set("firmware-release", "202105")
                        .build()
                        .guest()
                        .flash()
                        .firmware())
                .isEqualTo(image);
    }

    private static MachineDraft draft() {
        return new MachineDraft(Path.of(""));
    }
}
