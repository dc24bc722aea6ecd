package dev.sevsim.host.kvm.sev;

import static dev.sevsim.host.kernel.ErrnoAssertions.fails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.KvmSegment;
import dev.sevsim.abi.uapi.KvmSpecialRegisters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md section 2.13. */
class ControlRegistersTest {
    private static final long BASE = 0xFEE0_0900L;

    private static KvmSpecialRegisters registers(long cr0, long cr3, long cr4, long efer, int longMode, long base) {
        KvmSegment none = KvmSegment.of(0, 0, 0, 0);
        KvmSegment cs = new KvmSegment(0, 0, 0, 11, 1, 0, 0, 1, longMode, 0, 0, 0);
        return new KvmSpecialRegisters(
                cs,
                none,
                none,
                none,
                none,
                none,
                none,
                none,
                0,
                0,
                0,
                0,
                cr0,
                0,
                cr3,
                cr4,
                0,
                efer,
                base,
                Bytes.zeros(32));
    }

    @ParameterizedTest
    @CsvSource({
        "0x60000010, 0, 0, 0, 0",
        "0x10, 0, 0x40, 0, 0",
        "0x80000011, 0x123000, 0x20, 0, 0",
        "0x80000011, 0xFFFFFFFFF000, 0x20, 0x500, 1",
        "0x80000011, 0, 0x20, 0x500, 0",
        "0x11, 0, 0x20, 0x100, 0",
        "0x40000010, 0, 0x770FFF, 0x901, 0"
    })
    void takesWhatAProcessorCanHave(String cr0, String cr3, String cr4, String efer, int longMode) {
        assertThatCode(() -> check(cr0, cr3, cr4, efer, longMode)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "0x80000011, 0, 0, 0x500, 1",
        "0x80000011, 0, 0x20, 0x100, 1",
        "0x80000011, 0x1000000000000, 0x20, 0x500, 1",
        "0x10, 0, 0, 0x400, 0",
        "0x10, 0, 0, 0, 1",
        "0x20000010, 0, 0, 0, 0",
        "0x80000010, 0, 0, 0, 0",
        "0x100000010, 0, 0, 0, 0",
        "0x10, 0, 0x2000, 0, 0",
        "0x10, 0, 0x800000, 0, 0",
        "0x10, 0, 0x8000000000000000, 0, 0"
    })
    void refusesWhatNoProcessorHas(String cr0, String cr3, String cr4, String efer, int longMode) {
        fails(Errno.EINVAL, () -> check(cr0, cr3, cr4, efer, longMode));
    }

    private static void check(String cr0, String cr3, String cr4, String efer, int longMode) {
        ControlRegisters.requireValid(registers(
                Long.decode(cr0),
                Long.decode(cr3),
                Long.parseUnsignedLong(cr4.replace("0x", ""), 16),
                Long.decode(efer),
                longMode,
                BASE));
    }

    @ParameterizedTest
    @CsvSource({
        "0xFEE00900, true",
        "0xFEE00800, true",
        "0xFEE00000, true",
        "0xFEE00D00, true",
        "0xFEE00400, false",
        "0xFEE00A00, false",
        "0xFEE00801, false",
        "0x1000000000000, false",
        "0xFFFFFFFFF800, true"
    })
    void checksTheBaseOfTheLocalApic(String base, boolean valid) {
        KvmSpecialRegisters given = registers(0x10, 0, 0, 0, 0, Long.decode(base));

        if (valid) {
            assertThatCode(() -> ControlRegisters.requireValid(given)).doesNotThrowAnyException();
        } else {
            fails(Errno.EINVAL, () -> ControlRegisters.requireValid(given));
        }
    }

    @Test
    void beginsAsAProcessorAfterReset() {
        ControlRegisters boot = ControlRegisters.reset(true);

        assertThat(boot.cr0()).isEqualTo(0x6000_0010);
        assertThat(boot.savedCr0()).isEqualTo(0x10);
        assertThat(boot.savedCr4()).isEqualTo(0x40);
        assertThat(boot.apicBase()).isEqualTo(BASE);
        assertThat(ControlRegisters.reset(false).apicBase()).isEqualTo(0xFEE0_0800L);
    }
}
