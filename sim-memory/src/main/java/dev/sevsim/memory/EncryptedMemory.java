package dev.sevsim.memory;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.chip.TweakMode;
import dev.sevsim.bus.memory.CacheControl;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.memory.FrameWatch;
import dev.sevsim.bus.memory.GuestMemoryAccess;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.bus.memory.SystemMemory;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.bus.work.Workers;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * DRAM behind the AES encryption engine, with its key slots and the cores' cache flags.
 *
 * <p>DRAM holds ciphertext where a requester wrote through a key. A page that was never written is zero in DRAM, so a
 * guest that reads it through its key sees the decryption of zeros. Caches are not modelled: every write reaches DRAM.
 *
 * <p>Safe for use by several threads; one access is atomic within a page.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 7.
 */
public final class EncryptedMemory implements SystemMemory, CacheControl {
    /** What a guest reads where no memory answers: our choice. */
    private static final byte NO_MEMORY = (byte) 0xFF;

    private final Dram dram;
    private final EncryptionEngine engine;
    private final MeasuringEncryptor measuringEncryptor;
    private final TweakMode tweakMode;
    private final TweakConstants tweakConstants;
    private final byte[] inPageTweaks;
    private final KeySlots slots;
    private final Cores cores;
    private final int keyBytes;
    private volatile WriteFence fence = WriteFence.NONE;
    private volatile BiConsumer<Integer, SecretBytes> keyReceiver = (asid, key) -> {};

    /**
     * A machine's memory as it is when switched on.
     *
     * @param board sizes
     * @param tweakMode how the tweak enters a block
     * @param tweakConstants this boot's constants
     * @param random draws the host's SME key
     * @param workers encrypt while the thread of a launch command measures
     */
    public EncryptedMemory(
            Board board, TweakMode tweakMode, TweakConstants tweakConstants, SimRandom random, Workers workers) {
        dram = new Dram(board.sizeBytes());
        engine = new EncryptionEngine(dram);
        measuringEncryptor = new MeasuringEncryptor(engine, workers);
        this.tweakMode = tweakMode;
        this.tweakConstants = tweakConstants;
        inPageTweaks = MemoryKey.inPageTweaks(tweakConstants);
        slots = new KeySlots(board.maximumAsid());
        cores = new Cores(board.cores());
        keyBytes = board.keyBytes();
        slots.put(0, key(random.secret(keyBytes)));
    }

    /**
     * Sizes that memory is built with.
     *
     * @param sizeBytes DRAM, a multiple of 4096
     * @param cores cores of the machine
     * @param maximumAsid highest ASID with a key slot
     * @param keyBytes bytes of a key, 16 for AES-128 or 32 for AES-256
     */
    public record Board(long sizeBytes, int cores, int maximumAsid, int keyBytes) {}

    @Override
    public long sizeBytes() {
        return dram.sizeBytes();
    }

    @Override
    public long touchedFrames() {
        return dram.touchedFrames();
    }

    /** Addresses of the frames that hold something, from the lowest; DRAM is zero everywhere else. */
    public LongStream touchedAddresses() {
        return dram.touchedAddresses();
    }

    /**
     * Notes each frame that is written from now on; a later call takes the place of this one.
     *
     * @return gives the addresses of the frames that were written since it was asked last, from the lowest
     */
    public Supplier<long[]> noteWrites() {
        return dram.noteWrites()::take;
    }

    /** Reports the ASID and a copy of each key that the firmware installs from now on: the view of a test, which no party has. */
    public void reportKeys(BiConsumer<Integer, SecretBytes> receiver) {
        keyReceiver = receiver;
    }

    @Override
    public MemoryPort hostPort() {
        return new RawPort();
    }

    @Override
    public MemoryPort devicePort() {
        return new RawPort();
    }

    @Override
    public GuestMemoryAccess guestAccess() {
        return new AsidAccess();
    }

    /** For the Secure Processor alone. */
    public FirmwarePort firmwarePort() {
        return new FirmwareAccess();
    }

    @Override
    public int cores() {
        return cores.count();
    }

    @Override
    public void writeBackInvalidate(int core) {
        cores.setWrittenBack(core, true);
    }

    /** Caches are not modelled, so there is nothing to write back; the range must be DRAM all the same. */
    @Override
    public void flush(long address, long lengthBytes) {
        dram.check(address, lengthBytes);
    }

    /** MSR C001_0010 of a core. */
    public long systemConfiguration(int core) {
        return cores.systemConfiguration(core);
    }

    /** Writes MSR C001_0010 of a core, as the BIOS does; bit 23 enables memory encryption and is set at power-on. */
    public void writeSystemConfiguration(int core, long value) {
        cores.setSystemConfiguration(core, value);
    }

    private MemoryKey key(SecretBytes secret) {
        if (secret.length() != keyBytes) {
            throw new IllegalArgumentException("memory key of " + secret.length() + " bytes, expected " + keyBytes);
        }
        return new MemoryKey(secret, tweakMode, tweakConstants, inPageTweaks);
    }

    private @Nullable MemoryKey keyOf(int asid, Encryption encryption) {
        return encryption == Encryption.ENCRYPTED ? slots.key(asid) : null;
    }

