package dev.sevsim.host;

import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.time.SimClock;
import java.time.Duration;
import java.util.Optional;

/** An endpoint whose calls go straight to a handler; no answer costs the whole deadline. */
public record DirectEndpoint(Party self, Party peer, SimClock clock, RequestHandler handler) implements Endpoint {
    @Override
    public Optional<Frame> call(Frame request, Duration deadline) {
        Optional<Frame> answer = handler.handle(request);
        if (answer.isEmpty()) {
            clock.advance(deadline);
        }
        return answer;
    }

    @Override
    public void send(Frame notice) {
        var unused = handler.handle(notice);
    }

    @Override
    public void onRequest(RequestHandler ownHandler) {
        throw new UnsupportedOperationException("nothing arrives here");
    }
}
