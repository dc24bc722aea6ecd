package dev.sevsim.ovmf.image;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.Page;
import dev.sevsim.bus.cpu.CodeExtent;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The pages of an OVMF image that are code of the modelled phases: all but its variables and its free space.
 *
 * <p>A real OVMF runs SEC from the flash and decompresses PEI and DXE to RAM; the modelled phases run from the flash
 * throughout. The variable store, where an image has one, is the first volume: docs/reference/ovmf-guest.md section 1, and
 * edk2 {@code OvmfPkg/Include/Fdf/VarStore.fdf.inc} for its file system. Its header is that of {@link SecurityVolume}.
 */
public final class ImageCode {
    private static final long FOUR_GIB = 1L << 32;
    private static final Guid VARIABLES = Guid.of("fff12b8d-7696-4c8b-a985-2747075b4f50");
    private static final int FILE_SYSTEM_AT = 16;
    private static final int LENGTH_AT = 32;
    private static final byte[] FREE = new byte[Page.SIZE];

    static {
        Arrays.fill(FREE, (byte) 0xFF);
    }

    private ImageCode() {}

    /** Code of an image that ends at 4 GiB; its length is a multiple of 4096. */
    public static CodeExtent of(Bytes image) {
        int firstPage = variableBytes(image) / Page.SIZE;
        return CodeExtent.ofImage(
                new GuestPhysical(FOUR_GIB - image.length()),
                image,
                page -> page >= firstPage && !image.matches(page * Page.SIZE, FREE, 0, Page.SIZE));
    }

    private static int variableBytes(Bytes image) {
        ByteBuffer header = image.asLittleEndian();
        boolean hasStore = Guid.fromWire(
                        image.slice(FILE_SYSTEM_AT, FILE_SYSTEM_AT + Guid.SIZE).toArray(), 0)
                .equals(VARIABLES);
        long length = hasStore ? header.getLong(LENGTH_AT) : 0;
        return length > 0 && length < image.length() ? (int) length : 0;
    }
}
