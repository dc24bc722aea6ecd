package dev.sevsim.simulator;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.Notice;
import dev.sevsim.bus.frame.OwnerRefusal;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.host.vmm.RunResult;
import dev.sevsim.host.vmm.Vmm;
import dev.sevsim.host.vmm.VmmException;
import dev.sevsim.owner.ChainVerdict;
import dev.sevsim.owner.GuestOwner;
import dev.sevsim.owner.GuestOwnerSettings;
import dev.sevsim.owner.OwnerSession;
import dev.sevsim.owner.TrustedRoots;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.simulator.GuestVariant.VmType;
import dev.sevsim.simulator.LaunchReport.Verdict;
import dev.sevsim.simulator.LaunchRequest.GivenSession;
import dev.sevsim.simulator.VmProperties.KernelHashes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One launch, step by step, in the order of QEMU: kvm-host.md section 5.2. */
final class LaunchRun {
    /** How long the operator waits for the owner. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** How often the guest may go idle after its power button was pressed. */
    private static final int POWER_BUTTON_PRESSES = 4;

    private static final int HOST_VIEW_BYTES = 64;

    private final Machine machine;
    private final LaunchInputs inputs;
    private final long seed;
    private final LaunchListener listener;
    private final GuestConsole console;
    private final SimRandom random;
    private final FirmwareProfile profile;
    private final Optional<GuestOwner> owner;
    private final Optional<OwnerAddress> elsewhere;
    private Optional<LaunchMeasurement> measurement = Optional.empty();
    private Optional<LaunchReport.HostView> hostView = Optional.empty();
    private boolean injected;

    LaunchRun(
            Machine machine,
            LaunchInputs inputs,
            Optional<OwnerAddress> elsewhere,
            long seed,
            LaunchListener listener,
            GuestConsole console,
            SimRandom random) {
        this.machine = machine;
        this.inputs = inputs;
        this.seed = seed;
        this.listener = listener;
        this.console = console;
        this.random = random;
        this.profile = machine.processor().profile();
        this.elsewhere = elsewhere;
        this.owner = elsewhere.isPresent() ? Optional.empty() : owner(random.split("owner"));
        owner.ifPresent(machine::connectOwner);
        elsewhere.ifPresent(address -> machine.connectOwner(new RemoteOwner(
                address, inputs.request().policy().word(), machine.signedCek().encode())));
    }

    LaunchReport run() {
        try (Vmm vmm = vmm()) {
            Optional<String> refusal = attest(vmm);
            if (refusal.isEmpty()) {
                refusal = boot(vmm);
            }
            return report(refusal);
        } catch (VmmException e) {
            return report(Optional.of(Objects.toString(e.getMessage())));
        }
    }

    /** Starts the VMM's process. */
    Vmm vmm() {
        return machine.vmm(inputs.vmmConfig(
                profile.encryption().cBit(), profile.encryption().addressReduction(), random));
    }

    /** Everything up to LAUNCH_FINISH; answers why it went no further. */
    Optional<String> attest(Vmm vmm) {
        listener.step(
                "platform",
                profile.name() + ", firmware API " + profile.version() + " build " + profile.build() + ", initialised");
        LaunchBundle bundle;
        if (hasOwner()) {
            Frame answer = ask(certificates(vmm));
            if (!(answer instanceof LaunchBundle given)) {
                return Optional.of(refusal(answer));
            }
            bundle = given;
            describeChain();
        } else {
            GivenSession given = inputs.request().session().orElseThrow();
            bundle = new LaunchBundle(inputs.request().policy().word(), given.godh(), given.session());
            listener.step("owner", "is elsewhere: session and certificate were given, nobody here checks the launch");
        }
        measure(vmm, bundle);
        return hasOwner() ? injectSecrets(vmm) : finish(vmm);
    }

