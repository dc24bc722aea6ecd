package dev.sevsim.psp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Deactivate;
import dev.sevsim.abi.firmware.Decommission;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.Init;
import dev.sevsim.abi.firmware.LaunchFinish;
import dev.sevsim.abi.firmware.LaunchMeasure;
import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SendFinish;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.amd.SimulatedAmd;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.memory.EncryptedMemory;
import dev.sevsim.psp.keys.ChipSecret;
import dev.sevsim.psp.keys.Fuses;
import dev.sevsim.psp.keys.IdentityCertificates;
import dev.sevsim.psp.keys.PlatformIdentity;
import dev.sevsim.psp.nv.MemoryNvStorage;
import dev.sevsim.psp.nv.NvStorage;
import dev.sevsim.psp.platform.AddressRange;
import dev.sevsim.psp.platform.AsidState;
import dev.sevsim.psp.platform.FirmwareVersion;
import dev.sevsim.psp.platform.Guest;
import dev.sevsim.psp.platform.Platform;
import dev.sevsim.psp.view.GuestView;
import dev.sevsim.psp.view.PlatformView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A Secure Processor with memory, driven through its mailbox with buffers in memory, as a host drives it. */
// Tests of all packages use it; it is never part of the module's API.
@SuppressWarnings("exports")
public final class TestMachine implements AutoCloseable {
    public static final int SIZE = 4 << 20;
    public static final long BUFFER = Page.SIZE;
    public static final long CERTIFICATE = 2L * Page.SIZE;
    public static final long SESSION = 3L * Page.SIZE;
    public static final long OUTPUT = 4L * Page.SIZE;
    public static final long TRUSTED_REGION = 2 << 20;
    public static final long DATA = 16L * Page.SIZE;
    public static final int PLAIN_ASID = 100;
    public static final int ES_ASID = 3;
    /** NODBG and nothing else: keys may be shared. */
    public static final int POLICY = 1;
    /** As {@link #POLICY}, with ES. */
    public static final int ES_POLICY = 5;

    private static final int TRUSTED_REGION_SIZE = 1 << 20;

    public final List<TraceEvent> trace = new ArrayList<>();
    public final EncryptedMemory memory;
    private final Workers workers = Workers.pooled();
    public final SecureProcessor processor;
    private final SimulatedAmd amd;
    public final MemoryPort host;

    public TestMachine() {
        this(FirmwareProfile.milan(), null, new TestRandom("machine"));
    }

    /** A machine whose board has this flash. */
    public TestMachine(ChipSecret chip, NvStorage flash) {
        TestRandom random = new TestRandom("machine");
        FirmwareProfile profile = FirmwareProfile.milan();
        amd = SimulatedAmd.of(profile.generation());
        memory = profile.memory(SIZE, random, workers);
        host = memory.hostPort();
        processor = SecureProcessor.onBoard(
                fuses(chip, amd), new SecureProcessor.Board(memory, flash, workers), profile, random, trace::add);
    }

    public TestMachine(FirmwareProfile profile, @Nullable PlatformIdentity identity, TestRandom random) {
        this(profile, identity, random, SIZE);
    }

    public TestMachine(FirmwareProfile profile, @Nullable PlatformIdentity identity, TestRandom random, int sizeBytes) {
        amd = SimulatedAmd.of(profile.generation());
        memory = profile.memory(sizeBytes, random, workers);
        host = memory.hostPort();
        ChipSecret chip = identity == null ? ChipSecret.burn(random.split("chip")) : identity.chip();
        NvStorage flash = identity == null ? new MemoryNvStorage() : identity.flash();
        processor = SecureProcessor.onBoard(
                fuses(chip, amd), new SecureProcessor.Board(memory, flash, workers), profile, random, trace::add);
    }

    /** The machine of the worked example, which draws the example's MNONCE. */
    public static TestMachine ofWorkedExample() {
        return new TestMachine(
                WorkedExample.profile(),
                WorkedExample.identity(),
                new TestRandom("example").scripted("nonce", WorkedExample.NONCE));
    }

    /** The fuses of a chip that this AMD made. */
    public static Fuses fuses(ChipSecret chip, SimulatedAmd amd) {
        return Fuses.of(chip, amd.ark(), amd.ask());
    }

    /** AMD as the chip was made by it. */
    public SimulatedAmd amd() {
        return amd;
    }

    /** The chip's CEK certificate as AMD signed it. */
    public SevCertificate signedCek() {
        return amd.sign(processor.cekCertificate());
    }

    public Platform platform() {
        return processor.platform();
    }

    /** Puts a command buffer in memory and rings the mailbox. */
    public SevStatus run(CommandId id, Bytes buffer) {
        write(BUFFER, buffer);
        return runAt(id, BUFFER);
    }

    public SevStatus run(CommandId id) {
        return runAt(id, 0);
    }

    public SevStatus runAt(CommandId id, long address) {
        int response = mailbox(id.code() << 16, address);
        return SevStatus.fromCode(response & 0xFFFF).orElseThrow();
    }

