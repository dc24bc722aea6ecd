package dev.sevsim.owner;

import dev.sevsim.bus.time.SimRandom;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A stream that is the same for the same name: SHA-256 over name and block number. */
final class TestRandom implements SimRandom {
    private final String name;
    private int block;

    TestRandom(String name) {
        this.name = name;
    }

    @Override
    public void nextBytes(byte[] target) {
        for (int at = 0; at < target.length; at += 32) {
            byte[] drawn = sha256(name + "#" + block++);
            System.arraycopy(drawn, 0, target, at, Math.min(32, target.length - at));
        }
    }

    @Override
    public SimRandom split(String child) {
        return new TestRandom(name + "/" + child);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
