package dev.sevsim.machine;

import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.owner.GuestOwner;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** An owner whose transport keys are reported before its first answer under them goes out. */
final class KeyReport implements RequestHandler {
    private final GuestOwner owner;
    private final BiConsumer<String, SecretBytes> receiver;
    private @Nullable TransportKeys reported;

    KeyReport(GuestOwner owner, BiConsumer<String, SecretBytes> receiver) {
        this.owner = owner;
        this.receiver = receiver;
    }

    @Override
    public Optional<Frame> handle(Frame request) {
        Optional<Frame> answer = owner.handle(request);
        owner.session().map(session -> session.keys()).ifPresent(this::report);
        return answer;
    }

    private void report(TransportKeys keys) {
        if (!keys.equals(reported)) {
            reported = keys;
            receiver.accept("TIK", keys.tik());
            receiver.accept("TEK", keys.tek());
        }
    }
}
