package dev.sevsim.host.vmm.device;

/**
 * The ACPI PM1a registers: the power button and the way into soft-off.
 *
 * <p>Port 0x600 status (bit 8 power button, cleared by writing it), 0x602 enable, 0x604 control (bit 13 enters the sleep
 * state of bits 12:10; state 0 is soft-off). Source: ACPI specification section 4.8; addresses as on the q35 machine.
 */
public final class PowerManagement implements IoDevice {
    private static final int BASE = 0x600;
    private static final int ENABLE = BASE + 2;
    private static final int CONTROL = BASE + 4;
    private static final int POWER_BUTTON = 1 << 8;
    private static final int SLEEP_ENABLE = 1 << 13;
    private static final int SLEEP_TYPE = 7 << 10;
    private static final int SCI_ENABLE = 1;

    private int status;
    private int enable;
    private int control = SCI_ENABLE;
    private boolean off;

    /** Switched on, no button pressed. */
    public PowerManagement() {}

    /** Presses the power button. */
    public void pressPowerButton() {
        status |= POWER_BUTTON;
    }

    /** Puts the registers back to their values after a reset. */
    public void reset() {
        status = 0;
        enable = 0;
        control = SCI_ENABLE;
    }

    /** Whether the button was pressed and the guest has not acknowledged it. */
    public boolean buttonPending() {
        return (status & POWER_BUTTON) != 0;
    }

    /** Whether the guest has switched the machine off. */
    public boolean isOff() {
        return off;
    }

    @Override
    public PortRange ports() {
        return new PortRange(BASE, CONTROL + 1);
    }

    @Override
    public int read(int port, int widthBytes) {
        int even = switch (port & ~1) {
            case BASE -> status;
            case ENABLE -> enable;
            default -> control;
        };
        return even >>> (8 * (port & 1));
    }

    @Override
    public void write(int port, int widthBytes, int value) {
        int shift = 8 * (port & 1);
        int mask = (widthBytes == 1 ? 0xFF : 0xFFFF) << shift;
        int written = (value << shift) & mask;
        switch (port & ~1) {
            case BASE -> status &= ~written;
            case ENABLE -> enable = (enable & ~mask) | written;
            default -> writeControl(written, mask);
        }
    }

    private void writeControl(int written, int mask) {
        control = ((control & ~mask) | written) & ~SLEEP_ENABLE;
        if ((written & SLEEP_ENABLE) != 0 && (control & SLEEP_TYPE) == 0) {
            off = true;
        }
    }
}
