package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.ScriptedGuest;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.1 and 4.3. */
class HypercallHandlerTest {
    private final HostFixture fixture = new HostFixture();
    private final ScriptedGuest guest = new ScriptedGuest();
    private final int vm = fixture.createVm();

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
        fixture.enableCap(vm, 201, 0, 1 << 12);
        int vcpu = (int) fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);
        HostVirtual run = fixture.process().map(vcpu);

        assertThat(fixture.ioctl(vcpu, Ioctl.KVM_RUN, 0)).isZero();

        assertThat(fixture.read(run.plus(8), 4)).isEqualTo(Bytes.u32Le(leaves ? 3 : 8));
        if (!leaves) {
            assertThat(guest.lastEntry().rax()).isEqualTo(-22);
        }
    }

    @Test
    void passesMapGpaRangeToUserSpaceAndItsResultToTheGuest() {
        fixture.guest = guest;
        guest.exit(ExitReason.VMMCALL, 0, 0, 12, 0x5000, 2, 0x10, Bytes.EMPTY)
                .exit(ExitReason.VMMCALL, 0, 0, 12, 0x5001, 2, 0x10, Bytes.EMPTY);
        fixture.enableCap(vm, 201, 0, 1 << 12);
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

    @Test
    void returnsNotImplementedUnlessTheExitIsEnabled() {
        fixture.guest = guest;
        guest.exit(ExitReason.VMMCALL, 0, 0, 12, 0x5000, 1, 0x10, Bytes.EMPTY)
                .exit(ExitReason.VMMCALL, 0, 0, 99, 0, 0, 0, Bytes.EMPTY)
                .exit(ExitReason.VMMCALL, 0, 0, 1, 0, 0, 0, Bytes.EMPTY);
        int vcpu = (int) fixture.ioctl(vm, Ioctl.KVM_CREATE_VCPU, 0);

        assertThat(fixture.ioctl(vcpu, Ioctl.KVM_RUN, 0)).isZero();

        assertThat(guest.entries().stream().skip(1).map(VcpuEntry::rax)).containsExactly(-1000L, -1000L, 0L);
    }
}
