package dev.sevsim.host.kvm.sev;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The VMCB that ran last under each ASID on each core: decides whether an entry flushes the guest's translations.
 *
 * <p>Source: docs/reference/kvm-host.md section 3.4.
 */
public final class LastVmcbs {
    private final List<Map<Integer, Object>> cores = new ArrayList<>();
    private final Map<Object, Integer> lastCores = new HashMap<>();

    /** Nothing has run on any of the cores. */
    public LastVmcbs(int coreCount) {
        for (int core = 0; core < coreCount; core++) {
            cores.add(new HashMap<>());
        }
    }

    /**
     * Records an entry; returns whether it has to flush: another VMCB has run on this core, or this VMCB on another
     * core.
     */
    public synchronized boolean enter(int core, int asid, Object vmcb) {
        Object before = cores.get(core).put(asid, vmcb);
        Integer lastCore = lastCores.put(vmcb, core);
        return !vmcb.equals(before) || lastCore == null || lastCore != core;
    }

    /** Removes the VMCB of a vCPU that was closed. */
    public synchronized void forgetVmcb(Object vmcb) {
        lastCores.remove(vmcb);
    }

    /** Removes an ASID that was released. */
    synchronized void forgetAsid(int asid) {
        cores.forEach(core -> core.remove(asid));
    }
}
