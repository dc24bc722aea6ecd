package dev.sevsim.ovmf.grub;

/** Input of vectors: 0, 1, 2 and so on, modulo 256. */
final class CountingBytes {
    private CountingBytes() {}

    static byte[] of(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
