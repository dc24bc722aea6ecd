package dev.sevsim.host.kvm;

import dev.sevsim.abi.ghcb.Ghcb;

/** Handles one kind of GHCB request. */
interface GhcbRequest {
    /** Whether every register that the request requires is valid. */
    boolean hasInputs(Ghcb page);

    /** Answers; both result words are 0 already. */
    ExitOutcome serve(int vcpu, GhcbPage page);
}
