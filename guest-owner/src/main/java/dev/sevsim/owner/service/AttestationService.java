package dev.sevsim.owner.service;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.abi.launch.SecretPacket;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.owner.ChainVerdict;
import dev.sevsim.owner.ChainVerifier;
import dev.sevsim.owner.LaunchSessionBuilder;
import dev.sevsim.owner.MeasurementCheck;
import dev.sevsim.owner.MeasurementCheck.Terms;
import dev.sevsim.owner.MeasurementVerdict;
import dev.sevsim.owner.OwnerInputException;
import dev.sevsim.owner.OwnerSession;
import dev.sevsim.owner.PlatformChain;
import dev.sevsim.owner.service.AuditEvent.Request;
import dev.sevsim.owner.service.ServiceAnswer.Accepted;
import dev.sevsim.owner.service.ServiceAnswer.Code;
import dev.sevsim.owner.service.ServiceAnswer.Granted;
import dev.sevsim.owner.service.ServiceAnswer.Refused;
import dev.sevsim.owner.service.SessionStore.Taken;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The guest owner for many launches at a time: a trusted chain gets a bundle, the first measurement of the launch a
 * verdict and, when it is accepted, the secrets.
 *
 * <p>A session serves one measurement, accepted or refused: it is removed before the measurement is checked, as a
 * broker does that deletes its sessions. Safe for use by several threads. Source: docs/reference/guest-owner-tools.md
 * section 7; what it leaves open is our choice.
 */
public final class AttestationService {
    private static final Pattern IMAGE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final ServicePolicy policy;
    private final SessionStore sessions;
    private final AuditEvent.Log log;
    private final Resources resources;
    private long draws;

    /**
     * What a service needs of its process.
     *
     * @param clock the time by which sessions end
     * @param random source of keys, ids and IVs
     * @param workers check some of the links of a chain
     */
    public record Resources(InstantSource clock, SimRandom random, Workers workers) {}

    /** A service for the images of {@code policy}, which keeps its launches in {@code sessions}. */
    public AttestationService(ServicePolicy policy, SessionStore sessions, AuditEvent.Log log, Resources resources) {
        this.policy = policy;
        this.sessions = sessions;
        this.log = log;
        this.resources = resources;
    }

    /** Answers the request for a bundle. */
    public ServiceAnswer bundle(BundleRequest request) {
        Instant now = resources.clock().instant();
        Case file = new Case(now, Request.BUNDLE);
        ImagePolicy image = policy.images().get(request.image());
        if (image == null) {
            return file.refuse(Code.UNKNOWN_IMAGE, unknown(request.image()));
        }
        file.image = Optional.of(image.name());
        PlatformChain chain;
        try {
            chain = PlatformChain.of(
                    request.certificates().pdh(),
                    request.certificates().chain(),
                    request.certificates().ca());
        } catch (OwnerInputException e) {
            return file.refuse(Code.MALFORMED, e.getMessage());
        }
        ChipIdentity chip = ChipIdentity.of(chain);
        file.chip = Optional.of(chip);
        Optional<String> problem = image.problem(request.policy());
        if (problem.isPresent()) {
            return file.refuse(Code.POLICY_REFUSED, problem.get());
        }
        ChainVerdict verdict = new ChainVerifier(image.roots(), resources.workers()).verify(chain);
        if (!verdict.isTrusted()) {
            return file.refuse(Code.CHAIN_REFUSED, verdict.describe());
        }
        if (!image.chips().isEmpty() && !image.chips().contains(chip)) {
            return file.refuse(Code.CHIP_REFUSED, "the image may not run on chip " + chip);
        }
        return open(file, request.policy(), chain, chip);
    }

    /** A text that is no image's name is not repeated: it goes to the audit log and to the host's terminal. */
    private static String unknown(String image) {
        return IMAGE_NAME.matcher(image).matches()
                ? "no policy for image " + image
                : "no policy for this image: the name has characters that no image's name has, or is too long";
    }

