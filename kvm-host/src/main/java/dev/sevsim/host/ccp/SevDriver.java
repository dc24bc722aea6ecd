package dev.sevsim.host.ccp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Init;
import dev.sevsim.abi.firmware.InitEx;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.PlatformStatus;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.layout.FieldFormat;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.Mutex;
import dev.sevsim.bus.memory.CacheControl;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.KernelMemory;
import dev.sevsim.host.kernel.NvStore;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The SEV part of the ccp driver: start, platform initialisation, and the commands of /dev/sev and KVM.
 *
 * <p>It owns {@code sev_cmd_mutex}, which serialises the commands. The platform state that it caches is UNINIT or INIT
 * only.
 *
 * <p>Source: docs/reference/kvm-host.md sections 1.7, 1.8 and 1.10.
 */
public final class SevDriver {
    private static final int TMR_BYTES = 1 << 20;
    private static final int INIT_WITH_ES = 1;
    private static final Set<CommandId> CHANGES_STORE = EnumSet.of(
            CommandId.INIT_EX,
            CommandId.PLATFORM_RESET,
            CommandId.PEK_GEN,
            CommandId.PDH_GEN,
            CommandId.PEK_CERT_IMPORT);

    /** The {@code error} of an initialisation that fails before any firmware call. */
    private static final OptionalInt NO_FIRMWARE_CALL = OptionalInt.of(-1);

    private final Endpoint psp;
    private final PspMailbox mailbox;
    private final Mutex commandMutex;
    private final KernelMemory kernel;
    private final CacheControl caches;
    private final Trace trace;
    private final Optional<KernelMemory.Buffer> trustedRegion;
    private final Optional<NvStore> store;
    private final Optional<KernelMemory.Buffer> nvArea;
    private boolean present;
    private PlatformState cachedState = PlatformState.UNINIT;
    private ApiVersion version = new ApiVersion(0, 0);

    private SevDriver(
            Endpoint psp,
            KernelMemory kernel,
            CacheControl caches,
            Trace trace,
            Optional<KernelMemory.Buffer> region,
            Optional<NvStore> store) {
        this.psp = psp;
        this.mailbox = new PspMailbox(psp, kernel);
        this.commandMutex = psp.mutex();
        this.kernel = kernel;
        this.caches = caches;
        this.trace = trace;
        this.trustedRegion = region;
        this.store = store;
        this.nvArea = store.map(file -> kernel.allocate(NvStore.SIZE));
    }

    /**
     * Loads the driver: reads the platform's status and initialises the platform; a failure of that is only recorded.
     */
    public static SevDriver probe(
            Endpoint psp,
            KernelMemory kernel,
            CacheControl caches,
            Trace trace,
            EncryptedState encryptedState,
            Optional<NvStore> store) {
        Optional<KernelMemory.Buffer> region = encryptedState == EncryptedState.ON
                ? Optional.of(kernel.allocate(TMR_BYTES, TMR_BYTES))
                : Optional.empty();
        SevDriver driver = new SevDriver(psp, kernel, caches, trace, region, store);
        driver.start();
        return driver;
    }

    /** A processor without SEV: nothing is loaded and every use gives ENODEV. */
    public static SevDriver absent(Endpoint psp, KernelMemory kernel, CacheControl caches, Trace trace) {
        return new SevDriver(psp, kernel, caches, trace, Optional.empty(), Optional.empty());
    }

    public KernelMemory kernel() {
        return kernel;
    }

    /** Makes a lock that may be held over firmware commands. */
    public Mutex mutex() {
        return psp.mutex();
    }

    /** {@code sev_cmd_mutex}, reentrant; held over several commands, it keeps those of other threads out. */
    Mutex commandMutex() {
        return commandMutex;
    }

    /** WBINVD on every core. */
    public void writeBackAllCaches() {
        caches.writeBackInvalidateAll();
    }

    /** Whether the cached platform state is another than UNINIT. */
    public boolean isInitialised() {
        return cachedState != PlatformState.UNINIT;
    }

    /** Whether the cached platform state is INIT. */
    public boolean isCachedInit() {
        return cachedState == PlatformState.INIT;
    }

    /** The firmware's API version, read at the start of the driver. */
    public ApiVersion version() {
        return version;
    }

    /** ENODEV unless the driver came up. */
    public void requirePresent() {
        if (!present) {
            throw new ErrnoException(Errno.ENODEV, "the driver did not come up");
        }
    }

    /** Runs a firmware command; ENODEV when the driver did not come up. */
    public FirmwareReply issue(CommandId command, Bytes request) {
        return present ? send(command, request) : FirmwareReply.notCalled(Errno.ENODEV, request);
    }

