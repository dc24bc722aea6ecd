package dev.sevsim.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.time.SimClock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThreadedBusTest extends BusContract {
    @Override
    SimBus open(SimClock onClock) {
        return SimBus.threaded(onClock, 2);
    }

    @Test
    void answersManyCallersAtOnce() {
        Link link = bus.connect(Party.HOST, Party.PSP, List.of());
        link.end(Party.PSP).onRequest(BusContract::echo);

        List<CompletableFuture<Boolean>> callers = IntStream.range(0, 8)
                .mapToObj(caller -> CompletableFuture.supplyAsync(() -> IntStream.range(0, 200)
                        .map(i -> caller * 1000 + i)
                        .allMatch(number -> link.end(Party.HOST)
                                .call(new MailboxCommand(number, 0), DEADLINE)
                                .filter(new MailboxResponse(number)::equals)
                                .isPresent())))
                .toList();

        assertThat(callers).allSatisfy(caller -> assertThat(caller.join()).isTrue());
        assertThat(clock.elapsedNanos()).isZero();
    }
}
