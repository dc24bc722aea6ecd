package dev.sevsim.it.bench;

import dev.sevsim.abi.Page;

/**
 * Work that the JDK does, in the same run.
 *
 * @param text what it is, for people
 * @param method name of its benchmark
 * @param bytes bytes that the JDK works on
 */
record Yardstick(String text, String method, int bytes) {
    static final Yardstick SHA_256 = new Yardstick("JDK SHA-256 of 4 MiB", "sha256OfImage", Sizes.IMAGE);
    static final Yardstick AES = new Yardstick("JDK AES/ECB of 4 KiB", "aesOfPage", Page.SIZE);
    static final Yardstick CTR_AND_HMAC =
            new Yardstick("JDK AES/CTR and HMAC-SHA256 of 16 KiB", "ctrAndHmacOfPacket", Sizes.PACKET);

    String benchmark() {
        return JdkBenchmark.class.getName() + "." + method;
    }
}
