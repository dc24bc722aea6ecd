package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;

/**
 * How the VMM loads the file of {@code -kernel}: a file without the boot protocol's magic is tried as a multiboot image
 * first, and what is neither goes to firmware as a kernel of the oldest protocol.
 *
 * <p>Source: qemu/qemu {@code hw/i386/x86-common.c}, {@code hw/i386/multiboot.c}; Linux {@code
 * Documentation/arch/x86/boot.rst}; Multiboot specification 0.6.96 section 3.1.
 */
record KernelFile(Bytes file) {
    private static final int PROTOCOL_MAGIC_OFFSET = 0x202;
    private static final Bytes PROTOCOL_MAGIC = Bytes.ofAscii("HdrS");

    /** The multiboot header lies in the first bytes, at a multiple of 4. */
    private static final int MULTIBOOT_SEARCHED = 8192;

    private static final int MULTIBOOT_MAGIC = 0x1BAD_B002;
    private static final int MULTIBOOT_HEADER = 12;

    private static final Bytes ELF_MAGIC = Bytes.of(0x7F, 'E', 'L', 'F');
    private static final int ELF_MACHINE = 18;
    private static final int X86_64 = 62;

    /**
     * Refuses a multiboot image, which never becomes a kernel with hashes.
     *
     * @throws VmmException with QEMU's line for an image of 64 bits; others are not modelled
     */
    void requireLinux() {
        boolean linux = startsWith(PROTOCOL_MAGIC_OFFSET, PROTOCOL_MAGIC);
        if (linux || !hasMultibootHeader()) {
            return;
        }
        throw new VmmException(
                isX86Elf()
                        ? "Cannot load x86-64 image, give a 32bit one."
                        : "the kernel is a multiboot image, which the VMM loads past the measured path; not modelled");
    }

    private boolean hasMultibootHeader() {
        int end = Math.min(file.length(), MULTIBOOT_SEARCHED) - MULTIBOOT_HEADER;
        ByteBuffer words = file.asLittleEndian();
        for (int at = 0; at <= end; at += Integer.BYTES) {
            int flags = words.getInt(at + Integer.BYTES);
            int checksum = words.getInt(at + 2 * Integer.BYTES);
            if (words.getInt(at) == MULTIBOOT_MAGIC && MULTIBOOT_MAGIC + flags + checksum == 0) {
                return true;
            }
        }
        return false;
    }

    private boolean isX86Elf() {
        return startsWith(0, ELF_MAGIC)
                && file.length() >= ELF_MACHINE + Short.BYTES
                && file.asLittleEndian().getShort(ELF_MACHINE) == X86_64;
    }

    private boolean startsWith(int offset, Bytes magic) {
        return file.length() >= offset + magic.length()
                && file.slice(offset, offset + magic.length()).equals(magic);
    }
}
