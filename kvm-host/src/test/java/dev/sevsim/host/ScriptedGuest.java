package dev.sevsim.host;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.Intercept;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.frame.VcpuReset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A vCPU with scripted exits that keeps its entries; after the last exit it reports ENDED. */
public final class ScriptedGuest implements RequestHandler {
    private final Deque<VcpuExit> exits = new ArrayDeque<>();
    private final List<VcpuEntry> entries = new ArrayList<>();
    private int resets;

    public ScriptedGuest() {}

    /** How often the vCPU was reset. */
    public int resets() {
        return resets;
    }

    public List<VcpuEntry> entries() {
        return entries;
    }

    public VcpuEntry lastEntry() {
        return entries.get(entries.size() - 1);
    }

    public ScriptedGuest exit(ExitReason reason, long info1, long info2) {
        return exit(reason, info1, info2, 0, 0, 0, 0, Bytes.EMPTY);
    }

    public ScriptedGuest exit(
            ExitReason reason, long info1, long info2, long rax, long rbx, long rcx, long rdx, Bytes data) {
        exits.add(new VcpuExit(0, new Intercept(reason, info1, info2), new GuestRegisters(rax, rbx, rcx, rdx), data));
        return this;
    }

    public ScriptedGuest out(int port, int width, int value) {
        return exit(ExitReason.IOIO, (long) port << 16 | width << 4, 1, value, 0, 0, 0, Bytes.EMPTY);
    }

    public ScriptedGuest outBytes(int port, Bytes values) {
        return exit(ExitReason.IOIO, (long) port << 16 | 1 << 4, values.length(), 0, 0, 0, 0, values);
    }

    public ScriptedGuest in(int port, int width, int count) {
        return exit(ExitReason.IOIO, (long) port << 16 | width << 4 | 1, count);
    }

    @Override
    public Optional<Frame> handle(Frame frame) {
        if (frame instanceof VcpuReset) {
            resets++;
            return Optional.empty();
        }
        entries.add((VcpuEntry) frame);
        VcpuExit next = exits.poll();
        return Optional.of(next != null ? next : VcpuExit.of(0, ExitReason.ENDED));
    }
}
