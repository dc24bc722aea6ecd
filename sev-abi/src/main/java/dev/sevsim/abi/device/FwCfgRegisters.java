package dev.sevsim.abi.device;

/**
 * I/O ports of QEMU's fw_cfg device, the keys of items with a fixed number, and bits of its DMA interface.
 *
 * <p>Source: QEMU documentation {@code docs/specs/fw_cfg.rst}.
 */
public final class FwCfgRegisters {
    /** Selector port, 16 bits: the key of an item. */
    public static final int SELECTOR = 0x510;

    /** Data port, a byte at a time. */
    public static final int DATA = SELECTOR + 1;

    /** Upper half of the address of a DMA request, big-endian. */
    public static final int DMA_HIGH = SELECTOR + 4;

    /** Lower half, big-endian; the write starts the request. */
    public static final int DMA_LOW = SELECTOR + 8;

    /** Item: the four bytes {@code QEMU}. */
    public static final int SIGNATURE = 0x00;

    /** Item: u32 of feature bits. */
    public static final int INTERFACE = 0x01;

    /** Feature bit of {@link #INTERFACE}: the DMA interface. */
    public static final int FEATURE_DMA = 1 << 1;

    /** DMA control: the request failed. */
    public static final int CONTROL_ERROR = 1 << 0;

    /** DMA control: read from the item. */
    public static final int CONTROL_READ = 1 << 1;

    /** DMA control: select the item whose key is in the upper half. */
    public static final int CONTROL_SELECT = 1 << 3;

    /** DMA control: position of the key. */
    public static final int CONTROL_KEY_SHIFT = 16;

    private FwCfgRegisters() {}
}