    private void writeOutsideFence(@Nullable MemoryKey key, long address, byte[] source, int offset, int length) {
        WriteFence around = fence;
        if (!around.overlaps(address, length)) {
            engine.write(key, address, source, offset, length);
            return;
        }
        dram.check(address, length);
        int before = (int) Math.max(around.start() - address, 0);
        int after = (int) Math.max(address + length - around.end(), 0);
        if (before > 0) {
            engine.write(key, address, source, offset, before);
        }
        if (after > 0) {
            engine.write(key, address + length - after, source, offset + length - after, after);
        }
    }

    private final class RawPort implements MemoryPort {
        @Override
        public boolean contains(long address, long lengthBytes) {
            return dram.contains(address, lengthBytes);
        }

        @Override
        public void read(long address, byte[] target, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, target.length);
            engine.read(null, address, target, offset, length);
        }

        @Override
        public void write(long address, byte[] source, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, source.length);
            writeOutsideFence(null, address, source, offset, length);
        }
    }

    private final class AsidAccess implements GuestMemoryAccess {
        @Override
        public void read(int asid, Encryption encryption, long address, byte[] target, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (contains(address, length)) {
                engine.read(keyOf(asid, encryption), address, target, offset, length);
            } else {
                Arrays.fill(target, offset, offset + length, NO_MEMORY);
            }
        }

        @Override
        public void write(int asid, Encryption encryption, long address, byte[] source, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, source.length);
            if (contains(address, length)) {
                writeOutsideFence(keyOf(asid, encryption), address, source, offset, length);
            }
        }

        @Override
        public boolean contains(long address, long lengthBytes) {
            return dram.contains(address, lengthBytes);
        }

        @Override
        public void watch(long frame, FrameWatch watch) {
            if (dram.contains(frame, Page.SIZE)) {
                dram.watches().add(frame, watch);
            }
        }

        @Override
        public void unwatch(long frame, FrameWatch watch) {
            if (dram.contains(frame, Page.SIZE)) {
                dram.watches().remove(frame, watch);
            }
        }

        @Override
        public boolean holds(int asid, Encryption encryption, long frame, FrameWatch watch) {
            return dram.contains(frame, Page.SIZE) && engine.holds(keyOf(asid, encryption), frame, watch);
        }

        @Override
        public int keyChanges(int asid) {
            return slots.changes(asid);
        }

        @Override
        public boolean mayRun(int asid) {
            return slots.mayRun(asid);
        }
    }

    private final class FirmwareAccess implements FirmwarePort {
        @Override
        public boolean contains(long address, long lengthBytes) {
            return dram.contains(address, lengthBytes);
        }

        @Override
        public void read(Encryption encryption, long address, byte[] target, int offset, int length) {
            engine.read(keyOf(0, encryption), address, target, offset, length);
        }

        @Override
        public void write(Encryption encryption, long address, byte[] source, int offset, int length) {
            engine.write(keyOf(0, encryption), address, source, offset, length);
        }

        @Override
        public void readGuest(int asid, long address, byte[] target, int offset, int length) {
            engine.read(installed(asid), address, target, offset, length);
        }

        @Override
        public void writeGuest(int asid, long address, byte[] source, int offset, int length) {
            engine.write(installed(asid), address, source, offset, length);
        }

        @Override
        public void measureAndEncrypt(
                Encryption encryption, int asid, long address, long length, MessageDigest digest) {
            dram.check(address, length);
            measuringEncryptor.run(keyOf(0, encryption), installed(asid), address, length, digest);
        }

        @Override
        public void protect(long address, long length) {
            dram.check(address, length);
            fence = new WriteFence(address, address + length);
        }

        @Override
        public void unprotect() {
            fence = WriteFence.NONE;
        }

        @Override
        public void install(int asid, SecretBytes key) {
            slots.put(checked(asid), key(key));
            keyReceiver.accept(asid, SecretBytes.of(Bytes.copyOf(key.reveal())));
        }

        @Override
        public void remove(int asid) {
            slots.put(checked(asid), null);
        }

        @Override
        public boolean hasKey(int asid) {
            return slots.key(asid) != null;
        }

        @Override
        public void enable(int asid) {
            slots.setRunnable(checked(asid), true);
        }

        @Override
        public void disable(int asid) {
            slots.setRunnable(checked(asid), false);
        }

        @Override
        public boolean mayRun(int asid) {
            return slots.mayRun(asid);
        }

        @Override
        public int cores() {
            return cores.count();
        }

        @Override
        public boolean hasWrittenBack(int core) {
            return cores.hasWrittenBack(core);
        }

        @Override
        public void requireWriteBack(int core) {
            cores.setWrittenBack(core, false);
        }

        @Override
        public boolean memoryEncryptionEnabled() {
            return cores.memoryEncryptionEnabled();
        }

        private MemoryKey installed(int asid) {
            MemoryKey key = slots.key(asid);
            if (key == null) {
                throw new IllegalStateException("no key for ASID " + asid);
            }
            return key;
        }

        private int checked(int asid) {
            if (asid < 1 || asid > slots.maximumAsid()) {
                throw new IllegalArgumentException("ASID " + asid + ", expected 1 to " + slots.maximumAsid());
            }
            return asid;
        }
    }
}
