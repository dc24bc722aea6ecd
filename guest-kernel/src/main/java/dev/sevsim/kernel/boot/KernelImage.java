package dev.sevsim.kernel.boot;

import dev.sevsim.abi.Bytes;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.kernel.memory.PhysicalMemory;

/**
 * A loaded bzImage.
 *
 * <p>Source: Linux {@code Documentation/x86/boot.rst}.
 *
 * @param memory where it is loaded
 * @param base its first byte
 */
record KernelImage(PhysicalMemory memory, long base) {
    /** Where the setup header starts, in the image and in boot_params. */
    static final int SETUP_HEADER = 0x1F1;

    private static final Bytes MAGIC = Bytes.ofAscii("HdrS");
    private static final int MAGIC_OFFSET = 0x202;
    private static final int JUMP_LENGTH = 0x201;
    private static final int KERNEL_VERSION = 0x20E;
    private static final int INIT_SIZE = 0x260;
    private static final int VERSION_BIAS = 0x200;
    private static final int MAXIMUM_VERSION = 512;

    /** Whether it is a Linux image at all. */
    boolean isLinux() {
        return memory.read(base + MAGIC_OFFSET, MAGIC.length()).equals(MAGIC);
    }

    /** The setup header; its length is in its jump instruction. */
    Bytes setupHeader() {
        int end = MAGIC_OFFSET + memory.read(base + JUMP_LENGTH, 1).u8(0);
        return memory.read(base + SETUP_HEADER, end - SETUP_HEADER);
    }

    /** Bytes that the kernel occupies from its base on. */
    long initSize() {
        return Integer.toUnsignedLong(
                memory.read(base + INIT_SIZE, Integer.BYTES).asLittleEndian().getInt());
    }

    /** The version text that the header points to; empty when it points nowhere. */
    String version() {
        int pointer =
                memory.read(base + KERNEL_VERSION, Short.BYTES).asLittleEndian().getShort() & 0xFFFF;
        if (pointer == 0) {
            return "";
        }
        Bytes raw = memory.read(base + pointer + VERSION_BIAS, MAXIMUM_VERSION);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < raw.length() && raw.u8(i) != 0; i++) {
            text.append((char) raw.u8(i));
        }
        return text.toString();
    }

    /** What {@code uname -r} answers: the first word of the version. */
    String release() {
        String version = version();
        return version.contains(" ") ? version.substring(0, version.indexOf(' ')) : version;
    }

    /** The era that the release names. */
    Era era() {
        return Era.ofRelease(release());
    }
}
