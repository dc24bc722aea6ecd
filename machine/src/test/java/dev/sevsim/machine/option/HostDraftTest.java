package dev.sevsim.machine.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.machine.Chip;
import dev.sevsim.machine.MachineSpec;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HostDraftTest {
    @Test
    void addsAndRemovesFlaws() {
        assertThat(draft().set("flaw", "stale-memory").build().chip())
                .isEqualTo(Chip.MILAN.with(FirmwareFlaw.STALE_MEMORY));
        assertThat(draft().set("flaw", "stale-memory", "none").build().chip())
                .isEqualTo(Chip.MILAN.without(FirmwareFlaw.DIGEST_WITHOUT_PLACE));
    }

    @Test
    void describesTheHost() {
        MachineSpec spec = draft().set("generation", "naples")
                .set("sev-firmware", "0.16.5")
                .set("host-memory", "2G")
                .set("fault", "LAUNCH_MEASURE:1:drop")
                .set("act", "before VMRUN: clear-sev", "after LAUNCH_FINISH: kill-firmware")
                .build();

        assertThat(spec.chip()).isEqualTo(Chip.ofGeneration("naples").withFirmware("0.16.5"));
        assertThat(spec.host().memoryBytes()).isEqualTo(2L << 30);
        assertThat(spec.host().faults()).hasSize(1);
        assertThat(spec.host().acts()).hasSize(2);
    }

    private static MachineDraft draft() {
        return new MachineDraft(Path.of(""));
    }
}
