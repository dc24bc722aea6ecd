package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.owner.GuestOwner;
import java.util.Optional;

/** What one launch has found so far, for its report. */
final class LaunchFacts {
    private Optional<GuestOwner> owner = Optional.empty();
    private Optional<Bytes> measurement = Optional.empty();
    private boolean attested;
    private boolean injected;

    /** The owner inside the machine is connected. */
    void ownedBy(GuestOwner connected) {
        owner = Optional.of(connected);
    }

    /** The measurement was fetched: 48 bytes, MAC and nonce. */
    void measured(Bytes fetched) {
        measurement = Optional.of(fetched);
    }

    /** The owner accepted the measurement. */
    void attested() {
        attested = true;
    }

    /** LAUNCH_SECRET succeeded. */
    void injected() {
        injected = true;
    }

    /** The owner inside the machine; empty for another one, and before it is connected. */
    Optional<GuestOwner> owner() {
        return owner;
    }

    /** The measurement; empty before it was fetched. */
    Optional<Bytes> measurement() {
        return measurement;
    }

    /** Whether the owner accepted the measurement; without the keys of a given session no owner is asked. */
    boolean isAttested() {
        return attested;
    }

    /** Whether secrets are in the guest's memory. */
    boolean hasSecrets() {
        return injected;
    }
}
