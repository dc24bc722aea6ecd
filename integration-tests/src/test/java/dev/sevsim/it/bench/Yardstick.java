package dev.sevsim.it.bench;

import dev.sevsim.abi.Page;

/**
 * Work that the JDK or the operating system does, in the same run.
 *
 * @param text what it is, for people
 * @param benchmark its benchmark
 * @param bytes bytes that are worked on; 0 where not their number takes the time
 */
record Yardstick(String text, String benchmark, int bytes) {
    static final Yardstick SHA_256 = ofJdk("JDK SHA-256 of 4 MiB", "sha256OfImage", Sizes.IMAGE);
    static final Yardstick AES = ofJdk("JDK AES/ECB of 4 KiB", "aesOfPage", Page.SIZE);
    static final Yardstick CTR_AND_HMAC =
            ofJdk("JDK AES/CTR and HMAC-SHA256 of 16 KiB", "ctrAndHmacOfPacket", Sizes.PACKET);
    static final Yardstick SOCKETS = new Yardstick(
            "exchange of two processes over a pair of sockets", IoctlBenchmark.class.getName() + ".exchange", 0);

    static final Yardstick QEMU =
            new Yardstick("start of QEMU without a guest to launch", QemuLaunchBenchmark.class.getName() + ".start", 0);

    private static Yardstick ofJdk(String text, String method, int bytes) {
        return new Yardstick(text, JdkBenchmark.class.getName() + "." + method, bytes);
    }

    /** How fast it is when it takes so many microseconds. */
    String speed(double micros) {
        return bytes == 0 ? Text.time(micros) : Text.rate(bytes, micros);
    }
}