    private FirmwareReply send(CommandId command, Bytes request) {
        commandMutex.lock();
        try {
            FirmwareReply reply = mailbox.issue(command, request);
            return reply.succeeded() && CHANGES_STORE.contains(command) ? keepStore(reply) : reply;
        } finally {
            commandMutex.unlock();
        }
    }

    /** Writes the store to its file before the command succeeds. */
    private FirmwareReply keepStore(FirmwareReply reply) {
        try {
            store.ifPresent(file -> file.write(nvArea.orElseThrow().read(NvStore.SIZE)));
            return reply;
        } catch (ErrnoException e) {
            return new FirmwareReply(Optional.of(e.errno()), reply.error(), reply.buffer());
        }
    }

    /**
     * Initialises the platform unless the cached state is INIT.
     *
     * @throws ErrnoException when the driver did not come up, or the file of the store cannot be read
     */
    public FirmwareReply initialise() {
        requirePresent();
        commandMutex.lock();
        try {
            return isCachedInit() ? FirmwareReply.NO_COMMAND : initialiseLocked();
        } finally {
            commandMutex.unlock();
        }
    }

    private FirmwareReply initialiseLocked() {
        loadStore();
        FirmwareReply reply = init().after(NO_FIRMWARE_CALL);
        if (!reply.succeeded() && reply.error().getAsInt() == SevStatus.SECURE_DATA_INVALID.code()) {
            reply = init().after(reply.error());
        }
        if (!reply.succeeded()) {
            return reply;
        }
        cachedState = PlatformState.INIT;
        caches.writeBackInvalidateAll();
        return issue(CommandId.DF_FLUSH, Bytes.EMPTY).after(reply.error());
    }

    /** Takes the platform down unless the cached state is UNINIT. */
    public FirmwareReply shutDown() {
        if (cachedState == PlatformState.UNINIT) {
            return FirmwareReply.NO_COMMAND;
        }
        FirmwareReply reply = issue(CommandId.SHUTDOWN, Bytes.EMPTY);
        if (reply.succeeded()) {
            cachedState = PlatformState.UNINIT;
        }
        return reply;
    }

    /**
     * Reads the file into the NV area, once for an initialisation: firmware that refuses the content has erased the
     * area, and the second INIT_EX finds it so. A file that does not exist leaves the area as it is.
     */
    private void loadStore() {
        nvArea.ifPresent(area -> store.flatMap(NvStore::read).ifPresent(area::write));
    }

    private FirmwareReply init() {
        return nvArea.isPresent()
                ? issue(CommandId.INIT_EX, initExBuffer(nvArea.get()))
                : issue(CommandId.INIT, initBuffer());
    }

    private Bytes initExBuffer(KernelMemory.Buffer area) {
        long address = area.address().value();
        return trustedRegion
                .map(region -> new InitEx(
                        InitEx.SIZE, INIT_WITH_ES, region.address().value(), TMR_BYTES, address, NvStore.SIZE))
                .orElseGet(() -> new InitEx(InitEx.SIZE, 0, 0, 0, address, NvStore.SIZE))
                .encode();
    }

    private Bytes initBuffer() {
        return trustedRegion
                .map(region -> new Init(INIT_WITH_ES, region.address().value(), TMR_BYTES))
                .orElseGet(() -> new Init(0, 0, 0))
                .encode();
    }

    private void start() {
        Trace.Operation probe = trace.begin();
        FirmwareReply status = send(CommandId.PLATFORM_STATUS, Bytes.zeros(PlatformStatus.SIZE))
                .after(NO_FIRMWARE_CALL);
        Probe result = status.succeeded() ? probe(status) : new Probe("failed", status.error());
        probe.end(TraceEvent.builder("host", "host", "sev.probe")
                .with(
                        "error",
                        FieldFormat.hex(Integer.toUnsignedLong(result.error().getAsInt())))
                .withOutcome(result.outcome())
                .build());
    }

    /**
     * How the start of the driver ended.
     *
     * @param outcome the API version, or why the platform cannot be used
     * @param error status of the last firmware command
     */
    private record Probe(String outcome, OptionalInt error) {}

    private Probe probe(FirmwareReply reply) {
        present = true;
        PlatformStatus status = PlatformStatus.CODEC.decode(reply.buffer());
        version = new ApiVersion(status.apiMajor(), status.apiMinor());
        cachedState = PlatformState.fromCode(status.state()).orElse(PlatformState.UNINIT);
        trustedRegion.ifPresent(region -> caches.flush(region.address().value(), TMR_BYTES));
        try {
            FirmwareReply up = initialise().after(reply.error());
            return new Probe(up.failure().map(Errno::name).orElse("SEV API " + version), up.error());
        } catch (ErrnoException e) {
            return new Probe(e.errno().name(), reply.error());
        }
    }
}
