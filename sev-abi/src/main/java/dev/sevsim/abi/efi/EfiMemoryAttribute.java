package dev.sevsim.abi.efi;

/**
 * Attribute bits of {@link EfiMemoryDescriptor}.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 8.4.
 */
public final class EfiMemoryAttribute {
    public static final long UC = 0x1;
    public static final long WC = 0x2;
    public static final long WT = 0x4;
    public static final long WB = 0x8;
    public static final long RUNTIME = 0x8000_0000_0000_0000L;

    private EfiMemoryAttribute() {}
}
