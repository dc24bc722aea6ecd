package dev.sevsim.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.bus.frame.Notice;
import dev.sevsim.bus.time.SimClock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DeterministicBusTest extends BusContract {
    @Override
    SimBus open(SimClock onClock) {
        return SimBus.deterministic(onClock);
    }

    @Test
    void letsWhatAHandlerThrewThroughUnwrapped() {
        ArithmeticException bug = new ArithmeticException("our bug");
        Link link = bus.connect(Party.HOST, Party.PSP, List.of());
        link.end(Party.PSP).onRequest(request -> {
            throw bug;
        });

        assertThatThrownBy(() -> ask(link, 1)).isSameAs(bug);
    }

    @Test
    void runsPartyCodeOnTheThreadOfTheCaller() {
        Link link = bus.connect(Party.HOST, Party.PSP, List.of());
        Thread[] ranOn = new Thread[1];
        link.end(Party.PSP).onRequest(request -> {
            ranOn[0] = Thread.currentThread();
            return echo(request);
        });

        assertThat(ask(link, 1)).isPresent();
        assertThat(ranOn[0]).isSameAs(Thread.currentThread());
    }

    @Test
    void refusesAnotherThread() {
        Link link = hostToPsp();

        assertThatThrownBy(() -> CompletableFuture.runAsync(
                                () -> link.end(Party.HOST).send(new Notice("A", "")))
                        .join())
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected the thread that made it");
    }

    @Test
    void dispatchesRequestsOfAllLinksInTheOrderOfArrival() {
        Link psp = hostToPsp();
        Link owner = bus.connect(Party.HOST, Party.OWNER, List.of());
        owner.end(Party.OWNER).onRequest(request -> {
            seen.add("owner");
            return java.util.Optional.empty();
        });

        owner.end(Party.HOST).send(new Notice("A", ""));
        psp.end(Party.HOST).send(new Notice("B", ""));
        owner.end(Party.HOST).send(new Notice("C", ""));
        bus.drain();

        assertThat(seen).containsExactly("owner", "Notice[kind=B, text=]", "owner");
    }
}
