package dev.sevsim.kernel.boot;

import dev.sevsim.bus.cpu.GuestCpu;

/**
 * Gives the ACPI registers of QEMU's boards their address, 0x600, in PCI configuration space.
 *
 * <p>A real OVMF does so in PEI; the modelled one does not (docs/limits.md), and the VMM of this simulator has them there from the
 * start. Source: edk2 {@code OvmfPkg/Library/PlatformInitLib/Platform.c}; data sheets of the Intel 82371AB (function 3,
 * PMBA and PMREGMISC) and the ICH9 (LPC bridge, PMBASE and ACPI_CNTL).
 */
final class PowerManagementBase {
    private static final int ADDRESS = 0xCF8;
    private static final int DATA = 0xCFC;
    private static final int ENABLE = 1 << 31;
    private static final int BASE = 0x600;
    private static final int BASE_AT = 0x40;

    /** Ids of the host bridges: device in bits 31:16, Intel in bits 15:0. */
    private static final int I440FX = 0x1237_8086;

    private static final int Q35 = 0x29C0_8086;

    private static final int PIIX4_POWER = 1 << 11 | 3 << 8;
    private static final int PIIX4_MISC = 0x80;
    private static final int PIIX4_DECODE = 1;
    private static final int ICH9_LPC = 31 << 11;
    private static final int ICH9_ACPI_CONTROL = 0x44;
    private static final int ICH9_ACPI_ENABLE = 0x80;

    private PowerManagementBase() {}

    /** Sets the address; false for a board that is neither of QEMU's. */
    static boolean set(GuestCpu cpu) {
        switch (read(cpu, 0)) {
            case I440FX -> {
                write(cpu, PIIX4_POWER | BASE_AT, BASE);
                write(cpu, PIIX4_POWER | PIIX4_MISC, PIIX4_DECODE);
            }
            case Q35 -> {
                write(cpu, ICH9_LPC | BASE_AT, BASE);
                write(cpu, ICH9_LPC | ICH9_ACPI_CONTROL, ICH9_ACPI_ENABLE);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static int read(GuestCpu cpu, int register) {
        cpu.out(ADDRESS, Integer.BYTES, ENABLE | register);
        return cpu.in(DATA, Integer.BYTES);
    }

    private static void write(GuestCpu cpu, int register, int value) {
        cpu.out(ADDRESS, Integer.BYTES, ENABLE | register);
        cpu.out(DATA, Integer.BYTES, value);
    }
}
