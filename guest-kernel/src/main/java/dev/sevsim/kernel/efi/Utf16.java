package dev.sevsim.kernel.efi;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;

/** EFI texts: UTF-16, little-endian. */
public final class Utf16 {
    private Utf16() {}

    /** The characters up to the first NUL or the end. */
    public static String untilNul(Bytes raw) {
        ByteBuffer units = raw.asLittleEndian();
        StringBuilder text = new StringBuilder();
        while (units.remaining() >= Character.BYTES) {
            char unit = units.getChar();
            if (unit == 0) {
                break;
            }
            text.append(unit);
        }
        return text.toString();
    }
}
