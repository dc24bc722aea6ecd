package dev.sevsim.bus.tap;

import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.Tap;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.PortAccess;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.leak.SecretFinder;
import dev.sevsim.bus.leak.SecretFinder.Found;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reports a secret on a link, in any form that {@link SecretFinder} finds, and also where a guest writes it to a port byte by
 * byte. Names the secret, never shows it; the frame passes.
 */
public final class SecretCanary implements Tap {
    private final SecretFinder finder;
    private final Map<Port, SecretFinder.Stream> ports = new HashMap<>();
    private final List<Leak> leaks = new ArrayList<>();

    /** What one vCPU writes to one port is a stream of bytes. */
    private record Port(int vcpu, int number) {}

    /** Watches for secrets by name; a secret without bytes is everywhere and so is refused. */
    public SecretCanary(Map<String, SecretBytes> secrets) {
        this(new SecretFinder(secrets));
    }

    /** Watches for the secrets of a finder. */
    public SecretCanary(SecretFinder finder) {
        this.finder = finder;
    }

    @Override
    public synchronized Verdict inspect(TappedFrame frame) {
        List<Found> inside = finder.search(frame.payload().toArray());
        inside.forEach(found -> report(frame, found));
        if (frame.envelope().isPresent() && frame.envelope().get().frame() instanceof VcpuExit exit && isOut(exit)) {
            PortAccess access = PortAccess.of(exit);
            Port port = new Port(exit.vcpu(), access.port());
            List<Found> written = ports.computeIfAbsent(port, unused -> finder.stream())
                    .next(access.written(exit).toArray());
            written.stream()
                    .filter(found ->
                            inside.stream().noneMatch(one -> one.secret().equals(found.secret())))
                    .forEach(found -> report(frame, found));
        }
        return Verdict.pass();
    }

    /** What was seen so far, in order. */
    public synchronized List<Leak> leaks() {
        return List.copyOf(leaks);
    }

    private void report(TappedFrame frame, Found found) {
        String kind = frame.envelope().map(e -> e.frame().type().kind()).orElse("malformed");
        leaks.add(new Leak(found.secret(), found.describe(), frame.from(), frame.to(), kind, found.offset()));
    }

    private static boolean isOut(VcpuExit exit) {
        return exit.reason() == ExitReason.IOIO && !PortAccess.of(exit).in();
    }

    /**
     * A secret in a frame.
     *
     * @param secret its name
     * @param description its name, with the part and the form in which it was found
     * @param from who sent the frame
     * @param to who it was for
     * @param kind what the frame was
     * @param offset where the secret begins: in the payload, or among the bytes that were written to a port so far
     */
    public record Leak(String secret, String description, Party from, Party to, String kind, long offset) {}
}
