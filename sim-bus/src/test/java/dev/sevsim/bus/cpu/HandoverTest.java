package dev.sevsim.bus.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HandoverTest {
    private static final int ROUNDS = 2_000;

    @Test
    void givesBackWhatWasGivenBefore() {
        Handover<String> slot = new Handover<>();

        slot.give("a");

        assertThat(slot.take()).isEqualTo("a");
    }

    @Test
    void passesEveryValueBetweenTwoThreads() throws InterruptedException {
        Handover<Integer> there = new Handover<>();
        Handover<Integer> back = new Handover<>();
        Thread echo = new Thread(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                back.give(there.take() + 1);
            }
        });
        echo.start();
        List<Integer> wrong = new ArrayList<>();

        for (int i = 0; i < ROUNDS; i++) {
            there.give(i);
            if (back.take() != i + 1) {
                wrong.add(i);
            }
        }
        echo.join();

        assertThat(wrong).isEmpty();
    }

    @Test
    void keepsAnInterruptForLater() throws InterruptedException {
        Handover<String> slot = new Handover<>();
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread taker = new Thread(() -> {
            assertThat(slot.take()).isEqualTo("late");
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        taker.start();
        while (taker.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        taker.interrupt();

        slot.give("late");
        taker.join();

        assertThat(interrupted).isTrue();
    }
}
