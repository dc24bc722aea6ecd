package dev.sevsim.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.machine.LaunchReport.Refusal;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.machine.RunningGuest;
import dev.sevsim.scenario.LaunchResult;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

@SevTest(seed = 7)
class GuestOwnerTest {
    @Test
    void injectsItsSecrets(SevSimulator sev, GuestOwner owner) throws IOException {
        owner.secret("offline-keys", "s3cret");

        RunningGuest guest = sev.start();

        assertThat(Files.readString(
                        guest.file("/sys/kernel/security/secrets/coco/e6f5a162-d67f-4750-a67c-5d065f2a9910")))
                .isEqualTo("s3cret");
        assertThat(owner.lastVerdict()).hasValue(new GuestOwner.Verdict(true, ""));
    }

    @Test
    void expectsItsOwnCopies(SevSimulator sev, GuestOwner owner) {
        assertThat(owner.lastVerdict()).isEmpty();
        owner.expectAppend("console=ttyS0 debug").noSecrets();

        LaunchResult other = sev.launch(l -> l.append("console=ttyS0"));
        GuestOwner.Verdict refused = owner.lastVerdict().orElseThrow();
        LaunchResult same = sev.launch(l -> l.append("console=ttyS0 debug"));

        assertThat(other.report().refusal().map(Refusal::by)).hasValue(Refusal.By.OWNER);
        assertThat(refused.accepted()).isFalse();
        assertThat(other.report().reason().orElse("")).endsWith(refused.reason());
        assertThat(same.report().verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(sev.assemble(sev.spec().build())).isNotNull();
        assertThat(owner.lastVerdict()).hasValue(new GuestOwner.Verdict(true, ""));
    }
}