    private ServiceAnswer open(Case file, GuestPolicy guestPolicy, PlatformChain chain, ChipIdentity chip) {
        SimRandom own = stream();
        LaunchId id = LaunchId.draw(own);
        OwnerSession made;
        try {
            made = LaunchSessionBuilder.forPlatform(chain.pdh()).build(guestPolicy, own);
        } catch (OwnerInputException e) {
            return file.refuse(Code.MALFORMED, e.getMessage());
        }
        Instant expires = file.now.plus(policy.sessionLife());
        OpenSession session = new OpenSession(file.image.orElseThrow(), chip, expires, made);
        synchronized (sessions) {
            sessions.removeExpired(file.now);
            if (sessions.size() >= policy.openSessions()) {
                return file.refuse(Code.BUSY, "too many launches are under way, try again later");
            }
            sessions.add(id, session);
        }
        file.launch = Optional.of(id);
        file.record("granted", "policy " + guestPolicy);
        return new Granted(id, made.bundle(), expires);
    }

    /** Checks the measurement of a launch. */
    public ServiceAnswer measurement(LaunchId id, LaunchMeasurement reported) {
        Case file = new Case(resources.clock().instant(), Request.MEASUREMENT);
        file.launch = Optional.of(id);
        Taken taken = sessions.take(id);
        if (taken instanceof Taken.Used) {
            return file.refuse(Code.SESSION_USED, "the session was used: ask for a new launch bundle");
        }
        if (!(taken instanceof Taken.Session found)) {
            return file.refuse(Code.UNKNOWN_SESSION, "no such session");
        }
        OpenSession session = found.session();
        try {
            return judge(file, session, reported);
        } finally {
            session.session().keys().tik().wipe();
            session.session().keys().tek().wipe();
        }
    }

    private ServiceAnswer judge(Case file, OpenSession session, LaunchMeasurement reported) {
        file.image = Optional.of(session.image());
        file.chip = Optional.of(session.chip());
        if (!file.now.isBefore(session.expires())) {
            return file.refuse(Code.SESSION_EXPIRED, "the session has ended: ask for a new launch bundle");
        }
        ImagePolicy image = policy.images().get(session.image());
        if (image == null) {
            return file.refuse(Code.UNKNOWN_IMAGE, "there is no policy for image " + session.image() + " any more");
        }
        GuestPolicy guestPolicy = session.session().policy();
        Optional<String> problem = image.problem(guestPolicy);
        if (problem.isPresent()) {
            return file.refuse(Code.MEASUREMENT_REFUSED, problem.get());
        }
        Terms terms = new Terms(guestPolicy, session.session().keys().tik(), image.minimumVersion(), image.builds());
        MeasurementVerdict verdict =
                MeasurementCheck.ofDigests(image.digests(), terms).check(reported);
        if (!verdict.isAccepted()) {
            return file.refuse(Code.MEASUREMENT_REFUSED, verdict.reason());
        }
        Bytes digest = verdict.expectedDigest().orElseThrow();
        Optional<LaunchSecretPacket> packet = image.secrets().map(secrets -> {
            SecretPacket sealed = secrets.seal(
                    session.session().keys(),
                    MeasurementBlob.CODEC.decode(reported.measurement()).measure(),
                    new ApiVersion(reported.apiMajor(), reported.apiMinor()),
                    stream());
            return new LaunchSecretPacket(sealed.header().encode(), sealed.payload());
        });
        file.record("accepted", "launch digest " + digest.toHex());
        return new Accepted(digest, packet);
    }

    /** A stream of its own for each launch: threads do not share one. */
    private synchronized SimRandom stream() {
        return resources.random().split("launch-" + draws++);
    }

    /** A request while it is answered. */
    private final class Case {
        private final Instant now;
        private final Request request;
        private Optional<LaunchId> launch = Optional.empty();
        private Optional<String> image = Optional.empty();
        private Optional<ChipIdentity> chip = Optional.empty();

        Case(Instant now, Request request) {
            this.now = now;
            this.request = request;
        }

        Refused refuse(Code code, String reason) {
            record(code.name(), reason);
            return new Refused(code, reason);
        }

        void record(String outcome, String detail) {
            log.record(new AuditEvent(now, request, launch, image, chip, outcome, detail));
        }
    }
}
