package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.machine.LaunchReport.Refusal;
import dev.sevsim.machine.LaunchReport.Refusal.By;
import dev.sevsim.owner.TrustedRoots;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LaunchRefusalTest {
    @Test
    void hasTheRuleOfTheFirmware() {
        Refusal refusal = refused(spec -> spec.guest(guest -> guest.policy(new GuestPolicy(0x41))));

        assertThat(refusal.by()).isEqualTo(By.FIRMWARE);
        assertThat(refusal.reason()).contains("fw_error=7 'Policy is not allowed'");
        assertThat(refusal.why())
                .contains(new Explanation(
                        "policy bits 15:6 must be zero",
                        "POLICY 0x41",
                        "docs/reference/sev-firmware-api.md sections 3.6, 4.3 and 5.4"));
    }

    @Test
    void namesTheHostForAnErrno() {
        Refusal refusal = refused(
                spec -> spec.host(HostSpec.builder().hostMemory(64L << 20).build()));

        assertThat(refusal.by()).isEqualTo(By.HOST);
        assertThat(refusal.reason()).contains(Errno.ENOMEM.text());
        assertThat(refusal.why()).as("no driver refused a command with ENOMEM").isEmpty();
    }

    @Test
    void namesTheVmmForItsOwnConfiguration() {
        Refusal refusal = refused(spec -> spec.guest(guest -> guest.cbitpos(47)));

        assertThat(refusal.by()).isEqualTo(By.VMM);
        assertThat(refusal.reason()).contains("host '51' requested '47'");
    }

    @Test
    void namesTheOwner() {
        Refusal refusal = refused(spec -> spec.owner(owner -> owner.roots(TrustedRoots.none())));

        assertThat(refusal.by()).isEqualTo(By.OWNER);
        assertThat(refusal.reason()).startsWith("the owner refused: ");
    }

    private static Refusal refused(UnaryOperator<MachineSpec.Builder> change) {
        LaunchReport report =
                Launch.run(change.apply(MachineSpec.builder().seed(3)).build());

        assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.REFUSED);
        return report.refusal().orElseThrow();
    }
}
