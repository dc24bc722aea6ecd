package dev.sevsim.it.bench;

import dev.sevsim.abi.Page;

/** Work that the JDK does, in the same run. */
enum Yardstick {
    SHA_256("JDK SHA-256 of 4 MiB", "sha256OfImage", Sizes.IMAGE),
    AES("JDK AES/ECB of 4 KiB", "aesOfPage", Page.SIZE),
    CTR_AND_HMAC("JDK AES/CTR and HMAC-SHA256 of 16 KiB", "ctrAndHmacOfPacket", Sizes.PACKET);

    private final String text;
    private final String method;
    private final int bytes;

    Yardstick(String text, String method, int bytes) {
        this.text = text;
        this.method = method;
        this.bytes = bytes;
    }

    String text() {
        return text;
    }

    String benchmark() {
        return JdkBenchmark.class.getName() + "." + method;
    }

    /** Bytes that the JDK works on. */
    int bytes() {
        return bytes;
    }
}
