package dev.sevsim.psp.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Looks for a sequence on which machine and model part, and shortens it. */
final class Search {
    private static final int STEPS_BETWEEN_LOOKS = 16;

    private Search() {}

    /** What was found, in readable form; empty when machine and model agree throughout. */
    static Optional<Finding> run(long seed, int length, Supplier<Machine> machines) {
        List<Step> steps = new ArrayList<>();
        Optional<String> difference = Optional.empty();
        try (Trial trial = new Trial(machines.get())) {
            Generator generator = new Generator(trial.world, new SplittableRandom(seed));
            while (steps.size() < length && difference.isEmpty()) {
                Step step = generator.next();
                steps.add(step);
                difference = trial.run(step);
                if (difference.isEmpty() && steps.size() % STEPS_BETWEEN_LOOKS == 0) {
                    difference = trial.look();
                }
            }
        }
        return difference.map(text -> {
            Shrinker.Shrunk shrunk = Shrinker.shrink(steps, text, candidate -> Trial.replay(candidate, machines));
            return new Finding(seed, steps.size(), shrunk.steps(), shrunk.difference());
        });
    }

    /** A sequence on which they part, shortened. */
    record Finding(long seed, int originalLength, List<Step> steps, String difference) {
        Finding {
            steps = List.copyOf(steps);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("seed " + seed + ", step " + originalLength + ", shortened to:\n");
            for (int i = 0; i < steps.size(); i++) {
                text.append(String.format("  %2d. %s%n", i + 1, steps.get(i)));
            }
            return text.append(difference).toString();
        }
    }
}
