package dev.sevsim.kernel.boot;

import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.LogLevel;

/** ACPI fixed hardware of the board: power button and sleep control. */
record Power(GuestCpu cpu, KernelLog log) {
    private static final int PM1_STATUS = 0x600;
    private static final int PM1_CONTROL = 0x604;
    private static final int BUTTON = 1 << 8;
    private static final int SLEEP_ENABLE = 1 << 13;

    /** Whether the power button was pressed; asking clears it. */
    boolean buttonPressed() {
        boolean pressed = (cpu.in(PM1_STATUS, 2) & BUTTON) != 0;
        if (pressed) {
            cpu.out(PM1_STATUS, 2, BUTTON);
        }
        return pressed;
    }

    /** Enters S5; does not return. */
    AssertionError off() {
        log.log(LogLevel.INFO, "ACPI: PM: Preparing to enter system sleep state S5");
        log.log(LogLevel.EMERGENCY, "reboot: Power down");
        cpu.out(PM1_CONTROL, 2, SLEEP_ENABLE);
        throw cpu.deadLoop();
    }
}
