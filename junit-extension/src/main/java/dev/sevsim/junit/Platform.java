package dev.sevsim.junit;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.uapi.SevUserDataStatus;
import dev.sevsim.machine.PlatformSession;
import dev.sevsim.machine.SimulatorException;
import dev.sevsim.owner.PlatformChain;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The platform of a test that has this parameter: all machines of the test have it, one after the other, so that what is done here holds
 * for the launches that follow. Commands go through {@code /dev/sev} of the machine that is on, or of a new one; a new machine switches
 * the one before it off.
 *
 * <p>A refusal is a {@link SimulatorException} whose message has the status, the rule and the remedy.
 */
public final class Platform {
    private final TestRun run;

    Platform(TestRun run) {
        this.run = run;
    }

    /** The platform's certificates with those of the simulated AMD above them. */
    public PlatformChain certificates() {
        return ask(PlatformSession::certificates);
    }

    /** Answer of PLATFORM_STATUS. */
    public SevUserDataStatus status() {
        return ask(PlatformSession::status);
    }

    /** The platform's state: UNINIT, INIT or WORKING. */
    public PlatformState state() {
        int code = status().state();
        return PlatformState.fromCode(code).orElseThrow(() -> new IllegalStateException("platform state " + code));
    }

    /** Shuts the platform down and erases its identity: OCA, PEK and PDH are others when it is initialised again. */
    public void reset() {
        tell(PlatformSession::reset);
    }

    /** Makes a new OCA, PEK and PDH; the platform is self-owned then. */
    public void generatePek() {
        tell(PlatformSession::generatePek);
    }

    /** Makes a new PDH: sessions for the one before are refused. */
    public void generatePdh() {
        tell(PlatformSession::generatePdh);
    }

    /** The PEK certificate for an owner to sign, 2084 bytes. */
    public Bytes certificateRequest() {
        return ask(PlatformSession::certificateRequest);
    }

    /**
     * Puts the platform under an owner.
     *
     * @param pek the PEK certificate of {@link #certificateRequest} with the owner's signature, 2084 bytes
     * @param oca the owner's certificate, signed by itself, 2084 bytes
     */
    public void importCertificates(Bytes pek, Bytes oca) {
        tell(session -> session.importCertificates(pek, oca));
    }

    /** The chip's id. */
    public Bytes chipId() {
        return ask(PlatformSession::chipId);
    }

    private <T> T ask(Function<PlatformSession, T> command) {
        try (PlatformSession session = run.platform()) {
            return command.apply(session);
        }
    }

    private void tell(Consumer<PlatformSession> command) {
        try (PlatformSession session = run.platform()) {
            command.accept(session);
        }
    }
}
