package dev.sevsim.host.kvm;

import static dev.sevsim.host.kernel.ErrnoAssertions.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.uapi.KvmUserspaceMemoryRegion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: Linux {@code Documentation/virt/kvm/api.rst}, KVM_SET_USER_MEMORY_REGION. */
class MemorySlotsTest {
    private final MemorySlots slots = new MemorySlots();

    private static KvmUserspaceMemoryRegion slot(int number, long guest, long size, long user) {
        return new KvmUserspaceMemoryRegion(number, 0, guest, size, user);
    }

    @Test
    void translatesTheAddressesOfASlot() {
        assertThat(slots.set(slot(0, 0x1000, 0x2000, 0x7000))).isEmpty();

        assertThat(slots.toUser(new GuestPhysical(0xFFF))).isEmpty();
        assertThat(slots.toUser(new GuestPhysical(0x1000))).contains(new HostVirtual(0x7000));
        assertThat(slots.toUser(new GuestPhysical(0x2FFF))).contains(new HostVirtual(0x8FFF));
        assertThat(slots.toUser(new GuestPhysical(0x3000))).isEmpty();
    }

    @Test
    void returnsTheSlotThatItReplacesOrRemoves() {
        slots.set(slot(508, 0x1000, 0x1000, 0x7000));

        assertThat(slots.set(slot(508, 0x2000, 0x1000, 0x9000))).contains(slot(508, 0x1000, 0x1000, 0x7000));
        assertThat(slots.set(slot(508, 0, 0, 0))).contains(slot(508, 0x2000, 0x1000, 0x9000));
        assertThat(slots.find(0x2000)).isEmpty();
        fails(Errno.EINVAL, () -> slots.set(slot(508, 0, 0, 0)));
    }

    @Test
    void failsWithEexistForAnOverlap() {
        slots.set(slot(0, 0x2000, 0x2000, 0x7000));

        fails(Errno.EEXIST, () -> slots.set(slot(1, 0x1000, 0x2000, 0x7000)));
        fails(Errno.EEXIST, () -> slots.set(slot(1, 0x3000, 0x1000, 0x7000)));
        assertThat(slots.set(slot(1, 0x1000, 0x1000, 0x7000))).isEmpty();
        assertThat(slots.set(slot(2, 0x4000, 0x1000, 0x7000))).isEmpty();
    }

    @ParameterizedTest(name = "slot {0}, flags {1}, {2}+{3} at {4}")
    @CsvSource({
        "-1, 0, 0, 0x1000, 0",
        "509, 0, 0, 0x1000, 0",
        "0, 4, 0, 0x1000, 0",
        "0, 0, 0x800, 0x1000, 0",
        "0, 0, 0, 0x800, 0",
        "0, 0, 0, 0x1000, 0x800",
        "0, 0, 0x7ffffffffffff000, 0x1000, 0",
        "0, 0, -4096, 0x1000, 0",
        "0, 0, 0, -4096, 0",
    })
    void failsWithEinvalForInvalidSlots(int number, int flags, String guest, String size, String user) {
        fails(
                Errno.EINVAL,
                () -> slots.set(new KvmUserspaceMemoryRegion(
                        number, flags, Long.decode(guest), Long.decode(size), Long.decode(user))));
    }
}
