package dev.sevsim.host.kvm.sev;

import static dev.sevsim.host.kernel.ErrnoAssertions.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.abi.uapi.KvmDebugRegisters;
import dev.sevsim.abi.uapi.KvmRegisters;
import dev.sevsim.abi.uapi.KvmSegment;
import dev.sevsim.abi.uapi.KvmSpecialRegisters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.13 and 5.6. */
class RegisterSetTest {
    private static final RegisterSet RESET = RegisterSet.reset(0x00A0_0F11, true);

    private static KvmSpecialRegisters with(KvmSegment ss, long cr0, long cr4, long cr8, Bytes interrupts) {
        KvmSpecialRegisters s = RESET.special();
        return new KvmSpecialRegisters(
                s.cs(),
                s.ds(),
                s.es(),
                s.fs(),
                s.gs(),
                ss,
                s.tr(),
                s.ldt(),
                s.gdtBase(),
                s.gdtLimit(),
                s.idtBase(),
                s.idtLimit(),
                cr0,
                0x1234,
                0x5000,
                cr4,
                cr8,
                s.efer(),
                s.apicBase(),
                interrupts);
    }

    private static KvmSpecialRegisters with(long cr0, long cr4) {
        return with(RESET.special().ss(), cr0, cr4, 0, Bytes.zeros(32));
    }

    @Test
    void showsTheStateAfterReset() {
        KvmSpecialRegisters shown = RESET.special();

        assertThat(shown.cr0()).isEqualTo(0x6000_0010);
        assertThat(shown.cr4()).isZero();
        assertThat(shown.efer()).isZero();
        assertThat(shown.apicBase()).isEqualTo(0xFEE0_0900L);
        assertThat(shown.cs()).isEqualTo(new KvmSegment(0xFFFF_0000L, 0xFFFF, 0xF000, 11, 1, 0, 0, 1, 0, 0, 0, 0));
        assertThat(shown.ss()).isEqualTo(new KvmSegment(0, 0xFFFF, 0, 3, 1, 0, 0, 1, 0, 0, 0, 0));
        assertThat(shown.tr()).isEqualTo(new KvmSegment(0, 0xFFFF, 0, 11, 1, 0, 0, 0, 0, 0, 0, 0));
        assertThat(shown.ldt()).isEqualTo(new KvmSegment(0, 0xFFFF, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0));
        assertThat(RESET.debug()).isEqualTo(new KvmDebugRegisters(0, 0, 0, 0, 0xFFFF_0FF0L, 0x400, 0));
        assertThat(RESET.xcr0()).isEqualTo(1);
    }

    @ParameterizedTest(name = "CR0 {0}, CR4 {1}: saved {2}, {3}")
    @CsvSource({
        "0x60000010, 0, 0x10, 0x40",
        "0x60000010, 0x40, 0x10, 0x40",
        "0x40000010, 0x20, 0x10, 0x60",
        "0x10, 0, 0x10, 0x40",
        "0x11, 0x6F0, 0x11, 0x6F0",
        "0x80050033, 0x350EF0, 0x80050033, 0x350EF0",
        "0x0, 0x0, 0x0, 0x40"
    })
    void savesControlRegistersAsKvmPutsThemIntoTheVmcb(String cr0, String cr4, String savedCr0, String savedCr4) {
        RegisterSet set = RESET.with(with(Long.decode(cr0), Long.decode(cr4)));

        assertThat(set.special().cr0()).isEqualTo(Long.decode(cr0));
        assertThat(set.special().cr4()).isEqualTo(Long.decode(cr4));
        assertThat(set.saveArea().get(Vmsa.CR0)).isEqualTo(Long.decode(savedCr0));
        assertThat(set.saveArea().get(Vmsa.CR4)).isEqualTo(Long.decode(savedCr4));
        assertThat(set.saveArea().get(Vmsa.EFER)).isEqualTo(0x1000);
        assertThat(set.saveArea().get(Vmsa.CR3)).isEqualTo(0x5000);
        assertThat(set.special().cr2()).isEqualTo(0x1234);
        assertThat(set.saveArea().get(Vmsa.CR2)).as("CR2 before the vCPU runs").isZero();
    }

