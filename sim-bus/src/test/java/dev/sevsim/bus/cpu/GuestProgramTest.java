package dev.sevsim.bus.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.memory.Encryption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GuestProgramTest extends VirtualCpuFixture {
    @Test
    void callsInstalledCodeByItsMarkerAlone() {
        GuestPhysical service = new GuestPhysical(0x2000);
        VirtualCpu cpu = running(guest -> {
            guest.install(service, "AddNumbers", (caller, arguments) -> arguments[0] + arguments[1]);
            guest.install(service.plus(16), "Twice", (caller, arguments) -> 2 * arguments[0]);
            seen.add(guest.call(service, 2, 3));
            seen.add(guest.call(service.plus(16), 21));
            guest.write(new GuestPhysical(0x3000), Encryption.ENCRYPTED, guest.fetch(service, 16));
            seen.add(guest.call(new GuestPhysical(0x3000), 20, 30));
            seen.add(guest.fetch(service, 16).toHex());
        });

        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.SHUTDOWN));
        assertThat(seen).containsExactly(5L, 42L, 50L, "53494d434f44450001000000" + "00000000");
        assertThat(memory.dram[0x3000]).isEqualTo((byte) ('S' ^ ASID));
    }

    @Test
    void doesNotCallCodeWhoseMarkerWasAltered() {
        GuestPhysical service = new GuestPhysical(0x2000);
        VirtualCpu cpu = running(guest -> {
            guest.install(service, "AddNumbers", (caller, arguments) -> 0);
            guest.halt();
            seen.add(guest.call(service));
        });

        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.HLT));
        memory.dram[0x300F] ^= 1;
        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.SHUTDOWN));
        assertThat(seen).isEmpty();
    }

    @Test
    void takesTheFirstProgramThatRecognisesTheCode() {
        GuestPhysical kernel = new GuestPhysical(0x2000);
        VirtualCpu cpu = running(
                program("boot", RESET, guest -> {
                    seen.add(guest.call(kernel));
                    return 0;
                }),
                program("kernel", kernel, guest -> 7),
                program("late", kernel, guest -> 8));

        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.SHUTDOWN));
        assertThat(seen).containsExactly(7L);
    }

    @Test
    void triplesFaultOnCodeOfNoProgramAfterUnwinding() {
        VirtualCpu cpu = running(guest -> {
            try {
                seen.add(guest.call(new GuestPhysical(0x3000)));
            } finally {
                seen.add("unwound");
            }
            seen.add("went on");
        });

        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.SHUTDOWN));
        assertThat(seen).containsExactly("unwound");
        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.ENDED));
    }

    @Test
    void stopsGuestCodeThatCatchesItsEnd() {
        VirtualCpu cpu = running(guest -> {
            for (int i = 0; i < 3; i++) {
                try {
                    guest.tripleFault();
                    seen.add("went on");
                } catch (Error end) {
                    seen.add(i);
                }
            }
            guest.out(0x3F8, 1, 'x');
            seen.add("went out");
        });

        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.SHUTDOWN));
        assertThat(seen).containsExactly(0, 1, 2);
    }

    @Test
    void staysInItsDeadLoop() {
        VirtualCpu cpu = running(guest -> {
            throw guest.deadLoop();
        });

        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.DEAD_LOOP));
        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.DEAD_LOOP));
    }

    @Test
    void rethrowsExceptionsOfGuestCodeOnTheThreadOfTheMachine() {
        ArithmeticException bug = new ArithmeticException("our bug");
        VirtualCpu cpu = running(guest -> {
            guest.halt();
            throw bug;
        });

        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.HLT));
        assertThatThrownBy(() -> cpu.enter(entry())).isSameAs(bug);
        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.ENDED));
    }

    @Test
    void unwindsGuestCodeWhenClosedInTheMiddle() {
        Thread[] ranOn = new Thread[1];
        VirtualCpu cpu = running(guest -> {
            ranOn[0] = Thread.currentThread();
            try {
                guest.halt();
            } finally {
                seen.add("unwound");
            }
            seen.add("went on");
        });
        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.HLT));

        cpu.close();

        assertThat(seen).containsExactly("unwound");
        assertThat(ranOn[0].isAlive()).isFalse();
        assertThat(ranOn[0].isDaemon()).isTrue();
        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.ENDED));
    }

    @Test
    void closesBeforeTheFirstRun() {
        VirtualCpu cpu = running(guest -> seen.add("ran"));

        cpu.close();

        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.ENDED));
        assertThat(seen).isEmpty();
    }
}
