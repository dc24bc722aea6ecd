package dev.sevsim.scenario.expect;

import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Observed;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What is left of a guest after its VM has ended. Every scenario expects that nothing is left unless it names what is.
 *
 * @param left what stays; all else must be gone
 */
public record LeavesBehind(Set<Resource> left) implements Expectation.OfEnd {
    /** What a guest takes. */
    public enum Resource {
        /** A context in the firmware. */
        HANDLES,
        /** An ASID of the host's pool. */
        ASIDS,
        /** Pages that are pinned for the guest. */
        PINNED_PAGES;

        /** The name in files. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** A number of them. */
        private String counted(long number) {
            String many = text();
            return number + " " + (number == 1 ? many.substring(0, many.length() - 1) : many);
        }
    }

    /** Keeps the resources unchangeable. */
    public LeavesBehind {
        left = Set.copyOf(left);
    }

    /** Nothing is left. */
    public static LeavesBehind of(Collection<Resource> left) {
        return new LeavesBehind(Set.copyOf(left));
    }

    @Override
    public List<Mismatch> check(Observed run) {
        return List.of(
                        new Count(
                                Resource.HANDLES,
                                run.machine().processor().view().guests().size()),
                        new Count(Resource.ASIDS, run.machine().host().asidsInUse()),
                        new Count(Resource.PINNED_PAGES, run.machine().host().pinnedPages()))
                .stream()
                .filter(count -> left.contains(count.of()) == (count.number() == 0))
                .map(count -> Mismatch.of(
                        "leaves-behind",
                        (left.contains(count.of()) ? "some " : "no ")
                                + count.of().text(),
                        count.of().counted(count.number())))
                .toList();
    }

    private record Count(Resource of, long number) {}
}