    private void measure(Vmm vmm, LaunchBundle bundle) {
        vmm.start(bundle);
        listener.step(
                "host",
                initialisation() + ", LAUNCH_START, ACTIVATE: guest key loaded, policy "
                        + inputs.request().policy());
        vmm.encryptFirmware();
        listener.step(
                "host",
                "LAUNCH_UPDATE_DATA: firmware image, " + inputs.firmware().length()
                        + " bytes measured and encrypted in place");
        vmm.addKernelHashes();
        inputs.boot().ifPresent(boot -> listener.step("host", kernelHashing()));
        encryptState(vmm);
        LaunchMeasurement measured = vmm.measure();
        measurement = Optional.of(measured);
        listener.step("firmware", "LAUNCH_MEASURE: " + measured.measurement().toBase64());
    }

    private String kernelHashing() {
        return inputs.request().variant().properties().kernelHashes() == KernelHashes.ON
                ? "LAUNCH_UPDATE_DATA: hashes of kernel, initrd and command line, 176 bytes"
                : "kernel-hashes=off: kernel, initrd and command line are not measured";
    }

    /** Which ioctl makes the VM an encrypted guest. */
    private String initialisation() {
        if (inputs.request().variant().vmType() == VmType.TYPED) {
            return "KVM_SEV_INIT2";
        }
        return inputs.request().policy().encryptedState() ? "KVM_SEV_ES_INIT" : "KVM_SEV_INIT";
    }

    private void encryptState(Vmm vmm) {
        vmm.encryptState();
        if (inputs.request().policy().encryptedState()) {
            int vcpus = inputs.request().vcpus();
            listener.step(
                    "host",
                    "LAUNCH_UPDATE_VMSA: registers of " + vcpus + (vcpus == 1 ? " vCPU" : " vCPUs")
                            + " measured and encrypted");
        }
    }

    private Optional<String> injectSecrets(Vmm vmm) {
        Frame answer = ask(measurement.orElseThrow());
        if (answer instanceof OwnerRefusal || (answer instanceof Notice notice && !isAcceptance(notice))) {
            return Optional.of(refusal(answer));
        }
        listener.step(
                "owner", "measurement accepted: launch digest " + launchDigest().toHex());
        if (answer instanceof LaunchSecretPacket packet) {
            vmm.inject(packet, Optional.empty());
            injected = true;
            OvmfTable.Area area = vmm.secretArea().orElseThrow();
            listener.step(
                    "host",
                    String.format(
                            Locale.ROOT,
                            "LAUNCH_SECRET: packet of %d bytes decrypted into guest memory at 0x%x",
                            packet.payload().length(),
                            area.base()));
        }
        return finish(vmm);
    }

    private Optional<String> finish(Vmm vmm) {
        vmm.finishAndResume();
        listener.step("host", "LAUNCH_FINISH: the guest runs");
        return Optional.empty();
    }

    private Optional<String> boot(Vmm vmm) {
        return runToItsEnd(vmm, vmm.run(console));
    }

    /** Goes on from where the guest stopped until it is off; answers why it did not get there. */
    Optional<String> runToItsEnd(Vmm vmm, RunResult stop) {
        RunResult result = stop;
        int presses = 0;
        while (result.outcome() == RunResult.Outcome.IDLE && presses <= POWER_BUTTON_PRESSES) {
            if (!console.waitForInput()) {
                vmm.systemPowerdown();
                presses++;
            }
            result = vmm.run(console);
        }
        look(vmm);
        return result.outcome() == RunResult.Outcome.POWERED_OFF ? Optional.empty() : Optional.of(stopped(result));
    }

    private static String stopped(RunResult result) {
        String detail = result.detail().isEmpty() ? "" : " (" + result.detail() + ")";
        return switch (result.outcome()) {
            case HUNG -> "the guest stopped in an endless loop, its last console lines say why" + detail;
            case SHUTDOWN -> "the guest ended in a triple fault: it ran into bytes that are no code for it" + detail;
            case IDLE -> "the guest does not react to its power button" + detail;
            case INTERNAL_ERROR -> "KVM could not go on" + detail;
            case POWERED_OFF -> "the guest is off";
            case INTERRUPTED -> "the guest was interrupted" + detail;
        };
    }

