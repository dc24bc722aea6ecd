package dev.sevsim.psp.model;

import java.util.Arrays;

/**
 * WBINVD flags of cores and the life of ASIDs on core complexes: the tables of docs/reference/sev-firmware-api.md
 * section 7.4.
 */
final class Asids {
    static final int CORES = 8;
    static final int CORES_PER_COMPLEX = 4;
    static final int COMPLEXES = CORES / CORES_PER_COMPLEX;
    static final int MAXIMUM = 509;
    static final int FIRST_WITHOUT_ES = 100;

    enum Life {
        NEEDS_FLUSH,
        FREE,
        RESERVED,
        LIVE
    }

    private final boolean[] written = new boolean[CORES];
    private final Life[][] life = new Life[COMPLEXES][MAXIMUM + 1];

    Asids() {
        Arrays.fill(written, true);
        forget();
    }

    private void forget() {
        for (Life[] complex : life) {
            Arrays.fill(complex, Life.NEEDS_FLUSH);
        }
    }

    /** INIT: all flags cleared, every ASID needs a flush. */
    void initialise() {
        Arrays.fill(written, false);
        forget();
    }

    void writeBack(int core) {
        if (core < 0) {
            Arrays.fill(written, true);
        } else {
            written[core] = true;
        }
    }

    boolean allWritten() {
        for (boolean done : written) {
            if (!done) {
                return false;
            }
        }
        return true;
    }

    boolean flushIsPending() {
        return Arrays.stream(life)
                .anyMatch(complex ->
                        Arrays.asList(complex).subList(1, MAXIMUM + 1).contains(Life.NEEDS_FLUSH));
    }

    /** DF_FLUSH: complexes whose cores are done have free ASIDs again. */
    void flush() {
        for (int complex = 0; complex < COMPLEXES; complex++) {
            boolean done = true;
            for (int core = 0; core < CORES_PER_COMPLEX; core++) {
                done &= written[complex * CORES_PER_COMPLEX + core];
            }
            for (int asid = 1; done && asid <= MAXIMUM; asid++) {
                if (life[complex][asid] == Life.NEEDS_FLUSH) {
                    life[complex][asid] = Life.FREE;
                }
            }
        }
    }

    boolean isAnywhere(int asid, Life wanted) {
        return Arrays.stream(life).anyMatch(complex -> complex[asid] == wanted);
    }

    boolean isFree(int asid, int complex) {
        return life[complex][asid] == Life.FREE;
    }

    void bind(int asid, int complex, boolean live) {
        life[complex][asid] = live ? Life.LIVE : Life.RESERVED;
    }

    /** *_FINISH: what was reserved is live. */
    void enable(int asid) {
        for (Life[] complex : life) {
            if (complex[asid] == Life.RESERVED) {
                complex[asid] = Life.LIVE;
            }
        }
    }

    /** DEACTIVATE: only an ASID that could run needs a flush, and a WBINVD on the cores that it was on. */
    void unbind(int asid) {
        for (int complex = 0; complex < COMPLEXES; complex++) {
            if (life[complex][asid] == Life.RESERVED) {
                life[complex][asid] = Life.FREE;
            } else if (life[complex][asid] == Life.LIVE) {
                life[complex][asid] = Life.NEEDS_FLUSH;
                Arrays.fill(written, complex * CORES_PER_COMPLEX, (complex + 1) * CORES_PER_COMPLEX, false);
            }
        }
    }
}
