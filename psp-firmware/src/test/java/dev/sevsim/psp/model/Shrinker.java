package dev.sevsim.psp.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes a failing sequence short: first by leaving steps out, then by making values plain. It gives up after so many replays.
 *
 * <p>Zeller and Hildebrandt's delta debugging, for complements only.
 */
final class Shrinker {
    private static final int REPLAYS = 4000;
    private static final int GUESTS = 8;

    private final Function<List<Step>, Optional<String>> replay;
    private List<Step> best;
    private String difference;
    private int replays;

    private Shrinker(List<Step> failing, String difference, Function<List<Step>, Optional<String>> replay) {
        this.best = failing;
        this.difference = difference;
        this.replay = replay;
    }

    /** A short sequence, and what goes wrong at its end. */
    record Shrunk(List<Step> steps, String difference) {
        Shrunk {
            steps = List.copyOf(steps);
        }
    }

    static Shrunk shrink(List<Step> failing, String difference, Function<List<Step>, Optional<String>> replay) {
        Shrinker shrinker = new Shrinker(failing, difference, replay);
        boolean better = true;
        while (better && shrinker.replays < REPLAYS) {
            boolean shorter = shrinker.leaveOut();
            boolean renumbered = shrinker.renumber();
            better = shrinker.simplify() || shorter || renumbered;
        }
        return new Shrunk(shrinker.best, shrinker.difference);
    }

    private boolean leaveOut() {
        int before = best.size();
        int chunk = Math.max(1, before / 2);
        while (true) {
            boolean removed = false;
            int at = 0;
            while (at < best.size()) {
                List<Step> candidate = new ArrayList<>(best.subList(0, at));
                candidate.addAll(best.subList(Math.min(best.size(), at + chunk), best.size()));
                if (accept(candidate)) {
                    removed = true;
                } else {
                    at += chunk;
                }
            }
            if (chunk == 1 && !removed) {
                return best.size() < before;
            }
            chunk = removed && chunk == 1 ? 1 : Math.max(1, chunk / 2);
        }
    }

    /** One guest instead of another, in all steps at once: then starting the other may be left out. */
    private boolean renumber() {
        boolean better = false;
        for (int to = 1; to <= GUESTS; to++) {
            for (int from = to + 1; from <= GUESTS; from++) {
                int replaced = from;
                int by = to;
                List<Step> candidate = best.stream()
                        .map(step -> withHandle(step, replaced, by))
                        .toList();
                better |= !candidate.equals(best) && accept(candidate);
            }
        }
        return better;
    }

    private static Step withHandle(Step step, long from, long to) {
        if (!(step instanceof Step.Command command) || !Shape.of(command.id()).has("HANDLE")) {
            return step;
        }
        int index = Shape.of(command.id()).indexOf("HANDLE");
        return command.values().get(index) == from ? command.with(index, to) : command;
    }

    private boolean simplify() {
        boolean better = false;
        for (int at = 0; at < best.size(); at++) {
            if (best.get(at) instanceof Step.Command) {
                better |= simplifyCommand(at);
            }
        }
        return better;
    }

    private boolean simplifyCommand(int at) {
        boolean better = tryPlace(at);
        int fields = ((Step.Command) best.get(at)).values().size();
        for (int field = 0; field < fields; field++) {
            for (long plain : new long[] {0, 1}) {
                Step.Command command = (Step.Command) best.get(at);
                if (Long.compareUnsigned(command.values().get(field), plain) <= 0) {
                    continue;
                }
                if (accept(replaced(at, command.with(field, plain)))) {
                    better = true;
                    break;
                }
            }
        }
        return better;
    }

    private boolean tryPlace(int at) {
        Step.Command command = (Step.Command) best.get(at);
        return command.at() != Layout.BUFFER && accept(replaced(at, command.withAt(Layout.BUFFER)));
    }

    private List<Step> replaced(int at, Step step) {
        List<Step> candidate = new ArrayList<>(best);
        candidate.set(at, step);
        return candidate;
    }

    private boolean accept(List<Step> candidate) {
        if (replays >= REPLAYS || candidate.size() > best.size()) {
            return false;
        }
        replays++;
        Optional<String> found = replay.apply(candidate);
        if (found.isEmpty()) {
            return false;
        }
        best = List.copyOf(candidate);
        difference = found.get();
        return true;
    }
}
