package dev.sevsim.bus.cpu;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The modelled routines that guest code has installed in memory, by their marker bytes; shared by the vCPUs of a VM.
 *
 * <p>A marker is our own: {@code SIMCODE} and a zero byte in ASCII, then a number, 64 bits least significant byte
 * first.
 */
public final class GuestFunctions {
    /** Bytes of a marker. */
    public static final int MARKER_SIZE = 16;

    private final Map<Bytes, Routine> functions = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong(1);

    /**
     * A routine.
     *
     * @param function what it does
     * @param program the program that it is part of
     */
    record Routine(GuestFunction function, LoadedCode program) {}

    /** No routine yet. */
    public GuestFunctions() {}

    /** Adds a routine; returns its marker. */
    Bytes add(Routine routine) {
        ByteBuffer marker = ByteBuffer.allocate(MARKER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        marker.put("SIMCODE\0".getBytes(StandardCharsets.US_ASCII)).putLong(next.getAndIncrement());
        byte[] content = new byte[MARKER_SIZE];
        marker.get(0, content);
        Bytes key = Bytes.copyOf(content);
        functions.put(key, routine);
        return key;
    }

    Optional<Routine> find(Bytes marker) {
        return Optional.ofNullable(functions.get(marker));
    }
}
