package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.host.RunFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Source of the expectations: docs/reference/kvm-host.md sections 3.4 and 4.3. */
class ParavirtualClockTest {
    @RegisterExtension
    private final RunFixture run = new RunFixture();

    @Test
    void writesTheWallClockIntoASharedPage() {
        run.guest
                .exit(ExitReason.MSR, 1, 0, 0x3010, 0, 0x4b564d00, 0, Bytes.EMPTY)
                .exit(ExitReason.MSR, 0, 0, 0, 0, 0x1234, 0, Bytes.EMPTY);

        run.run("");

        Bytes page = run.vm.hostView(new GuestPhysical(0x3000)).orElseThrow();
        assertThat(page.slice(0x10, 0x1C)).isEqualTo(Bytes.fromHex("02000000 d8ebba62 00000000"));
        assertThat(run.guest.lastEntry().rax()).isZero();
    }

    @Test
    void bringsTheSystemTimeUpToDateAtEveryEntry() {
        run.host.clock.advance(Duration.ofSeconds(3));
        run.guest
                .exit(ExitReason.MSR, 1, 0, 0x3021, 0, 0x4b564d01, 0, Bytes.EMPTY)
                .in(0x3F8 + 5, 1, 1);
        run.run("");
        Bytes first = run.vm.hostView(new GuestPhysical(0x3000)).orElseThrow().slice(0x20, 0x40);

        run.host.clock.advance(Duration.ofMillis(1500));
        run.run("");
        Bytes second = run.vm.hostView(new GuestPhysical(0x3000)).orElseThrow().slice(0x20, 0x40);

        assertThat(first)
                .isEqualTo(Bytes.fromHex("02000000 00000000 005ed0b200000000 005ed0b200000000 00000080 01 01 0000"));
        assertThat(second)
                .isEqualTo(Bytes.fromHex("04000000 00000000 008d380c01000000 008d380c01000000 00000080 01 01 0000"));
    }
}
