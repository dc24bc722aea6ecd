package dev.sevsim.psp.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SwapMetadata;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.psp.keys.KeyStore;
import dev.sevsim.psp.view.GuestView;
import dev.sevsim.psp.view.PlatformView;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The firmware's state. Commands check first; a method that is called wrongly throws {@link IllegalStateException}.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 3.
 */
public final class Platform {
    /** Guest contexts that fit. */
    public static final int MAXIMUM_GUESTS = 1024;

    private final FirmwareTraits traits;
    private final KeyStore keys;
    private final AsidTable asids;
    private final HostMemory memory;
    private final VmsaRecords vmsaRecords;
    private final SimRandom vekRandom;
    private final SimRandom nonceRandom;
    private final SimRandom swapRandom;
    private final SimRandom channelRandom;
    private final SortedMap<Integer, Guest> guests = new TreeMap<>();
    private FirmwareVersion version;
    private PlatformState state = PlatformState.UNINIT;
    private final byte[] workingBuffer = new byte[SwapMetadata.SIZE];
    private EncryptedState encryptedState = EncryptedState.DISABLED;
    private boolean queueMode;

    /** A platform that was just switched on. */
    public Platform(FirmwareTraits traits, KeyStore keys, AsidTable asids, HostMemory memory, SimRandom random) {
        this.traits = traits;
        version = traits.version();
        this.keys = keys;
        this.asids = asids;
        this.memory = memory;
        vmsaRecords = new VmsaRecords(memory);
        vekRandom = random.split("vek");
        nonceRandom = random.split("nonce");
        swapRandom = random.split("swap");
        channelRandom = random.split("channel");
    }

    /** The running firmware. */
    public FirmwareVersion version() {
        return version;
    }

    /** DOWNLOAD_FIRMWARE: from the next command on. */
    public void runFirmware(FirmwareVersion loaded) {
        version = loaded;
        keys.runs(loaded.api());
    }

    /** Bytes of the largest firmware image that DOWNLOAD_FIRMWARE takes. */
    public int largestImage() {
        return traits.largestImage();
    }

    /** Whether this firmware has a weakness. */
    public boolean has(FirmwareFlaw flaw) {
        return traits.flaws().contains(flaw);
    }

    public KeyStore keys() {
        return keys;
    }

    public AsidTable asids() {
        return asids;
    }

    public HostMemory memory() {
        return memory;
    }

    /** The integrity records of save areas. */
    public VmsaRecords vmsaRecords() {
        return vmsaRecords;
    }

    /** For keys, nonces and initialisation vectors of migrations. */
    public SimRandom channelRandom() {
        return channelRandom;
    }

    public PlatformState state() {
        return state;
    }

    /** CONFIG.ES. */
    public EncryptedState encryptedState() {
        return encryptedState;
    }

    /** Whether RING_BUFFER has put queues in the place of the mailbox. */
    public boolean inQueueMode() {
        return queueMode;
    }

    /** RING_BUFFER: the mailbox runs nothing until it was left. */
    public void enterQueueMode() {
        queueMode = true;
    }

    /** Back to the mailbox. */
    public void leaveQueueMode() {
        queueMode = false;
    }

    /** The guest of a handle; empty for a handle that names none. */
    public Optional<Guest> guest(int handle) {
        return Optional.ofNullable(guests.get(handle));
    }

    /** The guest that an ASID is bound to. */
    public Optional<Guest> guestOn(int asid) {
        return guests.values().stream().filter(guest -> guest.asid() == asid).findFirst();
    }

    /** Contexts in use. */
    public int guestCount() {
        return guests.size();
    }

    /** What may be shown. */
    public PlatformView view() {
        List<GuestView> views = guests.values().stream().map(Guest::view).toList();
        return new PlatformView(state, encryptedState.code(), views);
    }

    /** The end of INIT. */
    public void initialise(EncryptedState es) {
        if (state != PlatformState.UNINIT) {
            throw new IllegalStateException("platform is " + state);
        }
        encryptedState = es;
        state = PlatformState.INIT;
    }

