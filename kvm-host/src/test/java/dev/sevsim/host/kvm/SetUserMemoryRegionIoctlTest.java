package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmUserspaceMemoryRegion;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.NestedMapping;
import org.junit.jupiter.api.Test;

class SetUserMemoryRegionIoctlTest {
    private final HostFixture fixture = new HostFixture();
    private final int vm = fixture.createVm();

    private long set(long guest, long size, HostVirtual user) {
        Bytes region = new KvmUserspaceMemoryRegion(0, 0, guest, size, user.value()).encode();
        return fixture.ioctl(
                vm, Ioctl.KVM_SET_USER_MEMORY_REGION, fixture.user(region).value());
    }

    @Test
    void dropsNestedPagesWhenASlotChanges() {
        HostVirtual first = fixture.process().memory().map(0x1000);
        HostVirtual second = fixture.process().memory().map(0x1000);
        NestedMapping mapping = fixture.host.nestedPages(0);
        assertThat(set(0x5000, 0x1000, first)).isZero();
        assertThat(mapping.frameOf(new GuestPhysical(0x5000))).contains(frame(first));

        assertThat(set(0x5000, 0x1000, second)).isZero();

        assertThat(mapping.frameOf(new GuestPhysical(0x5000))).contains(frame(second));
        assertThat(set(0, 0, second)).isZero();
        assertThat(mapping.frameOf(new GuestPhysical(0x5000))).isEmpty();
    }

    private SystemPhysical frame(HostVirtual user) {
        return new SystemPhysical(fixture.process().memory().physical(user));
    }

    @Test
    void returnsTheErrnoOfARefusedSlot() {
        HostVirtual user = fixture.process().memory().map(0x1000);

        assertThat(set(0x5000, 0x800, user)).isEqualTo(-Errno.EINVAL.code());
        assertThat(fixture.ioctl(vm, Ioctl.KVM_SET_USER_MEMORY_REGION, 0x1000)).isEqualTo(-Errno.EFAULT.code());
        assertThat(fixture.host.nestedPages(0).frameOf(new GuestPhysical(0x5000)))
                .isEmpty();
    }
}
