package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.OwnerRefusal;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.host.vmm.RunResult;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.LaunchReport.Refusal;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.machine.OwnerSpec.GivenSession;
import dev.sevsim.owner.ExpectedLaunch;
import dev.sevsim.owner.GuestOwner;
import dev.sevsim.owner.GuestOwnerSettings;
import dev.sevsim.owner.OwnerSession;
import dev.sevsim.owner.SecretPackage;
import dev.sevsim.owner.TrustedRoots;
import dev.sevsim.psp.FirmwareProfile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the stages of one launch share. */
final class LaunchContext {
    /** Time that the operator gives the owner for an answer, simulated. */
    private static final Duration OWNER_DEADLINE = Duration.ofMinutes(10);

    private final Machine machine;
    private final MachineSpec spec;
    private final LaunchListener listener;
    private final SimRandom random;
    private final ExpectedLaunch expectation;
    private final LaunchFacts facts = new LaunchFacts();
    private @Nullable RequestHandler owner;
    private @Nullable HostVm vm;

    /**
     * A launch that has not begun.
     *
     * @param machine the machine
     * @param spec the guest and the owner of this launch; chip and host are the machine's
     * @param listener receives the steps
     */
    LaunchContext(Machine machine, MachineSpec spec, LaunchListener listener) {
        this.machine = machine;
        this.spec = spec;
        this.listener = listener;
        this.random = machine.nextLaunch();
        this.expectation = spec.expectation();
        expectation.computeAhead(machine.workers());
    }

    Machine machine() {
        return machine;
    }

    MachineSpec spec() {
        return spec;
    }

    LaunchListener listener() {
        return listener;
    }

    /** The VM of this launch exists. */
    void started(HostVm made) {
        vm = made;
    }

    /** Ends the VM, as the end of the VMM's process does. */
    void abandon() {
        HostVm left = vm;
        if (left != null) {
            machine.end(left);
        }
    }

    /** What the launch has found so far. */
    LaunchFacts facts() {
        return facts;
    }

    /** Randomness of this launch alone. */
    SimRandom random() {
        return random;
    }

    /** The described owner, made at the first call; one that cannot attest has no answer. */
    RequestHandler owner() {
        RequestHandler made = owner;
        if (made == null) {
            made = newOwner();
            owner = made;
        }
        return made;
    }

    private RequestHandler newOwner() {
        OwnerSpec described = spec.owner();
        if (described.external().isPresent()) {
            return described
                    .external()
                    .get()
                    .connect(spec.guest().policy(), machine.signedCek().encode());
        }
        if (!described.attests()) {
            return question -> Optional.empty();
        }
        if (described.attestation() == OwnerSpec.Attestation.SERVICE) {
            return new ServiceOwner(ownerSettings(), machine, random.split("owner"));
        }
        GuestOwner simulated = simulatedOwner();
        facts.ownedBy(simulated);
        return new KeyReport(simulated, machine.keys());
    }

    void step(String party, String text) {
        listener.step(party, text);
    }

    /**
     * Sends a question to the owner and waits for its answer.
     *
     * @throws LaunchRefusedException when none comes: the VMM gives up then, and the owner has refused nothing
     */
    Frame ask(Frame question) {
        return machine.ask(owner(), question, OWNER_DEADLINE)
                .orElseThrow(() -> refused(new Refusal(
                        Refusal.By.VMM,
                        "the owner did not answer within " + OWNER_DEADLINE.toMinutes() + " minutes",
                        Optional.empty())));
    }

    /**
     * A refusal with the owner's reason.
     *
     * @throws InputException when the owner could not be reached, which is no refusal
     */
    LaunchRefusedException refusedBy(Frame answer) {
        if (answer instanceof OwnerRefusal refusal && refusal.isSilence()) {
            throw new InputException(refusal.reason());
        }
        String reason = answer instanceof OwnerRefusal refusal
                ? "the owner refused: " + refusal.reason()
                : "the owner answered with a frame that is neither an answer nor a refusal";
        return refused(new Refusal(Refusal.By.OWNER, reason, Optional.empty()));
    }

    LaunchRefusedException refused(Refusal refusal) {
        return new LaunchRefusedException(report(Verdict.REFUSED, Optional.of(refusal), Bytes.EMPTY, Optional.empty()));
    }

    /** The report on a guest that has run and stopped. */
    LaunchReport report(BootRecord boot, RunResult stop, Bytes console, Optional<LaunchReport.HostView> hostView) {
        LaunchJudge judge =
                new LaunchJudge(spec.guest(), expectation, facts, spec.owner().secrets());
        LaunchJudge.Finding finding = judge.judge(boot.state(), stop);
        Optional<Refusal> refusal =
                finding.reason().map(reason -> new Refusal(Refusal.By.GUEST, reason, Optional.empty()));
        return report(finding.verdict(), refusal, console, hostView);
    }

    PlatformCertificates withAmdChain(PlatformCertificates exported) {
        return machine.withAmdChain(exported);
    }

    Bytes launchDigest() {
        return expectation.launchDigest(spec.guest().policy());
    }

    private LaunchReport report(
            Verdict verdict, Optional<Refusal> refusal, Bytes console, Optional<LaunchReport.HostView> hostView) {
        FirmwareProfile profile = machine.processor().profile();
        List<LaunchReport.InjectedSecret> secrets = facts.hasSecrets()
                ? spec.owner().secrets().entries().stream()
                        .map(e -> new LaunchReport.InjectedSecret(
                                e.guid(), e.data().length()))
                        .toList()
                : List.of();
        return new LaunchReport(
                spec.seed(),
                verdict,
                refusal,
                facts.measurement(),
                launchDigest(),
                profile.version(),
                profile.build(),
                spec.guest().policy(),
                spec.guest().vcpus(),
                spec.guest().sev().legacyVmType(),
                secrets,
                console,
                hostView);
    }

    private GuestOwner simulatedOwner() {
        return new GuestOwner(ownerSettings(), random.split("owner"), machine.workers());
    }

    private GuestOwnerSettings ownerSettings() {
        OwnerSpec described = spec.owner();
        TrustedRoots roots = described
                .roots()
                .orElseGet(() -> TrustedRoots.ofCertificates(machine.amd().ark().encode()));
        GuestOwnerSettings settings = GuestOwnerSettings.of(roots, spec.guest().policy(), expectation)
                .withFirmware(described.firmware())
                .withSignedCek(machine.signedCek().encode());
        Optional<SecretPackage> secrets = described.secretPackage();
        if (secrets.isPresent()) {
            settings = settings.withSecrets(secrets.get());
        }
        if (described.session().isPresent()) {
            GivenSession given = described.session().get();
            settings = settings.withSession(OwnerSession.of(
                    spec.guest().policy(),
                    given.godh(),
                    given.session(),
                    given.keys().orElseThrow()));
        }
        return settings;
    }
}
