package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** A search in steps: each is made only when none before it found anything. */
final class Search {
    private final Consumer<String> progress;
    private final List<String> tried = new ArrayList<>();
    private final LongAdder count = new LongAdder();
    private List<LaunchDifference> found = List.of();

    /** Counts what is compared. */
    @FunctionalInterface
    interface Counted {
        Predicate<Bytes> of(Predicate<Bytes> fits);
    }

    Search(Consumer<String> progress) {
        this.progress = progress;
    }

    /**
     * One step.
     *
     * @param what it tries, for people
     * @param step the search, which counts its comparisons
     */
    Search step(String what, Function<Counted, Optional<List<LaunchDifference>>> step) {
        if (found.isEmpty()) {
            progress.accept(what);
            long before = count.sum();
            found = step.apply(this::counting).orElse(List.of());
            if (count.sum() > before) {
                tried.add(what + " (" + (count.sum() - before) + ")");
            }
        }
        return this;
    }

    private Predicate<Bytes> counting(Predicate<Bytes> fits) {
        return digest -> {
            count.increment();
            return fits.test(digest);
        };
    }

    /** The answer; the next steps are given where nothing was found. */
    Explained answer(List<String> nextSteps) {
        return new Explained(false, found, 1 + count.sum(), tried, found.isEmpty() ? nextSteps : List.of());
    }

    /** The answer when the launch is the expected one. */
    Explained matches() {
        return new Explained(true, List.of(), 1, List.of(), List.of());
    }
}
