package dev.sevsim.bus.cpu;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.Intercept;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.frame.VmcbControl;
import dev.sevsim.bus.memory.NestedPageTable;
import dev.sevsim.bus.memory.NestedPaging;
import dev.sevsim.bus.time.SeededRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;

/** A processor with three mapped pages; closes every processor of a test. */
abstract class VirtualCpuFixture {
    static final GuestPhysical RESET = new GuestPhysical(0x1000);
    static final int ASID = 0x5A;
    static final int SEV = 0b011;

    final FakeMemory memory = new FakeMemory();
    final NestedPaging paging = new NestedPaging();
    final Map<Long, Long> pages = new HashMap<>();
    final long nestedCr3 = paging.install(page -> pages.getOrDefault(page, NestedPageTable.NOT_PRESENT));
    final List<Object> seen = new ArrayList<>();
    final List<VirtualCpu> cpus = new ArrayList<>();

    VirtualCpuFixture() {
        pages.put(0x1000L, 0x8000L);
        pages.put(0x2000L, 0x3000L);
        pages.put(0x3000L, 0x6000L);
    }

    @AfterEach
    void closeCpus() {
        cpus.forEach(VirtualCpu::close);
    }

    VirtualCpu running(Consumer<GuestCpu> code) {
        return running(program("test", RESET, cpu -> {
            code.accept(cpu);
            return 0;
        }));
    }

    VirtualCpu running(GuestProgram... programs) {
        VirtualCpu cpu = new VirtualCpu(
                cpus.size(),
                TestProgram.board(memory, paging, List.of(programs)).startingAt(RESET),
                SeededRandom.of(42));
        cpus.add(cpu);
        return cpu;
    }

    static GuestProgram program(String name, GuestPhysical at, java.util.function.ToLongFunction<GuestCpu> code) {
        return new GuestProgram() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean recognises(GuestCpu cpu, GuestPhysical entry, long... arguments) {
                return entry.equals(at);
            }

            @Override
            public long run(GuestCpu cpu, GuestPhysical entry, long... arguments) {
                return code.applyAsLong(cpu);
            }
        };
    }

    VcpuEntry entry() {
        return entry(SEV, 0, 0, 0, 0, Bytes.EMPTY);
    }

    VcpuEntry entry(int flags, long rax, long rbx, long rcx, long rdx, Bytes data) {
        return new VcpuEntry(
                0, new VmcbControl(ASID, flags, nestedCr3, 0), new GuestRegisters(rax, rbx, rcx, rdx), data);
    }

    VcpuEntry answer(long rax) {
        return entry(SEV, rax, 0, 0, 0, Bytes.EMPTY);
    }

    static VcpuExit exit(ExitReason reason, long info1, long info2, long rax, long rbx, long rcx, long rdx) {
        return new VcpuExit(
                0, new Intercept(reason, info1, info2), new GuestRegisters(rax, rbx, rcx, rdx), Bytes.EMPTY);
    }

    static VcpuExit plain(ExitReason reason) {
        return exit(reason, 0, 0, 0, 0, 0, 0);
    }
}
