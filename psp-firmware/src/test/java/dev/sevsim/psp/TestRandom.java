package dev.sevsim.psp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.time.SimRandom;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;

/** A small deterministic stream: SHA-256 of name and counter. The output of a stream can be set. */
public final class TestRandom implements SimRandom {
    private final String name;
    private final Map<String, Bytes> scripts;
    private Bytes script = Bytes.EMPTY;
    private long counter;

    public TestRandom(String name) {
        this(name, new HashMap<>());
    }

    private TestRandom(String name, Map<String, Bytes> scripts) {
        this.name = name;
        this.scripts = scripts;
    }

    /** Every later stream that is split off as {@code stream} starts with these bytes. */
    public TestRandom scripted(String stream, Bytes bytes) {
        scripts.put(stream, bytes);
        return this;
    }

    @Override
    public void nextBytes(byte[] target) {
        int at = Math.min(script.length(), target.length);
        script.slice(0, at).copyTo(target, 0);
        script = script.from(at);
        while (at < target.length) {
            byte[] block = next();
            int n = Math.min(block.length, target.length - at);
            System.arraycopy(block, 0, target, at, n);
            at += n;
        }
    }

    @Override
    public SimRandom split(String stream) {
        TestRandom split = new TestRandom(name + "/" + stream, scripts);
        split.script = scripts.getOrDefault(stream, Bytes.EMPTY);
        return split;
    }

    private byte[] next() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            counter++;
            return digest.digest(
                    ByteBuffer.allocate(Long.BYTES).putLong(0, counter).array());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
