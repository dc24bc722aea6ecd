package dev.sevsim.host.kvm;

import dev.sevsim.bus.frame.VcpuExit;

/** Handles one kind of exit. */
@FunctionalInterface
interface ExitHandler {
    ExitOutcome handle(VcpuExit exit);
}
