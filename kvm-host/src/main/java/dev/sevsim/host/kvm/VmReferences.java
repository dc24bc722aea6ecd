package dev.sevsim.host.kvm;

import dev.sevsim.host.kvm.sev.SevVm;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what keeps a VM: its descriptor, those of its vCPUs, and VMs that mirror it.
 *
 * <p>Source: docs/reference/kvm-host.md sections 2.9 and 2.10.
 */
final class VmReferences implements SevVm.References {
    private final AtomicInteger count = new AtomicInteger(1);
    private final Runnable destroy;

    /** One reference; {@code destroy} runs when the last one is dropped. */
    VmReferences(Runnable destroy) {
        this.destroy = destroy;
    }

    @Override
    public void hold() {
        count.incrementAndGet();
    }

    @Override
    public void put() {
        if (count.decrementAndGet() == 0) {
            destroy.run();
        }
    }
}
