package dev.sevsim.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.scenario.LaunchResult;
import org.junit.jupiter.api.Test;

@SevTest(seed = 7)
class PlatformTest {
    @Test
    void isTheSameInEveryMachine(SevSimulator sev, Platform platform) {
        Bytes chip = platform.chipId();
        Bytes first = platform.certificates().pdh().content().encode();
        LaunchResult launch = sev.launch();
        Bytes second = platform.certificates().pdh().content().encode();
        platform.generatePdh();
        Bytes third = platform.certificates().pdh().content().encode();
        LaunchResult again = sev.launch();

        assertThat(launch.report().verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(second).isEqualTo(first);
        assertThat(third).isNotEqualTo(first);
        assertThat(again.report().verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(platform.certificates().pdh().content().encode()).isEqualTo(third);
        assertThat(platform.chipId()).isEqualTo(chip);
    }

    @Test
    void isReset(Platform platform) {
        Bytes before = platform.certificates().pek().content().encode();

        platform.reset();

        assertThat(platform.state()).isEqualTo(PlatformState.UNINIT);
        assertThat(platform.certificates().pek().content().encode()).isNotEqualTo(before);
    }
}