    public int mailbox(int register, long address) {
        Optional<Frame> answer = processor.mailbox().handle(new MailboxCommand(register, address));
        return ((MailboxResponse) answer.orElseThrow()).responseRegister();
    }

    /** The command buffer as it is now. */
    public Bytes buffer(int length) {
        return read(BUFFER, length);
    }

    public Bytes read(long address, int length) {
        return host.read(new SystemPhysical(address), length);
    }

    public void write(long address, Bytes content) {
        host.write(new SystemPhysical(address), content);
    }

    public TestMachine initialised() {
        expectSuccess(run(CommandId.INIT, new Init(0, 0, 0).encode()));
        flush();
        return this;
    }

    public TestMachine initialisedWithEs() {
        return initialisedWithEs(TRUSTED_REGION);
    }

    public TestMachine initialisedWithEs(long trustedRegion) {
        expectSuccess(run(CommandId.INIT, new Init(1, trustedRegion, TRUSTED_REGION_SIZE).encode()));
        flush();
        return this;
    }

    public void flush() {
        memory.writeBackInvalidateAll();
        expectSuccess(run(CommandId.DF_FLUSH));
    }

    /** LAUNCH_START without a session; answers the handle. */
    public int start(int policy) {
        expectSuccess(run(CommandId.LAUNCH_START, new LaunchStart(0, policy, 0, 0, 0, 0).encode()));
        return LaunchStart.CODEC.decode(buffer(LaunchStart.SIZE)).handle();
    }

    public void activate(int handle, int asid) {
        expectSuccess(run(CommandId.ACTIVATE, new Activate(handle, asid).encode()));
    }

    public void deactivate(int handle) {
        expectSuccess(run(CommandId.DEACTIVATE, new Deactivate(handle).encode()));
    }

    public void update(int handle, long address, int length) {
        expectSuccess(run(CommandId.LAUNCH_UPDATE_DATA, new LaunchUpdate(handle, address, length).encode()));
    }

    /** Puts the data of the worked example into memory and measures it: 16 bytes at {@link #DATA}, a page at 0x20000. */
    public void updateWithExample(int handle) {
        write(DATA, WorkedExample.dataA());
        write(0x20000, WorkedExample.dataB());
        update(handle, DATA, 16);
        update(handle, 0x20000, 4096);
    }

    public void updateVmsa(int handle, long address) {
        expectSuccess(run(CommandId.LAUNCH_UPDATE_VMSA, new LaunchUpdate(handle, address, 0x1000).encode()));
    }

    public Bytes measure(int handle) {
        expectSuccess(run(CommandId.LAUNCH_MEASURE, new LaunchMeasure(handle, OUTPUT, 0x30).encode()));
        return read(OUTPUT, 0x30);
    }

    public void finish(int handle) {
        expectSuccess(run(CommandId.LAUNCH_FINISH, new LaunchFinish(handle).encode()));
    }

    /** An active guest without a session, brought to a state of a launch. */
    public int guestIn(GuestState state) {
        int handle = start(POLICY);
        activate(handle, PLAIN_ASID);
        if (state != GuestState.LUPDATE) {
            measure(handle);
        }
        if (state == GuestState.RUNNING) {
            finish(handle);
        }
        return handle;
    }

    /** As {@link #guestIn}, for the states of a migration, from this machine to itself. */
    public int migratingGuestIn(GuestState state) {
        Migration.introduce(this, this);
        int handle = guestIn(GuestState.RUNNING);
        Migration.startSending(this, handle);
        if (state == GuestState.SENT) {
            expectSuccess(run(CommandId.SEND_FINISH, new SendFinish(handle).encode()));
        }
        if (state != GuestState.RUPDATE) {
            return handle;
        }
        int received = Migration.startReceiving(this, this, POLICY);
        deactivate(handle);
        decommission(handle);
        flush();
        activate(received, PLAIN_ASID);
        return received;
    }

    /** Runs a command that must be refused with this status, explained in the trace, and change nothing at all. */
    public void expectRefusal(CommandId id, Bytes buffer, SevStatus expected) {
        write(BUFFER, buffer);
        expectRefusalAt(id, BUFFER, expected);
    }

    /** Ends the sending of an initialised machine's guest by a command, which wipes the channel's keys; its handle. */
    public int endSending(CommandId id, IntFunction<Bytes> requestOfHandle, GuestState expected) {
        int handle = initialised().migratingGuestIn(GuestState.SUPDATE);
        assertThat(run(id, requestOfHandle.apply(handle))).isEqualTo(SevStatus.SUCCESS);
        assertThat(guest(handle).state()).isEqualTo(expected);
        expectTransportKeysWiped(handle);
        return handle;
    }

    /** Expects INVALID_LENGTH for every shorter buffer, with the length that is needed in the request. */
    public void expectLengthNeeded(CommandId id, IntFunction<Bytes> requestWithLength, int needed) {
        for (int length : new int[] {0, 1, needed - 1}) {
            assertThat(run(id, requestWithLength.apply(length))).isEqualTo(SevStatus.INVALID_LENGTH);
            Bytes answer = requestWithLength.apply(needed);
            assertThat(buffer(answer.length())).isEqualTo(answer);
        }
    }

