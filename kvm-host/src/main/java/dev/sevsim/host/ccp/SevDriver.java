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
import dev.sevsim.host.process.ErrnoException;
import dev.sevsim.host.process.KernelMemory;
import dev.sevsim.host.process.NvStore;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The SEV part of the ccp driver: start-up, platform initialisation, and the way to the mailbox for everybody else.
 *
 * <p>The driver keeps its own idea of the platform state, which is only ever UNINIT or INIT.
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

    /** What the driver leaves in {@code error} when initialisation fails before any firmware call. */
    private static final int NO_FIRMWARE_CALL = -1;

    private final PspMailbox mailbox;
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
        this.mailbox = new PspMailbox(psp, kernel);
        this.kernel = kernel;
        this.caches = caches;
        this.trace = trace;
        this.trustedRegion = region;
        this.store = store;
        this.nvArea = store.map(file -> kernel.allocate(NvStore.SIZE));
    }

    /** Loads the driver: asks for the platform's status and initialises it; a failure of the latter is only recorded. */
    public static SevDriver probe(
            Endpoint psp,
            KernelMemory kernel,
            CacheControl caches,
            Trace trace,
            boolean encryptedState,
            Optional<NvStore> store) {
        Optional<KernelMemory.Buffer> region =
                encryptedState ? Optional.of(kernel.allocate(TMR_BYTES, TMR_BYTES)) : Optional.empty();
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

    /** A lock that may be held over firmware commands. */
    public Mutex mutex() {
        return mailbox.mutex();
    }

    /** {@code sev_cmd_mutex}: serialises everything that talks to the firmware. */
    Mutex command() {
        return mailbox.command();
    }

    /** WBINVD on every core. */
    public void writeBackAllCaches() {
        caches.writeBackInvalidateAll();
    }

    /** Whether the driver believes that the platform is initialised. */
    public boolean isInitialised() {
        return cachedState != PlatformState.UNINIT;
    }

    /** Whether the driver's cached state is exactly INIT. */
    public boolean isCachedInit() {
        return cachedState == PlatformState.INIT;
    }

    /** The firmware's API version as learned at start. */
    public ApiVersion version() {
        return version;
    }

    /** ENODEV unless the driver came up. */
    public void requirePresent() {
        if (!present) {
            throw new ErrnoException(Errno.ENODEV, "the driver did not come up");
        }
    }

    /** Runs a firmware command for the kernel. */
    public FirmwareReply issue(CommandId command, Bytes request, FirmwareError error) {
        if (!present) {
            return new FirmwareReply(Optional.of(Errno.ENODEV), request);
        }
        command().lock();
        try {
            FirmwareReply reply = mailbox.issue(command, request, error);
            return reply.succeeded() && CHANGES_STORE.contains(command) ? keepStore(reply) : reply;
        } finally {
            command().unlock();
        }
    }

    /** The store goes to its file before anybody hears of the success. */
    private FirmwareReply keepStore(FirmwareReply reply) {
        try {
            store.ifPresent(file -> file.write(nvArea.orElseThrow().read(NvStore.SIZE)));
            return reply;
        } catch (ErrnoException e) {
            return new FirmwareReply(Optional.of(e.errno()), reply.buffer());
        }
    }

    /** Brings the platform up if the driver believes that it is down. */
    public void initialise(FirmwareError error) {
        requirePresent();
        command().lock();
        try {
            initialiseLocked(error);
        } finally {
            command().unlock();
        }
    }

    private void initialiseLocked(FirmwareError error) {
        if (isCachedInit()) {
            return;
        }
        FirmwareError init = new FirmwareError(NO_FIRMWARE_CALL);
        FirmwareReply reply = init(init);
        if (!reply.succeeded() && init.value() == SevStatus.SECURE_DATA_INVALID.code()) {
            reply = init(init);
        }
        error.set(init.value());
        reply.requireSuccess();
        cachedState = PlatformState.INIT;
        caches.writeBackInvalidateAll();
        issue(CommandId.DF_FLUSH, Bytes.EMPTY, error).requireSuccess();
    }

    /** Takes the platform down; nothing to do when the driver believes that it is down. */
    public void shutDown(FirmwareError error) {
        if (cachedState == PlatformState.UNINIT) {
            return;
        }
        issue(CommandId.SHUTDOWN, Bytes.EMPTY, error).requireSuccess();
        cachedState = PlatformState.UNINIT;
    }

    private FirmwareReply init(FirmwareError error) {
        return nvArea.isPresent()
                ? issue(CommandId.INIT_EX, initExBuffer(nvArea.get()), error)
                : issue(CommandId.INIT, initBuffer(), error);
    }

    /** With the store as its file has it; a file that is not there yet is an empty store. */
    private Bytes initExBuffer(KernelMemory.Buffer area) {
        store.flatMap(NvStore::read).ifPresent(area::write);
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
        FirmwareError error = new FirmwareError(NO_FIRMWARE_CALL);
        Trace.Operation probe = trace.begin();
        String outcome = probe(error);
        probe.end(TraceEvent.builder("host", "host", "sev.probe")
                .with("error", FieldFormat.hex(Integer.toUnsignedLong(error.value())))
                .withOutcome(outcome)
                .build());
    }

    /** Returns the API version, or why the platform cannot be used. */
    private String probe(FirmwareError error) {
        FirmwareReply reply = mailbox.issue(CommandId.PLATFORM_STATUS, Bytes.zeros(PlatformStatus.SIZE), error);
        if (!reply.succeeded()) {
            return "failed";
        }
        present = true;
        PlatformStatus status = PlatformStatus.decode(reply.buffer());
        version = new ApiVersion(status.apiMajor(), status.apiMinor());
        cachedState = PlatformState.fromCode(status.state()).orElse(PlatformState.UNINIT);
        trustedRegion.ifPresent(region -> caches.flush(region.address().value(), TMR_BYTES));
        try {
            initialise(error);
            return "SEV API " + version;
        } catch (ErrnoException e) {
            return e.errno().name();
        }
    }
}
