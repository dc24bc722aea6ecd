package dev.sevsim.machine;

import dev.sevsim.abi.Page;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.leak.SecretFinder;
import dev.sevsim.bus.leak.SecretFinder.Found;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.memory.GuestMemoryAccess;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.memory.EncryptedMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;

/** Searches all of DRAM in one view, also across page boundaries. */
public final class MemorySearch {

    private final EncryptedMemory memory;
    private final View view;

    /** Reads memory from an address. */
    private interface View {
        void read(long address, byte[] target);
    }

    private MemorySearch(EncryptedMemory memory, View view) {
        this.memory = memory;
        this.view = view;
    }

    /** The view of the host and of every device. */
    static MemorySearch asHost(EncryptedMemory memory) {
        MemoryPort port = memory.hostPort();
        return new MemorySearch(memory, (address, target) -> port.read(address, target, 0, target.length));
    }

    /** The view through the key of a guest. */
    static MemorySearch asGuest(EncryptedMemory memory, int asid) {
        GuestMemoryAccess access = memory.guestAccess();
        return new MemorySearch(
                memory,
                (address, target) -> access.read(asid, Encryption.ENCRYPTED, address, target, 0, target.length));
    }

    /** Bytes that are searched. */
    public long bytes() {
        return memory.touchedFrames() * Page.SIZE;
    }

    /**
     * Address of the secret, in any form that {@link SecretFinder} finds; empty when it is not found. Pages that were never written
     * are zero and left out.
     *
     * @throws IllegalArgumentException for a secret of no bytes
     */
    public OptionalLong find(SecretBytes secret) {
        return search(new SecretFinder(Map.of("secret", secret))).stream()
                .mapToLong(Found::offset)
                .findFirst();
    }

    /** The secrets that are found, each at its addresses: one in each run of pages that holds it. */
    public List<Found> search(SecretFinder finder) {
        List<Found> all = new ArrayList<>();
        for (Run run : runs()) {
            byte[] content = new byte[run.pages() * Page.SIZE];
            view.read(run.address(), content);
            finder.search(content)
                    .forEach(found -> all.add(
                            new Found(found.secret(), found.part(), found.form(), run.address() + found.offset())));
        }
        return all;
    }

    /** Pages that follow one another. */
    private record Run(long address, int pages) {}

    private List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        long start = 0;
        long end = 0;
        PrimitiveIterator.OfLong addresses = memory.touchedAddresses().iterator();
        while (addresses.hasNext()) {
            long address = addresses.nextLong();
            if (address != end) {
                add(runs, start, end);
                start = address;
            }
            end = address + Page.SIZE;
        }
        add(runs, start, end);
        return runs;
    }

    private static void add(List<Run> runs, long start, long end) {
        if (end > start) {
            runs.add(new Run(start, Math.toIntExact((end - start) / Page.SIZE)));
        }
    }
}
