package dev.sevsim.host.vmm.device;

/**
 * The reset control register of the chipset: writing it with bit 2 set resets the machine.
 *
 * <p>Source: Intel I/O Controller Hub 9 datasheet (316972) section 13.7.5; the q35 machine has it.
 */
public final class ResetControl implements IoDevice {
    private static final int PORT = 0xCF9;
    private static final int RESET = 1 << 2;
    private static final int KEPT = 1 << 1 | 1 << 3;

    private int value;
    private boolean requested;

    /** Nothing is requested. */
    public ResetControl() {}

    /** Whether a reset was requested since the last call. */
    public boolean takeRequest() {
        boolean asked = requested;
        requested = false;
        return asked;
    }

    @Override
    public PortRange ports() {
        return new PortRange(PORT, PORT);
    }

    @Override
    public int read(int port, int widthBytes) {
        return value;
    }

    @Override
    public void write(int port, int widthBytes, int written) {
        value = written & KEPT;
        requested |= (written & RESET) != 0;
    }
}
