package dev.sevsim.kernel.boot;

import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.LogLevel;

/** ACPI fixed hardware of the board: power button and sleep control. */
record Power(GuestCpu cpu, KernelLog log) {
    private static final int PM1_STATUS = 0x600;
    private static final int PM1_CONTROL = 0x604;
    /** What a port answers that no device decodes. */
    private static final int NO_DEVICE = 0xFFFF;

    private static final int BUTTON = 1 << 8;
    private static final int SLEEP_ENABLE = 1 << 13;

    /** Whether the power button was pressed; asking clears it. */
    boolean buttonPressed() {
        int status = status();
        boolean pressed = status != NO_DEVICE && (status & BUTTON) != 0;
        if (pressed) {
            cpu.out(PM1_STATUS, 2, BUTTON);
        }
        return pressed;
    }

    /** The register, at a board whose firmware left it without an address too. */
    private int status() {
        int status = cpu.in(PM1_STATUS, 2) & NO_DEVICE;
        if (status != NO_DEVICE || !PowerManagementBase.set(cpu)) {
            return status;
        }
        return cpu.in(PM1_STATUS, 2) & NO_DEVICE;
    }

    /** Enters S5; does not return. */
    AssertionError off() {
        log.log(LogLevel.INFO, "ACPI: PM: Preparing to enter system sleep state S5");
        log.log(LogLevel.EMERGENCY, "reboot: Power down");
        cpu.out(PM1_CONTROL, 2, SLEEP_ENABLE);
        throw cpu.deadLoop();
    }
}