    /** SHUTDOWN: back to where INIT found it; the persistent store stays. */
    public void shutDown() {
        guests.values().forEach(Guest::wipe);
        guests.clear();
        asids.clear();
        vmsaRecords.clear();
        memory.releaseTrustedRegion();
        keys.unload();
        Arrays.fill(workingBuffer, (byte) 0);
        encryptedState = EncryptedState.DISABLED;
        state = PlatformState.UNINIT;
    }

    /**
     * A guest with the lowest free handle and a memory key of its own.
     *
     * @param first LUPDATE for a launch, RUPDATE for a guest that comes from another platform
     */
    public Guest start(GuestState first, GuestPolicy policy, TransportKeys transportKeys) {
        return add(first, policy, transportKeys, freshVek());
    }

    /** As {@link #start}, with the memory key and the policy of another guest. */
    public Guest startSharing(GuestState first, Guest other, TransportKeys transportKeys) {
        return add(first, other.policy(), transportKeys, other.vek());
    }

    /** ACTIVATE: binds a guest to a free ASID on some core complexes. */
    public void activate(Guest guest, int asid, Set<Integer> complexes) {
        SecretBytes vek = guest.vek();
        asids.bind(asid, vek, complexes);
        vek.wipe();
        guest.activate(asid);
        if (guest.isRunnable()) {
            asids.enable(asid);
        }
    }

    /** DEACTIVATE: takes a guest off its ASID. */
    public void deactivate(Guest guest) {
        asids.release(guest.asid());
        guest.deactivate();
    }

    /** LAUNCH_FINISH: the guest may run, and so may its ASID. */
    public void finishLaunch(Guest guest) {
        guest.finishLaunch();
        enableAsid(guest);
    }

    /** RECEIVE_FINISH: the guest may run, and so may its ASID. */
    public void finishReceive(Guest guest) {
        guest.finishReceive();
        enableAsid(guest);
    }

    private void enableAsid(Guest guest) {
        if (guest.isActive()) {
            asids.enable(guest.asid());
        }
    }

    /** DECOMMISSION: frees the context of a guest without an ASID. */
    public void decommission(Guest guest) {
        if (guest.isActive()) {
            throw new IllegalStateException("guest " + guest.handle() + " is active");
        }
        guests.remove(guest.handle());
        vmsaRecords.release(guest.handle());
        guest.wipe();
        if (guests.isEmpty()) {
            state = PlatformState.INIT;
        }
    }

    /**
     * Gives back memory that held a guest's plaintext: cleared, or, by firmware with that flaw, left for the next user.
     */
    public void release(byte[] plaintext) {
        if (has(FirmwareFlaw.STALE_MEMORY)) {
            System.arraycopy(plaintext, 0, workingBuffer, 0, Math.min(plaintext.length, workingBuffer.length));
        }
        Arrays.fill(plaintext, (byte) 0);
    }

    /** Where the firmware puts a small structure together: zeros, or what its last user left. */
    public Bytes workingBuffer() {
        return Bytes.copyOf(workingBuffer);
    }

    /**
     * The guest's running digest, to be fed one piece more; only repaired firmware also hashes where the piece lies.
     */
    public MessageDigest digestFor(Guest guest, long address, long length) {
        if (!has(FirmwareFlaw.DIGEST_WITHOUT_PLACE)) {
            guest.measurePlace(memory.plain(address), length);
        }
        return guest.runningDigest();
    }

    /** A fresh MNONCE. */
    public Bytes drawNonce() {
        return nonceRandom.bytes(MeasurementBlob.LAYOUT.field("MNONCE").width());
    }

    private Guest add(GuestState first, GuestPolicy policy, TransportKeys transportKeys, SecretBytes vek) {
        SwapKey swapKey = new SwapKey(swapRandom.secret(SwapKey.SIZE));
        Guest guest = new Guest(freeHandle(), policy, new Guest.Keys(vek, swapKey, transportKeys), first);
        guests.put(guest.handle(), guest);
        state = PlatformState.WORKING;
        return guest;
    }

    private SecretBytes freshVek() {
        return vekRandom.secret(traits.memoryKeyBytes());
    }

    private int freeHandle() {
        for (int handle = 1; handle <= MAXIMUM_GUESTS; handle++) {
            if (!guests.containsKey(handle)) {
                return handle;
            }
        }
        throw new IllegalStateException("all " + MAXIMUM_GUESTS + " guest contexts are in use");
    }
}
