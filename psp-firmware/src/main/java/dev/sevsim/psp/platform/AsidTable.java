package dev.sevsim.psp.platform;

import dev.sevsim.abi.SecretBytes;
import dev.sevsim.memory.FirmwarePort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Every ASID's state on every core complex, its key slot, and whether VMRUN accepts it.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 7.4.
 */
public final class AsidTable {
    private final AsidLimits limits;
    private final int coresPerComplex;
    private final FirmwarePort port;
    private final AsidState[][] states;

    /** All ASIDs free, as before the first INIT. */
    public AsidTable(AsidLimits limits, int coresPerComplex, FirmwarePort port) {
        this.limits = limits;
        this.coresPerComplex = coresPerComplex;
        this.port = port;
        int complexes = (port.cores() + coresPerComplex - 1) / coresPerComplex;
        states = new AsidState[complexes][limits.maximum() + 1];
        fill(AsidState.FREE);
    }

    public AsidLimits limits() {
        return limits;
    }

    /** Whether an encrypted guest can have this ASID at all; the value is unsigned. */
    public boolean inRange(int asid) {
        return asid >= 1 && asid <= limits.maximum();
    }

    /** Whether the ASID is in this state on any core complex. */
    public boolean isAnywhere(int asid, AsidState state) {
        for (AsidState[] complex : states) {
            if (complex[asid] == state) {
                return true;
            }
        }
        return false;
    }

    /** INIT: takes every ASID off VMRUN, and none is usable before the caches were flushed. */
    public void disableAll() {
        fill(AsidState.NEEDS_FLUSH);
        for (int asid = 1; asid <= limits.maximum(); asid++) {
            port.disable(asid);
        }
        for (int core = 0; core < port.cores(); core++) {
            port.requireWriteBack(core);
        }
    }

    /** SHUTDOWN: every ASID is released, and the keys leave their slots. */
    public void clear() {
        for (int asid = 1; asid <= limits.maximum(); asid++) {
            release(asid);
            port.remove(asid);
        }
    }

    /**
     * DF_FLUSH: frees waiting ASIDs on every core complex whose cores have all written back.
     *
     * @return the cores that have not written back yet
     */
    public List<Integer> flush() {
        List<Integer> waiting = new ArrayList<>();
        for (int complex = 0; complex < states.length; complex++) {
            boolean complete = true;
            for (int core : coresOf(complex)) {
                if (!port.hasWrittenBack(core)) {
                    waiting.add(core);
                    complete = false;
                }
            }
            if (complete) {
                AsidState[] asids = states[complex];
                for (int asid = 1; asid < asids.length; asid++) {
                    if (asids[asid] == AsidState.NEEDS_FLUSH) {
                        asids[asid] = AsidState.FREE;
                    }
                }
            }
        }
        return waiting;
    }

    /** ACTIVATE: loads the key into the slot of a free ASID, for some core complexes. */
    public void bind(int asid, SecretBytes key, Set<Integer> complexes) {
        port.install(asid, key);
        move(asid, complexes, AsidState.FREE, AsidState.RESERVED);
    }

    /** ACTIVATE_EX on a bound ASID: adds core complexes; those that it has already stay as they are. */
    public void extend(int asid, Set<Integer> complexes) {
        AsidState bound = isAnywhere(asid, AsidState.LIVE) ? AsidState.LIVE : AsidState.RESERVED;
        Set<Integer> added = new TreeSet<>(complexes);
        added.removeIf(complex -> states[complex][asid] == bound);
        move(asid, added, AsidState.FREE, bound);
    }

    /** The guest on a reserved ASID became runnable. */
    public void enable(int asid) {
        Set<Integer> reserved = allComplexes();
        reserved.removeIf(complex -> states[complex][asid] != AsidState.RESERVED);
        if (reserved.isEmpty()) {
            throw new IllegalStateException("ASID " + asid + " is reserved nowhere");
        }
        move(asid, reserved, AsidState.RESERVED, AsidState.LIVE);
        port.enable(asid);
    }

    /** Every core complex. */
    public Set<Integer> allComplexes() {
        return IntStream.range(0, states.length).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    /** The core complex of an APIC id, which is the number of a core; empty when no core has it. */
    public Optional<Integer> complexOf(int apicId) {
        return apicId >= 0 && apicId < port.cores() ? Optional.of(apicId / coresPerComplex) : Optional.empty();
    }

    /** Whether the ASID is in this state on one core complex. */
    public boolean isOn(int complex, int asid, AsidState state) {
        return states[complex][asid] == state;
    }

    private void move(int asid, Set<Integer> complexes, AsidState from, AsidState to) {
        for (int complex : complexes) {
            if (states[complex][asid] != from) {
                throw new IllegalStateException("ASID " + asid + " is " + states[complex][asid]);
            }
            states[complex][asid] = to;
        }
    }

    /**
     * DEACTIVATE: an ASID that was live needs a flush, one that was only reserved is free again.
     *
     * <p>The key stays in its slot until the next ACTIVATE overwrites it, as observed firmware does; VMRUN refuses the
     * ASID meanwhile.
     */
    public void release(int asid) {
        for (int complex = 0; complex < states.length; complex++) {
            if (states[complex][asid] == AsidState.LIVE) {
                states[complex][asid] = AsidState.NEEDS_FLUSH;
                coresOf(complex).forEach(port::requireWriteBack);
            } else if (states[complex][asid] == AsidState.RESERVED) {
                states[complex][asid] = AsidState.FREE;
            }
        }
        port.disable(asid);
    }

    private void fill(AsidState state) {
        for (AsidState[] complex : states) {
            Arrays.fill(complex, state);
        }
    }

    private List<Integer> coresOf(int complex) {
        List<Integer> cores = new ArrayList<>();
        int first = complex * coresPerComplex;
        for (int core = first; core < Math.min(first + coresPerComplex, port.cores()); core++) {
            cores.add(core);
        }
        return cores;
    }
}
