package dev.sevsim.machine;

import dev.sevsim.bus.Tap;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.frame.VcpuEntry;
import java.util.OptionalInt;

/** Sees under which ASID a guest's vCPUs are entered. */
final class AsidTap implements Tap {
    private OptionalInt asid = OptionalInt.empty();

    @Override
    public Verdict inspect(TappedFrame frame) {
        frame.envelope().ifPresent(envelope -> {
            if (envelope.frame() instanceof VcpuEntry entry) {
                asid = OptionalInt.of(entry.asid());
            }
        });
        return Verdict.pass();
    }

    /** The last one; empty before the guest ran. */
    OptionalInt asid() {
        return asid;
    }
}
