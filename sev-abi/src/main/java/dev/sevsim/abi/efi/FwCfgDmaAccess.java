package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * QEMU fw_cfg DMA request; unlike the rest of the guest interface its fields are big-endian.
 *
 * <p>The record holds host-order values; {@link #encode} and {@link #decode} swap.
 *
 * <p>Source: QEMU documentation {@code docs/specs/fw_cfg.rst}.
 *
 * @param control bit 0 error, 1 read, 2 skip, 3 select (key in the upper 16 bits), 4 write
 * @param length bytes
 * @param address guest physical address
 */
public record FwCfgDmaAccess(int control, int length, long address) {
    private static final StructLayout L = new StructLayout("FwCfgDmaAccess");
    private static final Field CONTROL = L.u32(0x00, "control", OUT);
    private static final Field LENGTH = L.u32(0x04, "length", OUT);
    private static final Field ADDRESS = L.u64(0x08, "address", OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x10);

    /** Bytes on the wire. */
    public static final int SIZE = 0x10;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static FwCfgDmaAccess decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw).order(ByteOrder.BIG_ENDIAN);
        return new FwCfgDmaAccess(CONTROL.getU32(b), LENGTH.getU32(b), ADDRESS.getU64(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate().order(ByteOrder.BIG_ENDIAN);
        CONTROL.putU32(b, control);
        LENGTH.putU32(b, length);
        ADDRESS.putU64(b, address);
        return LAYOUT.finish(b);
    }
}
