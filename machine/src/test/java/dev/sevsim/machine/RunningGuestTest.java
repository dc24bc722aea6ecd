package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.SecretBytes;
import org.junit.jupiter.api.Test;

class RunningGuestTest extends MachineFixture {
    @Test
    void findsSecretsInTheGuestsViewAlone() {
        RunningGuest guest = machine.newLaunch().start().measure().attest().finish();
        SecretBytes secret = DefaultSecrets.entries().get(0).data();

        assertThat(guest.letRun()).isTrue();
        assertThat(guest.guestMemory().find(secret)).isPresent();
        assertThat(guest.findInHostMemory(secret)).isEmpty();
    }

    @Test
    void endsAGuestOnce() {
        RunningGuest guest = machine.newLaunch().start().measure().attest().finish();

        LaunchReport report = guest.shutDown();

        assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
        assertThat(guest.shutDown()).isSameAs(report);
        assertThat(guest.isRunning()).isFalse();
        assertThatThrownBy(() -> guest.type("ls"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the guest does not run any more");
    }
}
