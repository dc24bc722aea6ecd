package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.kernel.image.EmbeddedKernel;
import dev.sevsim.machine.LaunchReport.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A host that alters the kernel's ciphertext in the guest's memory when a line of OVMF appears on the console. */
class AlteredKernelTest {
    private static final int HEAD = 512;

    /** In the kernel's last section, away from the code that the model goes by. */
    private static final int BODY = 0x2A00;

    /** Alters one block of the kernel, once. */
    private static final class Altering implements LaunchListener {
        private final Machine machine;
        private final String after;
        private boolean done;

        Altering(Machine machine, String after) {
            this.machine = machine;
            this.after = after;
        }

        @Override
        public void guestPrinted(Bytes output) {
            if (!done && new String(output.toArray(), StandardCharsets.UTF_8).startsWith(after)) {
                SecretBytes head = SecretBytes.of(EmbeddedKernel.image().slice(0, HEAD));
                int asid = machine.processor().view().guests().get(0).asid();
                OptionalLong file = MemorySearch.asGuest(machine.memory(), asid).find(head);
                machine.hostMemory().write(file.orElseThrow() + BODY, new byte[16], 0, 16);
                done = true;
            }
        }
    }

    /** Where the kernel's own code was changed, it is not run at all. */
    @ParameterizedTest(name = "policy {1}, after {0}: {2}")
    @CsvSource({
        "'QemuKernelLoaderFs: kernel', 1, GUEST_FAILED",
        "'BlobVerifier: kernel matches', 1, GUEST_FAILED",
        "'BlobVerifier: kernel matches', 5, GUEST_FAILED",
        "'BlobVerifier: initrd matches', 1, GUEST_FAILED",
    })
    void isNoticedBeforeAndAfterTheHashWasChecked(String after, int policy, Verdict verdict) {
        MachineSpec spec = MachineSpec.builder()
                .seed(1)
                .guest(guest -> guest.policy(new GuestPolicy(policy)))
                .build();
        try (Machine machine = Machine.assemble(spec)) {
            Altering altering = new Altering(machine, after);
            RunningGuest guest =
                    machine.newLaunch(altering).start().measure().attest().finish();

            LaunchReport report = guest.runToEnd(List.of("id"), Keyboard.NONE);

            assertThat(altering.done).isTrue();
            assertThat(report.verdict()).as(report.console()).isEqualTo(verdict);
        }
    }
}
