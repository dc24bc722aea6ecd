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
        CpuBoard board = CpuBoard.of(new FakeMemory(), paging, List.of(program)).startingAt(RESET);
        return new VirtualCpu(index, board, SeededRandom.of(1));
    }

    private VcpuEntry entry(int vcpu) {
        return new VcpuEntry(vcpu, new VmcbControl(1, 0b011, nestedCr3, 0), GuestRegisters.NONE, Bytes.EMPTY);
    }

    @Test
    void seatsEachVcpuAtItsIndex() {
        try (GuestParty party = new GuestParty(List.of(cpu(0), cpu(1)))) {
            assertThat(party.handle(entry(1))).contains(VcpuExit.of(1, ExitReason.SHUTDOWN));
            assertThat(party.handle(entry(7))).contains(VcpuExit.of(7, ExitReason.ENDED));
            assertThat(party.handle(entry(-1))).contains(VcpuExit.of(-1, ExitReason.ENDED));
            assertThat(party.handle(new DeviceResult(0))).isEmpty();
        }

        assertThat(ran).containsExactly(1);
    }

    @Test
    void beginsAgainAfterAReset() {
        try (GuestParty party = new GuestParty(List.of(cpu(0), cpu(1)))) {
            party.handle(entry(1));
            assertThat(party.handle(entry(1))).contains(VcpuExit.of(1, ExitReason.ENDED));

            assertThat(party.handle(new VcpuReset(1))).isEmpty();
            assertThat(party.handle(new VcpuReset(0))).isEmpty();
            assertThat(party.handle(new VcpuReset(9))).isEmpty();

            assertThat(party.handle(entry(1))).contains(VcpuExit.of(1, ExitReason.SHUTDOWN));
            assertThat(party.handle(entry(0))).contains(VcpuExit.of(0, ExitReason.SHUTDOWN));
        }
        assertThat(ran).containsExactly(1, 1, 0);
    }

    @Test
    void refusesAVcpuAtAnotherPlace() {
        try (VirtualCpu first = cpu(0)) {
            assertThatThrownBy(() -> new GuestParty(List.of(first, first)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
