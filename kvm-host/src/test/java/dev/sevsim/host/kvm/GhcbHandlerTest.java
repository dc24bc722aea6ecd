package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmRun;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmUserspaceMemoryRegion;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.ScriptedGuest;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md section 4.4. */
class GhcbHandlerTest {
    private static final int GHCB = 0x1000;

    private final HostFixture fixture =
            new HostFixture(HostFixture.milan().withEncryptedState(EncryptedState.ON), 64L << 20, f -> {});
    private final ScriptedGuest guest = new ScriptedGuest();
    private HostVirtual ram = new HostVirtual(0);
    private HostVirtual shared = new HostVirtual(0);
    private int vcpu;

    @BeforeEach
    void start() {
        int vm = fixture.createVm();
        fixture.encryptOp(vm, KvmSevCommandId.ES_INIT.code(), 0, 0);
        ram = fixture.process().memory().map(0x10000);
        Bytes slot = new KvmUserspaceMemoryRegion(0, 0, 0, 0x10000, ram.value()).encode();
        fixture.ioctl(vm, Ioctl.KVM_SET_USER_MEMORY_REGION, fixture.user(slot).value());
        vcpu = (int) fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        shared = fixture.process().map(vcpu);
        fixture.guest = guest;
    }

    private long run() {
        return fixture.ioctl(vcpu, Ioctl.KVM_RUN, 0);
    }

    private void vmgexit(long msr) {
        guest.exit(ExitReason.VMGEXIT, 0, 0, msr, 0, 0, 0, Bytes.EMPTY);
    }

    private int exitReason() {
        return fixture.read(shared.plus(KvmRun.EXIT_REASON), 4).asLittleEndian().getInt();
    }

    /** The page with some quadwords set and marked valid. */
    private void ghcb(long... offsetsAndValues) {
        ByteBuffer page = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < offsetsAndValues.length; i += 2) {
            int offset = (int) offsetsAndValues[i];
            page.putLong(offset, offsetsAndValues[i + 1]);
            int bit = offset / 8;
            page.put(0x3F0 + bit / 8, (byte) (page.get(0x3F0 + bit / 8) | 1 << bit % 8));
        }
        fixture.process().memory().write(ram.plus(GHCB), Bytes.copyOf(page.array()));
    }

    private long field(int offset) {
        return fixture.read(ram.plus(GHCB + offset), 8).asLittleEndian().getLong();
    }

    @Test
    void entersWithEncryptedStateUnderItsAsid() {
        run();

        assertThat(guest.lastEntry().control().sevFlags()).isEqualTo(7);
        assertThat(guest.lastEntry().control().asid()).isEqualTo(1);
        assertThat(guest.lastEntry().rax()).as("GHCB MSR after reset").isEqualTo(0x0001_0001_3300_0001L);
    }

    @Test
    void answersCpuidInThePageAndNothingElseOfTheGuest() {
        ghcb(0x390, 0x72, 0x398, 0, 0x3A0, 0, 0x1F8, 0x8000001FL, 0x308, 0);
        vmgexit(GHCB);

        run();

        assertThat(field(0x1F8)).isEqualTo(2);
        assertThat(field(0x318)).isEqualTo(51 | 1 << 6);
        assertThat(field(0x398)).isZero();
        assertThat(guest.lastEntry().rax()).isEqualTo(GHCB);
    }

    @ParameterizedTest(name = "usage {0}, exit {1}, RAX shown {2} -> error {3}")
    @CsvSource({
        "1, 0x72, true, 2",
        "0, 0x72, false, 4",
        "0, 0x12345, true, 6",
        "0, 0x80000005, true, 5",
        "0, 0x81, true, 4",
        "0, 0x7C, true, 4",
    })
    void refusesInThePage(int usage, String code, boolean showsRax, long error) {
        long rax = showsRax ? 0x1F8 : 0x1E8;
        ghcb(0x390, Long.decode(code), 0x398, 7, 0x3A0, 0, rax, 1);
        fixture.process().memory().write(ram.plus(GHCB + 0xFFC), Bytes.u32Le(usage));
        vmgexit(GHCB);

        run();

        assertThat(field(0x398)).isEqualTo(2);
        assertThat(field(0x3A0)).isEqualTo(error);
        assertThat(fixture.read(ram.plus(GHCB + 0x3F0), 16).isAllZero()).isTrue();
    }

    @Test
    void requiresTheExitAndBothInfosValid() {
        ghcb(0x390, 0x89, 0x398, 0);
        vmgexit(GHCB);

        run();

        assertThat(field(0x3A0)).isEqualTo(4);
    }

    @Test
    void takesAPortAnswerThroughUserSpaceIntoThePage() {
        ghcb(0x390, 0x7B, 0x398, 0x60L << 16 | 1 << 4 | 1, 0x3A0, 0);
        vmgexit(GHCB);

        assertThat(run()).isZero();
        assertThat(exitReason()).isEqualTo(KvmRun.EXIT_IO);
        fixture.process().memory().write(shared.plus(KvmRun.DATA_OFFSET), Bytes.of(0x5A));
        run();

        assertThat(field(0x1F8)).isEqualTo(0x5A);
    }

    @Test
    void refusesHypercallsOfGuestUserSpace() {
        ghcb(0x390, 0x81, 0x398, 0, 0x3A0, 0, 0x1F8, 12, 0xC8, 0x03000000L);
        vmgexit(GHCB);

        run();

        assertThat(field(0x1F8)).isEqualTo(-1);
    }

    @Test
    void failsTheRunOnAnEventThatTheGuestCannotHandle() {
        ghcb(0x390, 0x8000FFFFL, 0x398, 0, 0x3A0, 0);
        vmgexit(GHCB);

        assertThat(run()).isEqualTo(-Errno.EINVAL.code());
    }

    @Test
    void resumesWhenTheAddressIsNoMemory() {
        vmgexit(0x7000_0000);

        run();

        assertThat(guest.entries()).hasSize(2);
    }
}
