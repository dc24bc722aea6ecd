package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.Notice;
import dev.sevsim.bus.frame.OwnerRefusal;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.owner.GuestOwner;
import dev.sevsim.owner.GuestOwnerSettings;
import dev.sevsim.owner.service.AttestationService;
import dev.sevsim.owner.service.AuditEvent;
import dev.sevsim.owner.service.BundleRequest;
import dev.sevsim.owner.service.ImagePolicy;
import dev.sevsim.owner.service.LaunchId;
import dev.sevsim.owner.service.OpenSession;
import dev.sevsim.owner.service.ServiceAnswer;
import dev.sevsim.owner.service.ServiceAnswer.Accepted;
import dev.sevsim.owner.service.ServiceAnswer.Granted;
import dev.sevsim.owner.service.ServiceAnswer.Refused;
import dev.sevsim.owner.service.ServicePolicy;
import dev.sevsim.owner.service.SessionMemory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The end of an attestation service, in the process of the machine, with one image: the described guest. Its audit log goes to the
 * trace, as records {@code owner.audit}.
 *
 * <p>The service is the one of {@code sevsim owner serve} without its HTTP: the same policy, sessions and codes of refusals. It has one
 * image, by the launch digest that the described owner expects, and releases the described secrets for it. Belongs to one launch; what
 * it is asked a second time is refused, since a session serves one measurement.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 7.
 */
final class ServiceOwner implements RequestHandler {
    private static final String IMAGE = "guest";

    /** Shorter than a VMM waits, so that a session can end before its measurement comes. */
    private static final Duration SESSION_LIFE = Duration.ofMinutes(5);

    /** A service that keeps secrets refuses a guest that its host may debug. */
    private static final int REQUIRED_BITS = new GuestPolicy(1).word();

    private final GuestOwnerSettings settings;
    private final Machine machine;
    private final AttestationService service;
    private @Nullable LaunchId launch;

    /**
     * A service for one launch.
     *
     * @param settings what its owner demands and injects
     * @param random source of its keys, ids and IVs
     */
    ServiceOwner(GuestOwnerSettings settings, Machine machine, SimRandom random) {
        this.settings = settings;
        this.machine = machine;
        ImagePolicy image = new ImagePolicy(
                IMAGE,
                settings.roots(),
                List.of(settings.expected().launchDigest(settings.policy())),
                settings.firmware().minimum(),
                settings.firmware().builds(),
                REQUIRED_BITS,
                0,
                Set.of(),
                settings.secrets());
        service = new AttestationService(
                new ServicePolicy(SESSION_LIFE, 1, Map.of(IMAGE, image)),
                new SessionMemory(this::report),
                this::audited,
                new AttestationService.Resources(machine.clock()::now, random, machine.workers()));
    }

    @Override
    public Optional<Frame> handle(Frame request) {
        if (request instanceof PlatformCertificates certificates) {
            return Optional.of(bundle(certificates));
        }
        if (request instanceof LaunchMeasurement measurement) {
            return Optional.of(judge(measurement));
        }
        return Optional.empty();
    }

    /** An operator sends the CEK certificate as AMD's key server signed it. */
    private Frame bundle(PlatformCertificates exported) {
        Bytes signedCek = settings.signedCek().orElseThrow();
        int unsigned = exported.chain().length() - signedCek.length();
        PlatformCertificates sent = unsigned < 0
                ? exported
                : new PlatformCertificates(
                        exported.pdh(), Bytes.concat(exported.chain().slice(0, unsigned), signedCek), exported.ca());
        ServiceAnswer answer = service.bundle(new BundleRequest(IMAGE, settings.policy(), sent));
        if (answer instanceof Granted granted) {
            launch = granted.id();
            return granted.bundle();
        }
        return refusal(answer);
    }

    /** The verdict on a measurement: secrets, a note that it was accepted, or a refusal with the reason. */
    private Frame judge(LaunchMeasurement reported) {
        LaunchId id = launch;
        if (id == null) {
            return new OwnerRefusal("measurement without a session: ask for a launch bundle first");
        }
        ServiceAnswer answer = service.measurement(id, reported);
        if (answer instanceof Accepted accepted) {
            return accepted.packet().isPresent()
                    ? accepted.packet().get()
                    : new Notice(
                            GuestOwner.MEASUREMENT_ACCEPTED, accepted.digest().toHex());
        }
        return refusal(answer);
    }

    /** The owner's refusal has the reason; the code of it is in the audit log. */
    private static Frame refusal(ServiceAnswer answer) {
        if (answer instanceof Refused refused) {
            return new OwnerRefusal(refused.reason());
        }
        throw new IllegalStateException(answer + " answers another request, expected a refusal");
    }

    /** One line of the audit log; it holds no key and no secret, so that the trace may have it. */
    private void audited(AuditEvent event) {
        machine.trace()
                .record(TraceEvent.builder(Party.OWNER.label(), Party.OWNER.label(), "owner.audit")
                        .with("request", event.request().name())
                        .with("detail", event.detail())
                        .withOutcome(event.outcome())
                        .build());
    }

    /** Keys of a session, of which the service erases its own. */
    private void report(OpenSession session) {
        report("TIK", session.session().keys().tik());
        report("TEK", session.session().keys().tek());
    }

    private void report(String name, SecretBytes key) {
        machine.keys().accept(name, SecretBytes.of(Bytes.copyOf(key.reveal())));
    }
}