    @Test
    void makesCplOfTheStackAndDropsUnusableSegments() {
        KvmSegment user = new KvmSegment(0, 0xFFFF_FFFF, 0x2B, 3, 1, 3, 1, 1, 0, 1, 0, 0);
        RegisterSet set = RESET.with(with(user, 0x10, 0, 0, Bytes.zeros(32)));
        assertThat(set.saveArea().get(Vmsa.CPL)).isEqualTo(3);
        assertThat(set.saveArea().get(Vmsa.SS.attributes())).isEqualTo(0xCF3);
        assertThat(set.special().ss()).isEqualTo(user);

        KvmSegment unusable = new KvmSegment(0, 0xFFFF, 0, 3, 1, 0, 1, 1, 0, 1, 0, 1);
        RegisterSet dropped = RESET.with(with(unusable, 0x10, 0, 0, Bytes.zeros(32)));
        assertThat(dropped.saveArea().get(Vmsa.SS.attributes())).isEqualTo(0xC13);
        assertThat(dropped.special().ss()).isEqualTo(new KvmSegment(0, 0xFFFF, 0, 3, 0, 0, 0, 1, 0, 0, 0, 1));
    }

    @Test
    void keepsTheLowestVectorAndTheTaskPriority() {
        byte[] bitmap = new byte[32];
        bitmap[5] = 0x50;
        bitmap[20] = 1;
        byte[] lowest = new byte[32];
        lowest[5] = 0x10;
        RegisterSet set = RESET.with(with(RESET.special().ss(), 0x10, 0, 9, Bytes.copyOf(bitmap)));

        assertThat(set.special().interrupts()).isEqualTo(Bytes.copyOf(lowest));
        assertThat(set.special().cr8()).isEqualTo(9);
        RegisterSet later = set.with(with(RESET.special().ss(), 0x10, 0, 16, Bytes.zeros(32)));
        assertThat(later.special().cr8()).isEqualTo(9);
        assertThat(later.special().interrupts()).isEqualTo(Bytes.copyOf(lowest));
    }

    @Test
    void keepsTheFixedBitOfTheFlags() {
        KvmRegisters g = RESET.general();
        KvmRegisters cleared = new KvmRegisters(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, g.rip(), 0x200);

        RegisterSet set = RESET.with(cleared);

        assertThat(set.general().rflags()).isEqualTo(0x202);
        assertThat(set.saveArea().get(Vmsa.RFLAGS)).isEqualTo(0x202);
        assertThat(set.saveArea().get(Vmsa.R15)).isEqualTo(16);
        assertThat(set.saveArea().get(Vmsa.RSP)).isEqualTo(7);
    }

    @Test
    void savesDr6AndDr7Alone() {
        KvmDebugRegisters given = new KvmDebugRegisters(1, 2, 3, 4, 0xFFFF_4FF0L, 0x401, 0);
        RegisterSet set = RESET.with(given, false);

        assertThat(set.debug()).isEqualTo(given);
        assertThat(set.hasBreakpoints()).isTrue();
        assertThat(set.saveArea().encode())
                .isEqualTo(RESET.saveArea()
                        .with(Vmsa.DR6, 0xFFFF_4FF0L)
                        .with(Vmsa.DR7, 0x401)
                        .encode());
        assertThat(RESET.with(new KvmDebugRegisters(0, 0, 0, 0, 0, 0, 0), false).hasBreakpoints())
                .isFalse();
        assertThat(RESET.with(given, true).hasBreakpoints()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0x100000000, 0x400, 0", "0, 0x8000000000, 0", "0, 0, 1"})
    void refusesDebugRegistersWithReservedBits(String dr6, String dr7, long flags) {
        fails(
                Errno.EINVAL,
                () -> RESET.with(new KvmDebugRegisters(0, 0, 0, 0, Long.decode(dr6), Long.decode(dr7), flags), false));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2, 5, 9, 0x407, 1L << 63 | 1})
    void refusesXcr0ThatNoProcessorTakes(long value) {
        fails(Errno.EINVAL, () -> RESET.withXcr0(value));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 7, 0x207})
    void savesXcr0(long value) {
        assertThat(RESET.withXcr0(value).saveArea().get(Vmsa.XCR0)).isEqualTo(value);
    }
}
