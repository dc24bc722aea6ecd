package dev.sevsim.bus.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.frame.VcpuReset;
import dev.sevsim.bus.frame.VmcbControl;
import dev.sevsim.bus.memory.NestedPaging;
import dev.sevsim.bus.time.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestPartyTest {
    private static final GuestPhysical RESET = new GuestPhysical(0x1000);

    private final NestedPaging paging = new NestedPaging();
    private final long nestedCr3 = paging.install(page -> page);
    private final List<Integer> ran = new ArrayList<>();

    private VirtualCpu cpu(int index) {
        GuestProgram program = TestProgram.at(RESET, guest -> ran.add(guest.index()));
        CpuBoard board =
                TestProgram.board(new FakeMemory(), paging, List.of(program)).startingAt(RESET);
        return new VirtualCpu(index, board, SeededRandom.of(1));
    }

    private VcpuEntry entry(int vcpu) {
        return entry(nestedCr3, vcpu);
    }

    private static VcpuEntry entry(long table, int vcpu) {
        return new VcpuEntry(vcpu, new VmcbControl(1, 0b011, table, 0), GuestRegisters.NONE, Bytes.EMPTY);
    }

    @Test
    void entersEachVcpuByItsIndex() {
        try (GuestParty party = new GuestParty()) {
            party.add(nestedCr3, List.of(cpu(0), cpu(1)));

            assertThat(party.handle(entry(1))).contains(VcpuExit.of(1, ExitReason.SHUTDOWN));
            assertThat(party.handle(entry(7))).contains(VcpuExit.of(7, ExitReason.ENDED));
            assertThat(party.handle(entry(-1))).contains(VcpuExit.of(-1, ExitReason.ENDED));
            assertThat(party.handle(new DeviceResult(0))).isEmpty();
        }

        assertThat(ran).containsExactly(1);
    }

    @Test
    void beginsAgainAfterAReset() {
        long other = paging.install(page -> page);
        try (GuestParty party = new GuestParty()) {
            party.add(nestedCr3, List.of(cpu(0), cpu(1)));
            party.add(other, List.of(cpu(1)));
            party.handle(entry(1));
            party.handle(entry(other, 1));
            assertThat(party.handle(entry(1))).contains(VcpuExit.of(1, ExitReason.ENDED));

            assertThat(party.handle(new VcpuReset(1, nestedCr3))).isEmpty();
            assertThat(party.handle(new VcpuReset(0, nestedCr3))).isEmpty();
            assertThat(party.handle(new VcpuReset(9, nestedCr3))).isEmpty();
            assertThat(party.handle(new VcpuReset(1, other + 0x1000))).isEmpty();

            assertThat(party.handle(entry(1))).contains(VcpuExit.of(1, ExitReason.SHUTDOWN));
            assertThat(party.handle(entry(0))).contains(VcpuExit.of(0, ExitReason.SHUTDOWN));
            assertThat(party.handle(entry(other, 1))).as("the other VM's").contains(VcpuExit.of(1, ExitReason.ENDED));
        }
        assertThat(ran).containsExactly(1, 1, 1, 0);
    }

    /** A task of an observer runs on the thread that has entered the vCPU, while guest code waits. */
    @Test
    void runsATaskOfGuestCodeOnTheMachinesThread() {
        List<Thread> threads = new ArrayList<>();
        GuestParty party = new GuestParty();
        GuestProgram program = TestProgram.at(RESET, guest -> {
            party.onMachine(() -> threads.add(Thread.currentThread()));
            threads.add(Thread.currentThread());
        });
        CpuBoard board =
                TestProgram.board(new FakeMemory(), paging, List.of(program)).startingAt(RESET);
        try (party) {
            party.add(nestedCr3, List.of(new VirtualCpu(0, board, SeededRandom.of(1))));

            assertThat(party.handle(entry(0))).contains(VcpuExit.of(0, ExitReason.SHUTDOWN));
            party.onMachine(() -> threads.add(Thread.currentThread()));
        }
        assertThat(threads).hasSize(3);
        assertThat(threads.get(0)).isEqualTo(Thread.currentThread()).isEqualTo(threads.get(2));
        assertThat(threads.get(1)).isNotEqualTo(Thread.currentThread());
    }

    /** What the task throws leaves through the entry, and the guest is unwound when its VM is removed. */
    @Test
    void letsATaskOfGuestCodeEndTheRun() {
        IllegalStateException stop = new IllegalStateException("stop");
        GuestParty party = new GuestParty();
        GuestProgram program = TestProgram.at(RESET, guest -> {
            party.onMachine(() -> {
                throw stop;
            });
            ran.add(0);
        });
        CpuBoard board =
                TestProgram.board(new FakeMemory(), paging, List.of(program)).startingAt(RESET);
        try (party) {
            party.add(nestedCr3, List.of(new VirtualCpu(0, board, SeededRandom.of(1))));

            assertThatThrownBy(() -> party.handle(entry(0))).isSameAs(stop);
        }
        assertThat(ran).isEmpty();
    }

    @Test
    void entersTheVcpuOfTheVmWhoseTableIsNamed() {
        long other = paging.install(page -> page);
        try (GuestParty party = new GuestParty()) {
            party.add(nestedCr3, List.of(cpu(0)));
            party.add(other, List.of(cpu(0)));

            assertThat(party.handle(entry(nestedCr3, 0))).contains(VcpuExit.of(0, ExitReason.SHUTDOWN));
            assertThat(party.handle(entry(nestedCr3, 0))).contains(VcpuExit.of(0, ExitReason.ENDED));
            assertThat(party.handle(entry(other, 0))).contains(VcpuExit.of(0, ExitReason.SHUTDOWN));
            assertThat(party.handle(entry(other + 0x1000, 0))).contains(VcpuExit.of(0, ExitReason.ENDED));
        }
        assertThat(ran).containsExactly(0, 0);
    }

    /** Guest code that waits is unwound; the other VM runs on. */
    @Test
    void removesTheVcpusOfOneVm() {
        List<String> unwound = new ArrayList<>();
        long other = paging.install(page -> page);
        try (GuestParty party = new GuestParty()) {
            party.add(nestedCr3, List.of(halting("first", unwound)));
            party.add(other, List.of(halting("second", unwound)));
            assertThat(party.handle(entry(nestedCr3, 0))).contains(VcpuExit.of(0, ExitReason.HLT));
            assertThat(party.handle(entry(other, 0))).contains(VcpuExit.of(0, ExitReason.HLT));

            party.remove(nestedCr3);
            party.remove(nestedCr3);

            assertThat(unwound).containsExactly("first");
            assertThat(party.handle(entry(nestedCr3, 0))).contains(VcpuExit.of(0, ExitReason.ENDED));
            assertThat(party.handle(entry(other, 0))).contains(VcpuExit.of(0, ExitReason.SHUTDOWN));
        }
    }

    @Test
    void refusesATableWithVcpus() {
        try (GuestParty party = new GuestParty()) {
            party.add(nestedCr3, List.of(cpu(0)));

            assertThatThrownBy(() -> party.add(nestedCr3, List.of(cpu(0))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("nCR3: 0x");
        }
    }

    @Test
    void refusesAnIndexThatIsThereTwice() {
        try (GuestParty party = new GuestParty();
                VirtualCpu first = cpu(0)) {
            assertThatThrownBy(() -> party.add(nestedCr3, List.of(first, first)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private VirtualCpu halting(String name, List<String> unwound) {
        GuestProgram program = TestProgram.at(RESET, guest -> {
            try {
                guest.halt();
            } finally {
                unwound.add(name);
            }
        });
        CpuBoard board =
                TestProgram.board(new FakeMemory(), paging, List.of(program)).startingAt(RESET);
        return new VirtualCpu(0, board, SeededRandom.of(1));
    }
}
