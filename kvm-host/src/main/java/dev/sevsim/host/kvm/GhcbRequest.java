package dev.sevsim.host.kvm;

import dev.sevsim.abi.ghcb.Ghcb;

/** KVM's answer to one kind of request in a GHCB. */
interface GhcbRequest {
    /** Whether the guest shows every register that the request needs. */
    boolean hasInputs(Ghcb page);

    /** Answers; both words of the outcome are 0 already. */
    ExitOutcome serve(int vcpu, GhcbPage page);
}
