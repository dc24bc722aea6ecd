package dev.sevsim.bus.frame;

import dev.sevsim.abi.Bytes;

/**
 * EXITINFO1 and EXITINFO2 of an IOIO exit: bit 0 IN, bits 6:4 the width, bits 31:16 the port; the repeat count. A GHCB shows the
 * same in SW_EXITINFO1, with the string bit 2.
 *
 * <p>Source: AMD APM volume 2 section 15.10.2; docs/reference/kvm-host.md section 4.4.
 *
 * @param in whether the guest reads
 * @param port 16 bits
 * @param width bytes of one access, as the exit shows it: 1, 2 or 4, and anything up to 7 from a GHCB
 * @param count how often; a single access has 1
 */
public record PortAccess(boolean in, int port, int width, long count) {
    private static final int IN = 1;
    private static final int WIDTH_SHIFT = 4;
    private static final int WIDTH_MASK = 7;
    private static final int PORT_SHIFT = 16;
    private static final int PORT_MASK = 0xFFFF;

    /** The access of an exit whose reason is IOIO. */
    public static PortAccess of(VcpuExit exit) {
        return of(exit.info1(), exit.info2());
    }

    /** From the two information words. */
    public static PortAccess of(long info1, long info2) {
        return new PortAccess(
                (info1 & IN) != 0,
                (int) (info1 >>> PORT_SHIFT) & PORT_MASK,
                (int) (info1 >>> WIDTH_SHIFT) & WIDTH_MASK,
                info2);
    }

    /**
     * EXITINFO1 of an access.
     *
     * @throws IllegalArgumentException for a port of more than 16 bits and another width than 1, 2 or 4
     */
    public static long info(boolean in, int port, int width) {
        if (port < 0 || port > PORT_MASK || !isWidth(width)) {
            throw new IllegalArgumentException("port 0x" + Integer.toHexString(port) + " width " + width
                    + ", expected a 16-bit port and a width of 1, 2 or 4");
        }
        return (long) port << PORT_SHIFT | (long) width << WIDTH_SHIFT | (in ? IN : 0);
    }

    /** Whether the width is one that the processor has. */
    public boolean hasWidth() {
        return isWidth(width);
    }

    /** What an exit writes: a run of OUTs, or the low bytes of RAX. */
    public Bytes written(VcpuExit exit) {
        return exit.data().isEmpty() ? Bytes.u64Le(exit.rax()).slice(0, width) : exit.data();
    }

    private static boolean isWidth(int width) {
        return width == 1 || width == 2 || width == 4;
    }
}
