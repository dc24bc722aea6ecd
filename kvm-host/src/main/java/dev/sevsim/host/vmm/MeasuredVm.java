package dev.sevsim.host.vmm;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import java.util.Optional;

/** A VM whose measurement is fetched: secrets can be injected, and the launch can be finished. */
public final class MeasuredVm extends GuestVm {
    private final LaunchMeasurement measurement;

    MeasuredVm(Parts parts, LaunchMeasurement measurement) {
        super(parts);
        this.measurement = measurement;
    }

    /** The measurement with the versions and the policy that belong to it. */
    public LaunchMeasurement measurement() {
        return measurement;
    }

    /**
     * Step 14: injects a secret.
     *
     * @param gpa guest address; empty for the secret area of the image
     * @throws VmmException when there is no such place, and when the firmware refuses the packet
     */
    public void inject(LaunchSecretPacket packet, Optional<GuestPhysical> gpa) {
        injectSecret(packet, gpa);
    }

    /** Step 15: LAUNCH_FINISH; the vCPUs may run. This stage must not be used afterwards. */
    public RunningVm finish() {
        return finishLaunch();
    }
}
