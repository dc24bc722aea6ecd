package dev.sevsim.abi.efi;

/**
 * EFI_RUNTIME_SERVICES, 64-bit: a table header and function pointers.
 *
 * <p>Source: UEFI Specification 2.10 section 4.5.
 */
public final class EfiRuntimeServices {
    /** {@code RUNTSERV}. */
    public static final long SIGNATURE = 0x56524553544e5552L;

    /** Bytes of the whole table. */
    public static final int SIZE = 0x88;

    private EfiRuntimeServices() {}
}
