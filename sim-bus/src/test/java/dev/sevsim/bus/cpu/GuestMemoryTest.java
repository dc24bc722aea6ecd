package dev.sevsim.bus.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VmcbControl;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.memory.NestedPageTable;
import dev.sevsim.bus.memory.NestedPaging;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuestMemoryTest {
    private static final int ASID = 0x5A;

    private final FakeMemory dram = new FakeMemory();
    private final NestedPaging paging = new NestedPaging();
    private final Map<Long, Long> pages = new HashMap<>(Map.of(0x1000L, 0x8000L, 0x2000L, 0x3000L));
    private final long nestedCr3 = paging.install(page -> pages.getOrDefault(page, NestedPageTable.NOT_PRESENT));
    private final List<String> faults = new ArrayList<>();
    private Runnable whileOut = () -> {};
    private final GuestMemory memory = new GuestMemory(dram, paging, this::fault);

    private void fault(long address, GuestMemory.Access access) {
        faults.add(access + " " + Long.toHexString(address));
        whileOut.run();
        pages.put(address & -4096, 0x9000L);
    }

    @BeforeEach
    void enterAsSevGuest() {
        enter(0b011);
    }

    private void enter(int sevFlags) {
        memory.enter(new VcpuEntry(0, new VmcbControl(ASID, sevFlags, nestedCr3, 0), GuestRegisters.NONE, Bytes.EMPTY));
    }

    @Test
    void translatesEachPageOfAnAccess() {
        memory.write(0x1FFE, Encryption.ENCRYPTED, new byte[] {1, 2, 3, 4}, 0, 4);

        assertThat(dram.accesses).containsExactly("write ENCRYPTED 8ffe+2", "write ENCRYPTED 3000+2");
        assertThat(dram.dram[0x8FFE]).isEqualTo((byte) (1 ^ ASID));
        assertThat(dram.dram[0x3001]).isEqualTo((byte) (4 ^ ASID));
    }

    @Test
    void readsOnlyThePartThatWasAskedFor() {
        dram.dram[0x8010] = 7;
        byte[] target = {9, 9, 9};

        memory.read(0x1010, Encryption.PLAIN, target, 1, 1);

        assertThat(target).containsExactly(9, 7, 9);
    }

    @Test
    void goesOnAfterAFaultThatWasServed() {
        byte[] target = new byte[2];

        memory.read(0x7FFF - 0xFFF, Encryption.PLAIN, target, 0, 2);
        memory.write(0x6004, Encryption.PLAIN, target, 0, 1);

        assertThat(faults).containsExactly("READ 7000", "WRITE 6004");
        assertThat(dram.accesses).containsExactly("read PLAIN 9000+2", "write PLAIN 9004+1");
    }

    @Test
    void accessesUnderTheEntryThatServedAFault() {
        byte[] target = new byte[1];
        whileOut = () -> enter(0b001);

        memory.read(0x7000, Encryption.ENCRYPTED, target, 0, 1);
        enter(0b011);
        memory.write(0x6000, Encryption.ENCRYPTED, target, 0, 1);

        assertThat(dram.accesses).containsExactly("read PLAIN 9000+1", "write PLAIN 9000+1");
    }

    @Test
    void ignoresTheCBitOfAGuestWithoutSev() {
        enter(0b001);

        memory.write(0x1000, Encryption.ENCRYPTED, new byte[] {1}, 0, 1);

        assertThat(dram.accesses).containsExactly("write PLAIN 8000+1");
    }

    @Test
    void refusesARangeOutsideOfTheArray() {
        assertThatThrownBy(() -> memory.read(0x1000, Encryption.PLAIN, new byte[4], 2, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(dram.accesses).isEmpty();
    }
}
