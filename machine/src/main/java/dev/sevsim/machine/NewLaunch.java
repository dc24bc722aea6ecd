package dev.sevsim.machine;

import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.host.vmm.LegacyVmType;
import dev.sevsim.host.vmm.SevCapabilities;
import dev.sevsim.host.vmm.StartedVm;
import dev.sevsim.host.vmm.Vmm;
import dev.sevsim.host.vmm.VmmException;
import dev.sevsim.machine.OwnerSpec.GivenSession;
import dev.sevsim.owner.ChainVerdict;
import dev.sevsim.owner.GuestOwner;
import dev.sevsim.psp.FirmwareProfile;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A launch before LAUNCH_START: the VMM runs, its VM does not exist yet. The next stage is {@link StartedLaunch}. */
public final class NewLaunch {
    private final LaunchContext context;
    private final Vmm vmm;
    private final AtomicBoolean started = new AtomicBoolean();

    NewLaunch(LaunchContext context) {
        this.context = context;
        this.vmm = context.machine().vmm(context.spec(), context.random());
    }

    /** PDH and chain as the host exports them, with ASK and ARK. */
    public PlatformCertificates certificates() {
        return context.withAmdChain(vmm.platformCertificates());
    }

    /** What {@code query-sev-capabilities} reports. */
    public SevCapabilities capabilities() {
        return vmm.sevCapabilities();
    }

    /**
     * Connects the described owner, gets the session from it, or takes the given one, and starts the launch with it.
     *
     * @throws LaunchRefusedException when the owner refuses the platform
     * @throws VmmException when the host or the firmware refuses a step
     * @throws IllegalStateException when a VM was started before: each guest has a launch of its own
     */
    public StartedLaunch start() {
        requireUnused(started.get());
        var unused = context.owner();
        FirmwareProfile profile = context.machine().processor().profile();
        context.step(
                "platform",
                profile.name() + ", firmware API " + profile.version() + " build " + profile.build() + ", initialised");
        return start(bundle());
    }

    /**
     * Starts the launch with a session, without asking the owner: KVM_SEV_INIT, LAUNCH_START, ACTIVATE, memory and vCPUs.
     *
     * @throws VmmException when the host or the firmware refuses a step
     * @throws IllegalStateException when a VM was started before: each guest has a launch of its own
     */
    public StartedLaunch start(LaunchBundle bundle) {
        requireUnused(started.getAndSet(true));
        StartedVm vm = vmm.start(bundle);
        HostVm hosted = context.machine().addCpus(vmm, vm, context.spec().guest(), context.random());
        context.started(hosted);
        context.step(
                "host",
                initialisation() + ", LAUNCH_START, ACTIVATE: guest key loaded, policy "
                        + context.spec().guest().policy());
        return new StartedLaunch(context, vm, hosted);
    }

    private static void requireUnused(boolean startedBefore) {
        if (startedBefore) {
            throw new IllegalStateException(
                    "the launch was started before, expected one start; Machine.newLaunch begins another launch");
        }
    }

    private LaunchBundle bundle() {
        OwnerSpec owner = context.spec().owner();
        if (owner.attests()) {
            Frame answer = context.ask(certificates());
            if (!(answer instanceof LaunchBundle given)) {
                throw context.refusedBy(answer);
            }
            describeSession();
            return given;
        }
        GivenSession given = owner.session().orElseThrow();
        context.step("owner", "external: using the given session; this run does not check the measurement");
        return new LaunchBundle(context.spec().guest().policy().word(), given.godh(), given.session());
    }

    private void describeSession() {
        OwnerSpec owner = context.spec().owner();
        owner.external().ifPresent(external -> context.step("owner", external.description()));
        Optional<ChainVerdict> verdict = context.facts().owner().flatMap(GuestOwner::lastChainVerdict);
        verdict.ifPresent(v -> {
            context.step("owner", v.describe() + ", " + v.links().size() + " links checked");
            context.step(
                    "owner",
                    owner.session().isPresent()
                            ? "the given session is used"
                            : "launch session made for this platform's PDH");
        });
    }

    /** The ioctl that makes the VM an encrypted guest. */
    private String initialisation() {
        GuestSpec guest = context.spec().guest();
        if (guest.sev().legacyVmType() == LegacyVmType.OFF) {
            return "KVM_SEV_INIT2";
        }
        return guest.policy().encryptedState() ? "KVM_SEV_ES_INIT" : "KVM_SEV_INIT";
    }
}
