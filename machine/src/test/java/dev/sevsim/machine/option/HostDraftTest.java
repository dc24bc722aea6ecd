package dev.sevsim.machine.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.Chip;
import dev.sevsim.machine.MachineSpec;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host-misc-max | 1,2,3 | --host-misc-max '1,2,3' has too many numbers, expected N or N,N",
                "host-misc-max | x | --host-misc-max 'x' is not a number from 0 to 2147483647",
                "host-memory | 1 | --host-memory 1 is no multiple of 4 KiB, expected for instance 512M or 4G",
                "host-sev-es | yes | --host-sev-es 'yes' is unknown, expected one of on, off",
                "fault | x | --fault ",
                "act | x | --act 'x' is not POINT: ACT",
                "state | '' | the name of a file is empty"
            })
    void refusesValues(String option, String value, String message) {
        assertThatThrownBy(() -> draft().set(option, value))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(message);
    }

    private static MachineDraft draft() {
        return new MachineDraft(Path.of(""));
    }
}
