package dev.sevsim.it.bench;

import dev.sevsim.abi.Page;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.memory.GuestMemoryAccess;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A guest that reads and writes its private memory page after page. */
@Warmup(iterations = 3, time = 1)
public class EncryptedMemoryBenchmark extends BriefBenchmark {
    private final byte[] page = new byte[Page.SIZE];
    private final InitialisedProcessor machine = new InitialisedProcessor();
    private final GuestMemoryAccess guest = machine.memory().guestAccess();

    /** Made by JMH. */
    public EncryptedMemoryBenchmark() {}

    @Setup
    public void touch() {
        int unused = machine.activeGuest();
        writePage();
    }

    @TearDown
    public void close() {
        machine.close();
    }

    @Benchmark
    @OperationsPerInvocation(Sizes.PAGES)
    public byte[] readPage() {
        for (int i = 0; i < Sizes.PAGES; i++) {
            guest.read(InitialisedProcessor.ASID, Encryption.ENCRYPTED, address(i), page, 0, Page.SIZE);
        }
        return page;
    }

    @Benchmark
    @OperationsPerInvocation(Sizes.PAGES)
    public void writePage() {
        for (int i = 0; i < Sizes.PAGES; i++) {
            guest.write(InitialisedProcessor.ASID, Encryption.ENCRYPTED, address(i), page, 0, Page.SIZE);
        }
    }

    private static long address(int index) {
        return InitialisedProcessor.DATA + (long) index * Page.SIZE;
    }
}