    private void look(Vmm vmm) {
        Optional<OvmfTable.Area> area = vmm.secretArea().filter(a -> !a.isAbsent());
        if (area.isEmpty()) {
            return;
        }
        GuestPhysical page = new GuestPhysical(area.get().base());
        Optional<SystemPhysical> frame = machine.host().nestedPages(0).frameOf(page);
        Optional<Bytes> content = vmm.hostView(page);
        if (frame.isPresent() && content.isPresent()) {
            hostView = Optional.of(new LaunchReport.HostView(
                    page.value(),
                    frame.get().value() + page.pageOffset(),
                    content.get().slice(page.pageOffset(), page.pageOffset() + HOST_VIEW_BYTES)));
        }
    }

    /** The host's certificates, with what an operator gets from AMD's key server: the signed CEK, ASK and ARK. */
    private PlatformCertificates certificates(Vmm vmm) {
        PlatformCertificates exported = vmm.platformCertificates();
        return new PlatformCertificates(
                exported.pdh(),
                exported.chain(),
                Bytes.concat(machine.amd().ask().encode(), machine.amd().ark().encode()));
    }

    private Optional<GuestOwner> owner(SimRandom random) {
        Optional<GivenSession> given = inputs.request().session();
        if (given.isPresent() && given.get().keys().isEmpty()) {
            return Optional.empty();
        }
        TrustedRoots roots = TrustedRoots.ofCertificates(machine.amd().ark().encode());
        GuestOwnerSettings settings = GuestOwnerSettings.of(
                        roots, inputs.request().policy(), inputs.expected())
                .withSignedCek(machine.signedCek().encode());
        if (inputs.secrets().isPresent()) {
            settings = settings.withSecrets(inputs.secrets().get());
        }
        if (given.isPresent()) {
            settings = settings.withSession(OwnerSession.of(
                    inputs.request().policy(),
                    given.get().godh(),
                    given.get().session(),
                    given.get().keys().orElseThrow()));
        }
        return Optional.of(new GuestOwner(settings, random, machine.workers()));
    }

    private boolean hasOwner() {
        return owner.isPresent() || elsewhere.isPresent();
    }

    private void describeChain() {
        elsewhere.ifPresent(address ->
                listener.step("owner", "launch session from " + address.url() + " for image " + address.image()));
        Optional<ChainVerdict> verdict = owner.flatMap(GuestOwner::lastChainVerdict);
        verdict.ifPresent(v -> {
            listener.step("owner", v.describe() + ", " + v.links().size() + " links checked");
            listener.step(
                    "owner",
                    inputs.request().session().isPresent()
                            ? "the given session is used"
                            : "launch session made for this platform's PDH");
        });
    }

    private Frame ask(Frame question) {
        Endpoint endpoint = machine.toOwner();
        return endpoint.call(question, PATIENCE).orElseGet(() -> new OwnerRefusal("the owner did not answer"));
    }

    private static boolean isAcceptance(Notice notice) {
        return notice.kind().equals(GuestOwner.MEASUREMENT_ACCEPTED);
    }

    private static String refusal(@Nullable Frame answer) {
        return answer instanceof OwnerRefusal refused
                ? "the owner refused: " + refused.reason()
                : "the owner answered with something else";
    }

    private Bytes launchDigest() {
        return inputs.expected().launchDigest(inputs.request().policy());
    }

    LaunchReport report(Optional<String> refusal) {
        Verdict verdict = refusal.isPresent() ? Verdict.REFUSED : hasOwner() ? Verdict.ACCEPTED : Verdict.UNATTESTED;
        List<LaunchReport.InjectedSecret> secrets = injected
                ? inputs.request().secrets().entries().stream()
                        .map(e -> new LaunchReport.InjectedSecret(
                                e.guid(), e.data().length()))
                        .toList()
                : List.of();
        return new LaunchReport(
                seed,
                verdict,
                refusal,
                measurement.map(LaunchMeasurement::measurement),
                launchDigest(),
                profile.version(),
                profile.build(),
                inputs.request().policy(),
                inputs.request().vcpus(),
                inputs.request().variant().vmType(),
                secrets,
                console.transcript(),
                hostView);
    }
}
