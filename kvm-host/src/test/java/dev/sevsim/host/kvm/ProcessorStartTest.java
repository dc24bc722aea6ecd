package dev.sevsim.host.kvm;

import static dev.sevsim.host.kvm.GhcbGuest.GHCB;
import static dev.sevsim.host.kvm.GhcbGuest.INFO_1;
import static dev.sevsim.host.kvm.GhcbGuest.INFO_2;
import static dev.sevsim.host.kvm.GhcbGuest.RAX;
import static dev.sevsim.host.kvm.GhcbGuest.RCX;
import static dev.sevsim.host.kvm.GhcbGuest.RDX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.KvmRun;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.host.profile.KernelProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source of the expectations: docs/reference/kvm-host.md section 4.4. */
class ProcessorStartTest {
    private static final long MSR = 0x7C;
    private static final long START_UP_ALL = 0xC4600;

    private final GhcbGuest guest = GhcbGuest.withInterrupts(KernelProfile.NEWEST);
    private final int other = guest.addVcpu(1);

    /** The boot vCPU writes its interrupt command register; user space gets its turn. */
    private void command(long value) {
        assertThat(guest.request(MSR, 1, 0, RCX, 0x830, RAX, value & 0xFFFF_FFFFL, RDX, value >>> 32))
                .isZero();
        assertThat(guest.exitReason()).isEqualTo(KvmRun.EXIT_INTR);
    }

    private void exitOfTheOther(long msr) {
        guest.guest.exit(ExitReason.VMGEXIT, 0, 0, msr, 0, 0, 0, Bytes.EMPTY);
    }

    @Test
    void letsAnApplicationProcessorRunAfterItsFirstStartUp() {
        guest.launched();
        assertThat(guest.run(other)).isEqualTo(-Errno.EAGAIN.code());

        command(START_UP_ALL);

        exitOfTheOther(0x006);
        assertThat(guest.run(other)).isZero();
        assertThat(guest.guest.entries().get(1).vcpu()).isEqualTo(1);
        assertThat(guest.guest.entries().get(1).control().saveArea())
                .as("its own encrypted registers")
                .isNotZero()
                .isNotEqualTo(guest.guest.entries().get(0).control().saveArea());
    }

    @Test
    void endsAHoldByALaterStartUpAlone() {
        guest.launched();
        command(START_UP_ALL);
        exitOfTheOther(0x006);
        guest.run(other);
        int entries = guest.guest.entries().size();

        guest.run(other);
        assertThat(guest.guest.entries()).as("not woken").hasSize(entries);

        command(START_UP_ALL);
        guest.run(other);

        assertThat(guest.guest.lastEntry().vcpu()).isEqualTo(1);
        assertThat(guest.guest.lastEntry().rax()).as("a result that is not 0").isEqualTo(0x1007);
    }

    @Test
    void writesTheWakeUpToThePage() {
        guest.launched();
        command(START_UP_ALL);
        guest.page(0x80000004L, 0, 0);
        exitOfTheOther(GHCB);
        guest.run(other);
        command(START_UP_ALL);
        guest.page(0x80000004L, 0, 0);

        guest.run(other);

        assertThat(guest.field(INFO_1)).isZero();
        assertThat(guest.field(INFO_2)).isNotZero();
    }

    @ParameterizedTest(name = "command {0}")
    @ValueSource(longs = {0xC4500, 0xC4000, 0x84600, 0x01_0000_0000L | 0x4600})
    void startsNoVcpuByOtherInterrupts(long value) {
        guest.launched();

        command(value);

        assertThat(guest.run(other)).isEqualTo(-Errno.EAGAIN.code());
    }

    @Test
    void offersTheX2ApicOnlyWithAnInterruptController() {
        guest.launched();
        guest.request(0x72, 0, 0, RAX, 1, RCX, 0);
        assertThat(guest.field(RCX) >>> 21 & 1).isEqualTo(1);

        GhcbGuest without = new GhcbGuest(KernelProfile.NEWEST).launched();
        without.request(0x72, 0, 0, RAX, 1, RCX, 0);
        assertThat(without.field(RCX) >>> 21 & 1).isZero();
    }
}
