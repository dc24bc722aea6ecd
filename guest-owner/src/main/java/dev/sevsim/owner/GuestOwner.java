package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.abi.launch.SecretPacket;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.Notice;
import dev.sevsim.bus.frame.OwnerRefusal;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.owner.MeasurementCheck.Terms;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The guest owner at its end of the bus: certificates get a launch bundle, a good measurement gets the secrets.
 *
 * <p>A session is good for one launch. Its measurement may be sent again and gets the same packet again; another
 * measurement under a session whose secrets went out is refused, as a broker that deletes its sessions does. Our
 * choice, after docs/reference/guest-owner-tools.md section 7.
 *
 * <p>Not safe for use by several threads; a link delivers one frame at a time.
 */
public final class GuestOwner implements RequestHandler {
    /** Kind of the notice that answers a good measurement when there are no secrets to send. */
    public static final String MEASUREMENT_ACCEPTED = "MEASUREMENT_ACCEPTED";

    private final GuestOwnerSettings settings;
    private final SimRandom sessionRandom;
    private final SimRandom secretRandom;
    private final Workers workers;

    private @Nullable OwnerSession session;
    private @Nullable ChainVerdict chainVerdict;
    private @Nullable MeasurementVerdict measurementVerdict;
    private @Nullable String refusal;
    private @Nullable Release release;

    /** The one answer that a session gave out. */
    private record Release(LaunchMeasurement to, Frame answer) {}

    /** An owner who draws keys and IVs from {@code random}. */
    public GuestOwner(GuestOwnerSettings settings, SimRandom random) {
        this(settings, random, Workers.direct());
    }

    /** As above; {@code workers} make the session while the chain is verified. */
    public GuestOwner(GuestOwnerSettings settings, SimRandom random, Workers workers) {
        this.workers = workers;
        this.settings = settings;
        this.sessionRandom = random.split("session");
        this.secretRandom = random.split("secret");
        this.session = settings.session().orElse(null);
    }

    @Override
    public Optional<Frame> handle(Frame request) {
        if (request instanceof Notice) {
            return Optional.empty();
        }
        try {
            refusal = null;
            return Optional.of(answer(request));
        } catch (OwnerInputException e) {
            return Optional.of(refuse(e.getMessage()));
        }
    }

    /** The verdict on the last certificates; empty before any. */
    public Optional<ChainVerdict> lastChainVerdict() {
        return Optional.ofNullable(chainVerdict);
    }

    /** The verdict on the last measurement; empty before any. */
    public Optional<MeasurementVerdict> lastMeasurementVerdict() {
        return Optional.ofNullable(measurementVerdict);
    }

    /** Why the last request was refused; empty when it was not. */
    public Optional<String> lastRefusal() {
        return Optional.ofNullable(refusal);
    }

    /** The session in use, with its private parts. */
    public Optional<OwnerSession> session() {
        return Optional.ofNullable(session);
    }

    @Override
    public String toString() {
        return "GuestOwner[policy=" + settings.policy() + "]";
    }

    private Frame answer(Frame request) {
        if (request instanceof PlatformCertificates certificates) {
            return bundle(certificates);
        }
        if (request instanceof LaunchMeasurement measurement) {
            return judge(measurement);
        }
        return refuse("a guest owner does not answer " + request.type().kind());
    }

    private Frame bundle(PlatformCertificates certificates) {
        chainVerdict = null;
        settings.expected().requireComplete(settings.policy());
        PlatformChain chain = chain(certificates);
        Supplier<OwnerSession> making =
                settings.session().isPresent() ? () -> settings.session().orElseThrow() : startSession(chain);
        ChainVerdict verdict = new ChainVerifier(settings.roots(), workers).verify(chain);
        chainVerdict = verdict;
        if (!verdict.isTrusted()) {
            return refuse(verdict.describe());
        }
        OwnerSession made = making.get();
        if (settings.session().isEmpty()) {
            release = null;
        }
        session = made;
        measurementVerdict = null;
        return made.bundle();
    }

    /**
     * Starts to make a session while the chain is verified. A fault of the platform's key is thrown when the session is
     * taken, which happens for a trusted chain only.
     */
    private Supplier<OwnerSession> startSession(PlatformChain chain) {
        SessionMaterial material = SessionMaterial.draw(sessionRandom);
        return workers.start(() -> LaunchSessionBuilder.forPlatform(chain.pdh()).build(settings.policy(), material))
                ::get;
    }

    private PlatformChain chain(PlatformCertificates certificates) {
        Bytes ca = settings.caChain().orElse(certificates.ca());
        PlatformChain chain = PlatformChain.of(certificates.pdh(), certificates.chain(), ca);
        return settings.signedCek().map(chain::withSignedCek).orElse(chain);
    }

    private Frame judge(LaunchMeasurement reported) {
        measurementVerdict = null;
        OwnerSession current = session;
        if (current == null) {
            return refuse("measurement without a session: ask for a launch bundle first");
        }
        Release earlier = release;
        Terms terms = new Terms(
                current.policy(),
                current.keys().tik(),
                settings.firmware().minimum(),
                settings.firmware().builds());
        MeasurementVerdict verdict =
                MeasurementCheck.of(settings.expected(), terms).check(reported);
        measurementVerdict = verdict;
        if (!verdict.isAccepted()) {
            return refuse(verdict.describe());
        }
        if (earlier != null) {
            return earlier.to().equals(reported)
                    ? earlier.answer()
                    : refuse("the secrets of this session went to another launch: ask for a new launch bundle");
        }
        Frame answer = settings.secrets().isPresent()
                ? seal(settings.secrets().get(), current, reported)
                : new Notice(MEASUREMENT_ACCEPTED, "");
        release = new Release(reported, answer);
        return answer;
    }

    private Frame seal(SecretPackage secrets, OwnerSession current, LaunchMeasurement reported) {
        secrets.requireFits(settings.expected().secretArea());
        Bytes measure = MeasurementBlob.CODEC.decode(reported.measurement()).measure();
        ApiVersion version = new ApiVersion(reported.apiMajor(), reported.apiMinor());
        SecretPacket packet = secrets.seal(current.keys(), measure, version, secretRandom);
        return new LaunchSecretPacket(packet.header().encode(), packet.payload());
    }

    private OwnerRefusal refuse(String reason) {
        refusal = reason;
        return new OwnerRefusal(reason);
    }
}
