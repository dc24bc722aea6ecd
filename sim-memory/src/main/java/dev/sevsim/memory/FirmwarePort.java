package dev.sevsim.memory;

import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.memory.Encryption;
import java.security.MessageDigest;

/**
 * The Secure Processor's side of memory: any address, under the host's key or a guest's, and control of the key slots.
 *
 * <p>Addresses carry no C-bit here. For the host's data, {@link Encryption#ENCRYPTED} means the SME key.
 */
public interface FirmwarePort {
    /** Whether every byte of the range is DRAM. */
    boolean contains(long address, long lengthBytes);

    /** Reads host data. */
    void read(Encryption encryption, long address, byte[] target, int offset, int length);

    /** Writes host data. */
    void write(Encryption encryption, long address, byte[] source, int offset, int length);

    /** Reads through the key in the slot of {@code asid}. */
    void readGuest(int asid, long address, byte[] target, int offset, int length);

    /** Writes through the key in the slot of {@code asid}. */
    void writeGuest(int asid, long address, byte[] source, int offset, int length);

    /**
     * Feeds host data to a digest and leaves it encrypted under the key in the slot of {@code asid}.
     *
     * @param encryption how the host wrote the data
     * @param address a multiple of 16
     * @param length a multiple of 16
     */
    void measureAndEncrypt(Encryption encryption, int asid, long address, long length, MessageDigest digest);

    /** From now on only the Secure Processor writes to this one range; writes of all others to it are lost. */
    void protect(long address, long length);

    /** Ends {@link #protect}. */
    void unprotect();

    /** Loads a guest's key into the slot of {@code asid}. */
    void install(int asid, SecretBytes key);

    /** Empties the slot of {@code asid}. */
    void remove(int asid);

    /** Whether the slot of {@code asid} holds a key. */
    boolean hasKey(int asid);

    /** Lets VMRUN accept {@code asid}. */
    void enable(int asid);

    /** Makes VMRUN refuse {@code asid}. */
    void disable(int asid);

    /** Whether VMRUN accepts {@code asid}. */
    boolean mayRun(int asid);

    /** Cores in the machine. */
    int cores();

    /** The core's "WBINVD done" flag. */
    boolean hasWrittenBack(int core);

    /** Clears the core's "WBINVD done" flag. */
    void requireWriteBack(int core);

    /** Whether SYSCFG bit 23 is set on every core. */
    boolean memoryEncryptionEnabled();
}
