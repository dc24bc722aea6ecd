package dev.sevsim.cli.demo;

import java.util.List;

/**
 * Result of the demonstration {@code encrypted-files}.
 *
 * @param seed repeats it
 * @param result sums that the application printed
 * @param searches the places that were searched
 * @param keyInGuestMemory whether the guest's view of memory had the key while the application used it
 * @param keyAfterUnlink whether it still had the key after the unlink
 * @param readableAfterUnlink whether the guest could still read or use the secret after the unlink
 */
public record DemoReport(
        long seed,
        List<String> result,
        List<Search> searches,
        boolean keyInGuestMemory,
        boolean keyAfterUnlink,
        boolean readableAfterUnlink) {
    /**
     * A place that was searched for the key and the plain records.
     *
     * @param place its name
     * @param size bytes, or frames on the bus
     * @param controlFound whether the control was found, which has to be there
     * @param leaks secrets that were found, with their positions
     */
    public record Search(String place, long size, boolean controlFound, List<String> leaks) {
        public Search {
            leaks = List.copyOf(leaks);
        }

        private boolean isClean() {
            return controlFound && leaks.isEmpty();
        }
    }

    public DemoReport {
        result = List.copyOf(result);
        searches = List.copyOf(searches);
    }

    /** Whether nothing leaked, every search found its control, and the secret is gone after the unlink. */
    public boolean holds() {
        return searches.stream().allMatch(Search::isClean)
                && keyInGuestMemory
                && !keyAfterUnlink
                && !readableAfterUnlink;
    }
}
