package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.OwnerRefusal;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.machine.LaunchReport.Refusal;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.machine.OwnerSpec.GivenSession;
import dev.sevsim.owner.GuestOwner;
import dev.sevsim.owner.GuestOwnerSettings;
import dev.sevsim.owner.OwnerSession;
import dev.sevsim.owner.SecretPackage;
import dev.sevsim.owner.TrustedRoots;
import dev.sevsim.psp.FirmwareProfile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the stages of one launch share.
 *
 * @param machine the machine
 * @param spec the guest and the owner of this launch; chip and host are the machine's
 * @param listener receives the steps
 * @param facts what the launch has found so far
 */
record LaunchContext(Machine machine, MachineSpec spec, LaunchListener listener, LaunchFacts facts) {
    /** Time that the operator gives the owner for an answer, simulated. */
    private static final Duration OWNER_DEADLINE = Duration.ofMinutes(10);

    /** A launch that has not begun. */
    LaunchContext(Machine machine, MachineSpec spec, LaunchListener listener) {
        this(machine, spec, listener, new LaunchFacts());
    }

    /** Puts the described owner at the other end of the VMM's link; does nothing when it cannot attest. */
    void connectOwner() {
        OwnerSpec described = spec.owner();
        if (described.external().isPresent()) {
            machine.connectOwner(described
                    .external()
                    .get()
                    .connect(spec.guest().policy(), machine.signedCek().encode()));
        } else if (described.attests()) {
            GuestOwner simulated = simulatedOwner();
            facts.ownedBy(simulated);
            machine.connectOwner(simulated);
        }
    }

    void step(String party, String text) {
        listener.step(party, text);
    }

    /** Sends a question to the owner and waits for its answer. */
    Frame ask(Frame question) {
        return machine.toOwner()
                .call(question, OWNER_DEADLINE)
                .orElseGet(() -> new OwnerRefusal("the owner did not answer"));
    }

    /** A refusal with the owner's reason. */
    LaunchRefusedException refusedBy(Frame answer) {
        String reason = answer instanceof OwnerRefusal refusal
                ? "the owner refused: " + refusal.reason()
                : "the owner answered with a frame that is neither an answer nor a refusal";
        return refused(new Refusal(Refusal.By.OWNER, reason, Optional.empty()));
    }

    LaunchRefusedException refused(Refusal refusal) {
        return new LaunchRefusedException(report(Optional.of(refusal), Bytes.EMPTY, Optional.empty()));
    }

    PlatformCertificates withAmdChain(PlatformCertificates exported) {
        return machine.withAmdChain(exported);
    }

    Bytes launchDigest() {
        return spec.expectation().launchDigest(spec.guest().policy());
    }

    LaunchReport report(Optional<Refusal> refusal, Bytes console, Optional<LaunchReport.HostView> hostView) {
        FirmwareProfile profile = machine.processor().profile();
        List<LaunchReport.InjectedSecret> secrets = facts.hasSecrets()
                ? spec.owner().secrets().entries().stream()
                        .map(e -> new LaunchReport.InjectedSecret(
                                e.guid(), e.data().length()))
                        .toList()
                : List.of();
        return new LaunchReport(
                spec.seed(),
                refusal.isPresent() ? Verdict.REFUSED : facts.verdict(),
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
        OwnerSpec described = spec.owner();
        TrustedRoots roots = described
                .roots()
                .orElseGet(() -> TrustedRoots.ofCertificates(machine.amd().ark().encode()));
        GuestOwnerSettings settings = GuestOwnerSettings.of(roots, spec.guest().policy(), spec.expectation())
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
        return new GuestOwner(settings, machine.random("owner"), machine.workers());
    }
}
