package dev.sevsim.abi.efi;

import dev.sevsim.abi.Guid;

/**
 * Protocol GUIDs that the boot loader and the kernel's EFI stub use. Source: UEFI Specification 2.10;
 * docs/reference/ovmf-guest.md section 10.
 */
public final class EfiGuids {
    public static final Guid LOADED_IMAGE_PROTOCOL = Guid.of("5b1b31a1-9562-11d2-8e3f-00a0c969723b");
    public static final Guid LOAD_FILE2_PROTOCOL = Guid.of("4006c0c1-fcb3-403e-996d-4a6c8724e06d");

    /** Vendor media device path under which the initrd is offered. */
    public static final Guid LINUX_INITRD_MEDIA = Guid.of("5568e427-68fc-4f3d-ac74-ca555231cc68");

    private EfiGuids() {}
}