    /** Expects INVALID_PLATFORM_STATE in UNINIT and in INIT, where the machine is afterwards. */
    public void expectWorkingNeeded(CommandId id, Bytes buffer) {
        expectRefusal(id, buffer, SevStatus.INVALID_PLATFORM_STATE);
        initialised();
        expectRefusal(id, buffer, SevStatus.INVALID_PLATFORM_STATE);
    }

    /**
     * Expects INVALID_PLATFORM_STATE before WORKING and INVALID_GUEST for a handle of no guest, in a request that is wrong
     * in other ways too; returns the handle of a guest that is started between.
     */
    public int expectGuestNeeded(CommandId id, Bytes ofNoGuest) {
        expectWorkingNeeded(id, ofNoGuest);
        int handle = start(POLICY);
        expectRefusal(id, ofNoGuest, SevStatus.INVALID_GUEST);
        return handle;
    }

    public void expectRefusalAt(CommandId id, long address, SevStatus expected) {
        State before = state();
        SevStatus status = runAt(id, address);
        assertThat(status).isEqualTo(expected);
        assertThat(state()).isEqualTo(before);
        assertThat(lastEvent().outcome()).contains(expected.name());
        assertThat(lastEvent().explanation()).isPresent();
    }

    public void decommission(int handle) {
        expectSuccess(run(CommandId.DECOMMISSION, new Decommission(handle).encode()));
    }

    /** What a guest on this ASID reads through its key. */
    public Bytes guestReads(int asid, long address, int length) {
        byte[] target = new byte[length];
        memory.guestAccess().read(asid, Encryption.ENCRYPTED, address, target, 0, length);
        return Bytes.copyOf(target);
    }

    /** A guest on this ASID writes through its key. */
    public void guestWrites(int asid, long address, Bytes content) {
        memory.guestAccess().write(asid, Encryption.ENCRYPTED, address, content.toArray(), 0, content.length());
    }

    public Guest guest(int handle) {
        return platform().guest(handle).orElseThrow();
    }

    public void expectTransportKeysWiped(int handle) {
        assertThat(guest(handle).transportKeys().tek().isWiped()).isTrue();
        assertThat(guest(handle).transportKeys().tik().isWiped()).isTrue();
    }

    public TraceEvent lastEvent() {
        return trace.get(trace.size() - 1);
    }

    /** Everything that a command could change, command buffer included. */
    public record State(
            PlatformView view,
            List<List<Boolean>> asids,
            List<Boolean> writtenBack,
            Optional<AddressRange> trustedRegion,
            boolean trustedRegionArmed,
            List<Object> guests,
            boolean queueMode,
            Optional<SecretBytes> identity,
            Optional<IdentityCertificates> certificatesInUse,
            FirmwareVersion version,
            Bytes dram) {}

    public State state() {
        List<List<Boolean>> asids = new ArrayList<>();
        for (int asid = 1; asid <= platform().asids().limits().maximum(); asid++) {
            List<Boolean> facts = new ArrayList<>();
            for (AsidState state : AsidState.values()) {
                facts.add(platform().asids().isAnywhere(asid, state));
            }
            facts.add(memory.firmwarePort().mayRun(asid));
            facts.add(memory.firmwarePort().hasKey(asid));
            asids.add(facts);
        }
        List<Boolean> writtenBack = new ArrayList<>();
        for (int core = 0; core < memory.cores(); core++) {
            writtenBack.add(memory.firmwarePort().hasWrittenBack(core));
        }
        return new State(
                processor.view(),
                asids,
                writtenBack,
                platform().memory().trustedRegion(),
                platform().memory().trustedRegionArmed(),
                hiddenStates(),
                platform().inQueueMode(),
                processor.identity().map(PlatformIdentity::encode),
                platform().state() == PlatformState.UNINIT
                        ? Optional.empty()
                        : Optional.of(platform().keys().certificates()),
                platform().version(),
                WorkedExample.sha256(read(0, (int) memory.sizeBytes())));
    }

    /** What the view of a guest does not show. */
    private List<Object> hiddenStates() {
        List<Object> all = new ArrayList<>();
        for (GuestView view : processor.view().guests()) {
            Guest guest = guest(view.handle());
            all.add(List.of(
                    guest.vek(),
                    snapshot(guest.transportKeys().tek()),
                    snapshot(guest.transportKeys().tik()),
                    guest.measure(),
                    guest.swapKey().counter(),
                    platform().vmsaRecords().count(view.handle())));
        }
        return all;
    }

    private static Object snapshot(SecretBytes key) {
        return key.isWiped() ? "wiped" : SecretBytes.copyOf(key.reveal());
    }

    @Override
    public void close() {
        workers.close();
    }

    private static void expectSuccess(SevStatus status) {
        if (status != SevStatus.SUCCESS) {
            throw new AssertionError("expected SUCCESS, was " + status);
        }
    }
}
