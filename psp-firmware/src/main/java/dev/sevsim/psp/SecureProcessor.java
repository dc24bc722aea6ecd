package dev.sevsim.psp;

import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.memory.EncryptedMemory;
import dev.sevsim.memory.FirmwarePort;
import dev.sevsim.psp.keys.Fuses;
import dev.sevsim.psp.keys.KeyStore;
import dev.sevsim.psp.keys.PlatformIdentity;
import dev.sevsim.psp.mailbox.CommandDispatcher;
import dev.sevsim.psp.mailbox.CommandSet;
import dev.sevsim.psp.mailbox.Mailbox;
import dev.sevsim.psp.nv.MemoryNvStorage;
import dev.sevsim.psp.nv.NvStorage;
import dev.sevsim.psp.platform.AsidLimits;
import dev.sevsim.psp.platform.AsidTable;
import dev.sevsim.psp.platform.FirmwareTraits;
import dev.sevsim.psp.platform.HostMemory;
import dev.sevsim.psp.platform.Platform;
import dev.sevsim.psp.view.PlatformView;
import java.util.List;
import java.util.Optional;

/**
 * One machine's AMD Secure Processor, switched on and not yet initialised.
 *
 * <p>The host reaches it through {@link #mailbox()} and memory alone; the rest is for the assembler of the machine.
 */
public final class SecureProcessor {
    private final FirmwareProfile profile;
    private final KeyStore keys;
    private final Platform platform;
    private final Mailbox mailbox;

    private SecureProcessor(
            FirmwareProfile profile, EncryptedMemory memory, KeyStore keys, SimRandom random, Trace trace) {
        this.profile = profile;
        this.keys = keys;
        FirmwarePort port = memory.firmwarePort();
        AsidLimits limits =
                new AsidLimits(profile.cpu().maximumAsid(), profile.cpu().minSevNoEsAsid());
        AsidTable asids = new AsidTable(limits, profile.cpu().coresPerComplex(), port);
        HostMemory hostMemory = new HostMemory(port, profile.encryption().cBit(), List.of());
        FirmwareTraits traits = new FirmwareTraits(
                profile.firmwareVersion(),
                profile.encryption().keyBytes(),
                profile.flaws(),
                profile.generation().firmware().largestImage());
        platform = new Platform(traits, keys, asids, hostMemory, random);
        mailbox = new Mailbox(
                platform,
                new CommandDispatcher(CommandSet.all()),
                trace,
                profile.mailbox().toString());
    }

    /**
     * What a chip is soldered to.
     *
     * @param memory the machine's DRAM behind the encryption engine
     * @param flash the SPI flash with the persistent store
     * @param workers take over a part of long computations
     */
    public record Board(EncryptedMemory memory, NvStorage flash, Workers workers) {
        /** A board with an empty flash and no worker threads. */
        public static Board of(EncryptedMemory memory) {
            return new Board(memory, new MemoryNvStorage(), Workers.direct());
        }
    }

    /** A chip on a board: INIT finds its identity in the flash, or makes one. */
    public static SecureProcessor onBoard(
            Fuses fuses, Board board, FirmwareProfile profile, SimRandom random, Trace trace) {
        KeyStore keys =
                new KeyStore(fuses, board.flash(), profile.version(), random.split("identity"), board.workers());
        return new SecureProcessor(profile, board.memory(), keys, random, trace);
    }

    /** Answers {@link dev.sevsim.bus.frame.MailboxCommand} with {@link dev.sevsim.bus.frame.MailboxResponse}. */
    public RequestHandler mailbox() {
        return mailbox;
    }

    /** The state itself, for tests. */
    Platform platform() {
        return platform;
    }

    public FirmwareProfile profile() {
        return profile;
    }

    /** The visible state of the firmware, without keys. */
    public PlatformView view() {
        synchronized (mailbox) {
            return platform.view();
        }
    }

    /** Whether a store failed its integrity check since power-on, so that the platform has another identity now. */
    public boolean hasDiscardedStore() {
        synchronized (mailbox) {
            return keys.hasDiscardedStore();
        }
    }

    /** What the board's flash holds; empty before the first INIT. */
    public Optional<PlatformIdentity> identity() {
        synchronized (mailbox) {
            return keys.stored();
        }
    }

    /** This chip's CEK certificate without a signature, for AMD to sign. */
    public SevCertificate cekCertificate() {
        synchronized (mailbox) {
            return keys.cekCertificate();
        }
    }
}
