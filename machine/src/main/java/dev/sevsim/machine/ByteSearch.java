package dev.sevsim.machine;

import java.util.Arrays;

/** Finds bytes in bytes. */
public final class ByteSearch {
    private ByteSearch() {}

    /** Where {@code wanted} begins in the first {@code length} bytes, or -1. */
    public static int indexOf(byte[] content, int length, byte[] wanted) {
        byte first = wanted[0];
        for (int at = 0; at + wanted.length <= length; at++) {
            if (content[at] == first && Arrays.equals(content, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
