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

    private final Map<Bytes, GuestFunction> functions = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong(1);

    /** No routine yet. */
    public GuestFunctions() {}

    /** Adds a routine; returns its marker. */
    Bytes add(GuestFunction function) {
        ByteBuffer marker = ByteBuffer.allocate(MARKER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        marker.put("SIMCODE\0".getBytes(StandardCharsets.US_ASCII)).putLong(next.getAndIncrement());
        byte[] content = new byte[MARKER_SIZE];
        marker.get(0, content);
        Bytes key = Bytes.copyOf(content);
        functions.put(key, function);
        return key;
    }

    Optional<GuestFunction> find(Bytes marker) {
        return Optional.ofNullable(functions.get(marker));
    }
}
