package dev.sevsim.host.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.host.RunFixture;
import dev.sevsim.host.vmm.RunResult.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Source of the expectations: docs/reference/kvm-host.md sections 3.4 and 4.3. */
class VcpuLoopTest {
    @RegisterExtension
    private final RunFixture run = new RunFixture();

    @Test
    void printsWhatTheGuestSends() {
        run.guest.out(0x3F8, 1, 'H').outBytes(0x3F8, Bytes.ofAscii("ello")).exit(ExitReason.SHUTDOWN, 0, 0);

        assertThat(run.run("").outcome()).isEqualTo(Outcome.SHUTDOWN);
        assertThat(run.printed).hasToString("Hello");
        assertThat(run.run("").outcome()).isEqualTo(Outcome.SHUTDOWN);
    }

    @Test
    void carriesLongRunsInPieces() {
        run.guest
                .outBytes(0x3F8, Bytes.ofAscii("x".repeat(10_000)))
                .in(0x80, 1, 9_000)
                .exit(ExitReason.SHUTDOWN, 0, 0);

        run.run("");

        assertThat(run.printed.length()).isEqualTo(10_000);
        Bytes read = run.guest.lastEntry().data();
        assertThat(read.length()).isEqualTo(9_000);
        assertThat(read.u8(8_999)).isEqualTo(0xFF);
        assertThat(run.guest.entries()).hasSize(3);
    }

    @Test
    void givesTypedBytesThroughTheReceiver() {
        run.guest.in(0x3FD, 1, 1).in(0x3F8, 1, 1).in(0x3FD, 1, 1).exit(ExitReason.HLT, 0, 0);

        assertThat(run.run("k").outcome()).isEqualTo(Outcome.IDLE);

        assertThat(run.guest.entries().stream().map(VcpuEntry::rax).toList())
                .containsExactly(0L, 0x61L, (long) 'k', 0x60L);
    }

    @Test
    void wakesAHaltedGuestForInputAndIsIdleAfterwards() {
        run.guest.exit(ExitReason.HLT, 0, 0).in(0x3F8, 1, 1).exit(ExitReason.HLT, 0, 0);

        assertThat(run.run("k").outcome()).isEqualTo(Outcome.IDLE);
        assertThat(run.guest.entries()).hasSize(3);
    }

    @Test
    void isIdleWhenTheGuestIgnoresItsInput() {
        run.guest.exit(ExitReason.HLT, 0, 0).exit(ExitReason.HLT, 0, 0).exit(ExitReason.HLT, 0, 0);

        assertThat(run.run("k").outcome()).isEqualTo(Outcome.IDLE);
        assertThat(run.guest.entries()).hasSize(2);
    }

    @Test
    void powersDownByTheButton() {
        run.guest.exit(ExitReason.HLT, 0, 0);
        assertThat(run.run("").outcome()).isEqualTo(Outcome.IDLE);
        run.guest.in(0x600, 2, 1).out(0x600, 2, 0x100).in(0x600, 2, 1).out(0x604, 2, 0x2000);

        run.vm.systemPowerdown();

        assertThat(run.run("").outcome()).isEqualTo(Outcome.POWERED_OFF);
        assertThat(run.guest.entries().get(2).rax()).isEqualTo(0x100);
        assertThat(run.guest.lastEntry().rax()).isZero();
    }

    @Test
    void reportsADeadLoopAndAFailedEntry() {
        run.guest.exit(ExitReason.DEAD_LOOP, 0, 0).exit(ExitReason.INVALID, 0, 0);

        assertThat(run.run("").outcome()).isEqualTo(Outcome.HUNG);
        assertThat(run.run(""))
                .isEqualTo(
                        new RunResult(Outcome.INTERNAL_ERROR, "KVM: entry failed, hardware error 0xffffffffffffffff"));
    }
}
