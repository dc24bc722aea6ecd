package dev.sevsim.psp.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.launch.Measurement;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.crypto.DigestAlgorithm;
import dev.sevsim.psp.view.GuestView;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One guest context.
 *
 * <p>Methods that change the state throw {@link IllegalStateException} when it does not fit: the command has checked.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 3.2 and 3.3.
 */
public final class Guest {
    /** The ASID of a guest that is not active. */
    public static final int NO_ASID = 0;

    private final int handle;
    private final GuestPolicy policy;
    private final SecretBytes vek;
    private final SwapKey swapKey;
    private final MessageDigest runningDigest = DigestAlgorithm.SHA_256.newDigest();
    private TransportKeys transportKeys;
    private GuestState state;
    private int asid = NO_ASID;
    private @Nullable Long firstPiece;
    private @Nullable Bytes launchDigest;
    private @Nullable Bytes measure;

    /** A guest whose launch or migration begins. It owns its keys from now on and wipes them. */
    Guest(int handle, GuestPolicy policy, Keys keys, GuestState state) {
        this.handle = handle;
        this.policy = policy;
        this.vek = keys.vek();
        this.swapKey = keys.swapKey();
        this.transportKeys = keys.transportKeys();
        this.state = state;
    }

    /**
     * The keys that a guest begins with.
     *
     * @param vek of its memory
     * @param swapKey of its pages outside memory
     * @param transportKeys of the session
     */
    record Keys(SecretBytes vek, SwapKey swapKey, TransportKeys transportKeys) {}

    public int handle() {
        return handle;
    }

    public GuestPolicy policy() {
        return policy;
    }

    public GuestState state() {
        return state;
    }

    /** The bound ASID, or {@link #NO_ASID}. */
    public int asid() {
        return asid;
    }

    /** Whether an ASID is bound. */
    public boolean isActive() {
        return asid != NO_ASID;
    }

    /** Whether VMRUN may accept the guest's ASID. */
    public boolean isRunnable() {
        return state == GuestState.RUNNING || state == GuestState.SUPDATE;
    }

    /** A copy of the memory key, for a key slot or for a guest that shares it. */
    public SecretBytes vek() {
        byte[] raw = vek.reveal();
        SecretBytes copy = SecretBytes.copyOf(raw);
        Arrays.fill(raw, (byte) 0);
        return copy;
    }

    /** The key of its pages outside memory. */
    public SwapKey swapKey() {
        return swapKey;
    }

    /** TEK and TIK of the launch or migration; wiped when it is finished. */
    public TransportKeys transportKeys() {
        return transportKeys;
    }

    /** The digest of what is measured so far, to be fed. */
    public MessageDigest runningDigest() {
        require(GuestState.LUPDATE);
        return runningDigest;
    }

    /** Hashes where a piece lies, counted from the first one, and its length: 8 bytes each, little-endian. */
    void measurePlace(long address, long length) {
        require(GuestState.LUPDATE);
        long first = firstPiece == null ? address : firstPiece;
        firstPiece = first;
        runningDigest.update(
                Bytes.concat(Bytes.u64Le(address - first), Bytes.u64Le(length)).toArray());
    }

    /** LD, once LAUNCH_MEASURE has closed it. */
    public Optional<Bytes> launchDigest() {
        return Optional.ofNullable(launchDigest);
    }

    /** MEASURE, between LAUNCH_MEASURE and LAUNCH_FINISH. */
    public Optional<Bytes> measure() {
        return Optional.ofNullable(measure);
    }

    /** Bound to an ASID. */
    void activate(int newAsid) {
        if (isActive()) {
            throw new IllegalStateException("guest " + handle + " has ASID " + asid);
        }
        asid = newAsid;
    }

    /** Off its ASID. */
    void deactivate() {
        asid = NO_ASID;
    }

    /** LAUNCH_MEASURE: closes the digest and goes to LSECRET. */
    public MeasurementBlob measure(FirmwareVersion version, Bytes nonce) {
        require(GuestState.LUPDATE);
        Bytes digest = Bytes.copyOf(runningDigest.digest());
        MeasurementBlob blob =
                new Measurement(version.api(), version.build(), policy, digest, nonce).blob(transportKeys.tik());
        launchDigest = digest;
        measure = blob.measure();
        state = GuestState.LSECRET;
        return blob;
    }

    /** LAUNCH_FINISH: wipes the transport keys and goes to RUNNING; the digest is kept for ATTESTATION. */
    void finishLaunch() {
        require(GuestState.LSECRET);
        transportKeys.wipe();
        measure = null;
        state = GuestState.RUNNING;
    }

    /** SEND_START: takes over the keys of a channel to another platform and goes to SUPDATE. */
    public void startSend(TransportKeys channel) {
        require(GuestState.RUNNING);
        transportKeys = channel;
        state = GuestState.SUPDATE;
    }

    /** SEND_FINISH: wipes the channel's keys and goes to SENT. */
    public void finishSend() {
        endSend(GuestState.SENT);
    }

    /** SEND_CANCEL: wipes the channel's keys and goes back to RUNNING. */
    public void cancelSend() {
        endSend(GuestState.RUNNING);
    }

    /** RECEIVE_FINISH: wipes the channel's keys and goes to RUNNING. */
    void finishReceive() {
        require(GuestState.RUPDATE);
        transportKeys.wipe();
        state = GuestState.RUNNING;
    }

    private void endSend(GuestState next) {
        require(GuestState.SUPDATE);
        transportKeys.wipe();
        state = next;
    }

    /** Overwrites every key of the context. */
    void wipe() {
        vek.wipe();
        swapKey.wipe();
        transportKeys.wipe();
        runningDigest.reset();
        state = GuestState.UNINIT;
    }

    /** The visible state of this guest, without keys. */
    public GuestView view() {
        return new GuestView(handle, policy, state, asid, launchDigest(), digestSoFar());
    }

    private Optional<Bytes> digestSoFar() {
        if (state != GuestState.LUPDATE) {
            return Optional.empty();
        }
        return Optional.of(Bytes.copyOf(DigestAlgorithm.copyOf(runningDigest).digest()));
    }

    private void require(GuestState expected) {
        if (state != expected) {
            throw new IllegalStateException("guest " + handle + " is " + state + ", expected " + expected);
        }
    }
}
