package dev.sevsim.machine;

import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.Notice;
import dev.sevsim.host.vmm.MeasuredVm;
import dev.sevsim.host.vmm.VmmException;
import dev.sevsim.owner.GuestOwner;
import java.util.Locale;
import java.util.Optional;

/** A measured launch: the owner attests it and injects secrets. The next stage is {@link RunningGuest}. */
public final class MeasuredLaunch extends LaunchStage<MeasuredVm> {
    MeasuredLaunch(LaunchContext context, MeasuredVm vm) {
        super(context, vm);
    }

    /** The measurement with the versions and the policy that belong to it. */
    public LaunchMeasurement measurement() {
        return vm.measurement();
    }

    /**
     * Sends the measurement to the owner and injects the secrets that the owner answers with; does nothing when the owner
     * is not reachable, since a session was given without its keys.
     *
     * @return this stage
     * @throws LaunchRefusedException when the owner refuses the measurement
     * @throws VmmException when the host or the firmware refuses the secrets
     */
    public MeasuredLaunch attest() {
        if (!context.spec().owner().attests()) {
            return this;
        }
        Frame answer = context.ask(measurement());
        boolean accepted = answer instanceof LaunchSecretPacket
                || (answer instanceof Notice notice && notice.kind().equals(GuestOwner.MEASUREMENT_ACCEPTED));
        if (!accepted) {
            throw context.refusedBy(answer);
        }
        context.facts().attested();
        context.step(
                "owner",
                "measurement accepted: launch digest " + context.launchDigest().toHex());
        return answer instanceof LaunchSecretPacket packet ? inject(packet) : this;
    }

    /**
     * Injects a packet at the secret area of the image.
     *
     * @return this stage
     * @throws VmmException when the host or the firmware refuses it
     */
    public MeasuredLaunch inject(LaunchSecretPacket packet) {
        vm.inject(packet, Optional.empty());
        context.facts().injected();
        OvmfTable.Area area = vm.secretArea().orElseThrow();
        context.step(
                "host",
                String.format(
                        Locale.ROOT,
                        "LAUNCH_SECRET: packet of %d bytes decrypted into guest memory at 0x%x",
                        packet.payload().length(),
                        area.base()));
        return this;
    }

    /**
     * LAUNCH_FINISH: the guest may run.
     *
     * @throws VmmException when the host or the firmware refuses it
     */
    public RunningGuest finish() {
        RunningGuest guest = new RunningGuest(context, vm.finish());
        context.step("host", "LAUNCH_FINISH: the guest runs");
        return guest;
    }
}
