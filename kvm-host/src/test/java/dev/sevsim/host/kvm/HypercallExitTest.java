package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.ScriptedGuest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.1 and 4.3. */
class HypercallExitTest {
    private final HostFixture fixture = new HostFixture();
    private final ScriptedGuest guest = new ScriptedGuest();
    private final int vm = fixture.createVm();

    private long enable(int capability, int flags, long argument) {
        ByteBuffer b = ByteBuffer.allocate(104).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(capability).putInt(flags).putLong(argument);
        byte[] raw = new byte[104];
        b.get(0, raw);
        return fixture.ioctl(
                vm, Ioctl.KVM_ENABLE_CAP, fixture.user(Bytes.copyOf(raw)).value());
    }

    @Test
    void reportsWhatTheHostCanDo() {
        int kvm = fixture.open(DevicePath.DEV_KVM, 2);

        assertThat(fixture.ioctl(kvm, Ioctl.KVM_CHECK_EXTENSION, 201)).isEqualTo(0x1000);
        assertThat(fixture.ioctl(kvm, Ioctl.KVM_CHECK_EXTENSION, 197)).isOne();
        assertThat(fixture.ioctl(kvm, Ioctl.KVM_CHECK_EXTENSION, 206)).isOne();
        assertThat(fixture.ioctl(kvm, Ioctl.KVM_CHECK_EXTENSION, 235)).isZero();
        assertThat(fixture.ioctl(kvm, Ioctl.KVM_GET_API_VERSION, 0)).isEqualTo(12);
    }

    @Test
    void switchesOnlyTheKnownExit() {
        assertThat(enable(201, 0, 1 << 12)).isZero();
        assertThat(enable(201, 1, 1 << 12)).isEqualTo(-Errno.EINVAL.code());
        assertThat(enable(201, 0, 1 << 11)).isEqualTo(-Errno.EINVAL.code());
        assertThat(enable(197, 0, 0)).isEqualTo(-Errno.EBADF.code());
        assertThat(enable(197, 1, 0)).isEqualTo(-Errno.EINVAL.code());
        assertThat(enable(202, 0, 0)).isEqualTo(-Errno.EINVAL.code());
    }

    @ParameterizedTest(name = "{0}, {1} pages -> exit {2}")
    @CsvSource({
        "0x7ffffffffffff000, 1, true",
        "-4096, 1, true",
        "0x5000, 0, false",
        "0x5000, -1, false",
        "0x5008, 1, false",
    })
    void refusesRangesThatAreEmptyUnalignedOrWrap(String address, long pages, boolean leaves) {
        fixture.guest = guest;
        guest.exit(ExitReason.VMMCALL, 0, 0, 12, Long.decode(address), pages, 0x10, Bytes.EMPTY);
        enable(201, 0, 1 << 12);
        int vcpu = (int) fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        HostVirtual run = fixture.process().map(vcpu);

        assertThat(fixture.ioctl(vcpu, Ioctl.KVM_RUN, 0)).isZero();

        assertThat(fixture.read(run.plus(8), 4)).isEqualTo(Bytes.u32Le(leaves ? 3 : 8));
        if (!leaves) {
            assertThat(guest.lastEntry().rax()).isEqualTo(-22);
        }
    }

    @Test
    void handsThePageStatusCallToUserSpaceAndItsAnswerToTheGuest() {
        fixture.guest = guest;
        guest.exit(ExitReason.VMMCALL, 0, 0, 12, 0x5000, 2, 0x10, Bytes.EMPTY)
                .exit(ExitReason.VMMCALL, 0, 0, 12, 0x5001, 2, 0x10, Bytes.EMPTY);
        enable(201, 0, 1 << 12);
        int vcpu = (int) fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        HostVirtual run = fixture.process().map(vcpu);

        assertThat(fixture.ioctl(vcpu, Ioctl.KVM_RUN, 0)).isZero();

        assertThat(fixture.read(run.plus(8), 4)).isEqualTo(Bytes.u32Le(3));
        ByteBuffer exit = fixture.read(run.plus(32), 64).asLittleEndian();
        assertThat(exit.getLong(0)).isEqualTo(12);
        assertThat(exit.getLong(8)).isEqualTo(0x5000);
        assertThat(exit.getLong(16)).isEqualTo(2);
        assertThat(exit.getLong(24)).isEqualTo(0x10);

        fixture.process().memory().write(run.plus(88), Bytes.of(7));
        fixture.ioctl(vcpu, Ioctl.KVM_RUN, 0);
        assertThat(guest.entries().get(1).rax()).isEqualTo(7);
        assertThat(guest.entries().get(2).rax()).isEqualTo(-22);
    }
}
