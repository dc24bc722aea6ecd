package dev.sevsim.kernel.boot;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.image.LinuxSetupHeader;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.kernel.memory.PhysicalMemory;
import java.nio.ByteBuffer;

/**
 * A loaded bzImage.
 *
 * <p>Source: Linux {@code Documentation/x86/boot.rst}.
 *
 * @param memory where it is loaded
 * @param base its first byte
 */
record KernelImage(PhysicalMemory memory, long base) {
    private static final int VERSION_BIAS = 0x200;
    private static final int MAXIMUM_VERSION = 512;

    /** Whether it is a Linux image at all. */
    boolean isLinux() {
        return LinuxSetupHeader.isIn(start());
    }

    /** The setup header; its length is in its jump instruction. */
    Bytes setupHeader() {
        int distance = LinuxSetupHeader.JUMP.getU16(start()) >>> Byte.SIZE;
        int length = LinuxSetupHeader.HEADER.offset() + distance - LinuxSetupHeader.START;
        return memory.read(base + LinuxSetupHeader.START, length);
    }

    /** Bytes that the kernel occupies from its base on. */
    long initSize() {
        return Integer.toUnsignedLong(LinuxSetupHeader.INIT_SIZE.getU32(start()));
    }

    /** The start of the image up to the last field that is read. */
    private ByteBuffer start() {
        int end = LinuxSetupHeader.INIT_SIZE.offset() + LinuxSetupHeader.INIT_SIZE.width();
        return memory.read(base, end).asLittleEndian();
    }

    /** The version text that the header points to; empty when it points nowhere. */
    String version() {
        int pointer = LinuxSetupHeader.KERNEL_VERSION.getU16(start());
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
