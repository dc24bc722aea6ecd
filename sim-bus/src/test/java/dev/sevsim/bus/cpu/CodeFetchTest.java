package dev.sevsim.bus.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VmcbControl;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.memory.NestedPageTable;
import dev.sevsim.bus.time.SeededRandom;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program of one page at the reset vector, which halts once, and a second one that it may load and call. */
@Timeout(60)
class CodeFetchTest extends VirtualCpuFixture {
    private static final long FRAME = 0x8000;
    private static final GuestPhysical SECOND = new GuestPhysical(0x2000);

    private final Bytes image = Bytes.ofAscii("code").paddedTo(Page.SIZE);

    private VirtualCpu programmed(Consumer<GuestCpu> first, Consumer<GuestCpu> second) {
        CpuBoard board = CpuBoard.of(
                        memory, paging, List.of(TestProgram.at(RESET, first), TestProgram.at(SECOND, second)))
                .startingAt(RESET);
        board.code().add(CodeExtent.ofImage(RESET, image, page -> true), paging.table(nestedCr3));
        byte[] plain = image.toArray();
        for (int i = 0; i < plain.length; i++) {
            memory.dram[(int) FRAME + i] = (byte) (plain[i] ^ ASID);
        }
        VirtualCpu cpu = new VirtualCpu(0, board, SeededRandom.of(1));
        cpus.add(cpu);
        return cpu;
    }

    private VirtualCpu halting() {
        return programmed(
                guest -> {
                    guest.halt();
                    seen.add("went on");
                },
                guest -> {});
    }

    /** A vCPU whose first program has halted, once. */
    private VirtualCpu halted() {
        VirtualCpu cpu = halting();
        assertThat(cpu.enter(entry()).reason()).isEqualTo(ExitReason.HLT);
        return cpu;
    }

    private void assertEnds(VirtualCpu cpu, VcpuEntry entry) {
        assertThat(cpu.enter(entry).reason()).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(seen).isEmpty();
    }

    private CodeExtent second() {
        TreeMap<Long, Bytes> pages = new TreeMap<>();
        pages.put(SECOND.value(), Bytes.ofAscii("second").paddedTo(Page.SIZE));
        return CodeExtent.ofPages(SECOND, Page.SIZE, pages);
    }

    private VcpuEntry under(int asid, int flags, long table) {
        return new VcpuEntry(0, new VmcbControl(asid, flags, table, 0), GuestRegisters.NONE, Bytes.EMPTY);
    }

    @Test
    void runsCodeThatIsAsItWasGiven() {
        VirtualCpu cpu = halting();

        assertThat(cpu.enter(entry()).reason()).isEqualTo(ExitReason.HLT);
        assertThat(cpu.enter(entry()).reason()).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(seen).containsExactly("went on");
    }

    @Test
    void endsAtTheFirstEntryWithAnyByteChanged() {
        for (int at : new int[] {0, 4, 2000, 4095}) {
            VirtualCpu cpu = halting();
            memory.dram[(int) FRAME + at] ^= 1;

            assertEnds(cpu, entry());
        }
    }

    @Test
    void endsAtTheEntryAfterAChange() {
        VirtualCpu cpu = halted();
        memory.dram[(int) FRAME + 4095] ^= 1;

        assertEnds(cpu, entry());
    }

    @Test
    void endsUnderAnotherAsidWithoutSevAndUnderAnotherTable() {
        pages.put(0x9000L, 0x3000L);
        long elsewhere = paging.install(page -> page + 0x3000);
        for (VcpuEntry other :
                List.of(under(0x5B, SEV, nestedCr3), under(ASID, 1, nestedCr3), under(ASID, SEV, elsewhere))) {
            assertEnds(halted(), other);
        }
    }

    @Test
    void endsWhenItsPageIsMappedElsewhere() {
        VirtualCpu cpu = halted();
        pages.put(RESET.value(), 0x3000L);

        assertEnds(cpu, entry());
    }

    @Test
    void goesOnWithTheSameBytesInAnotherFrame() {
        VirtualCpu cpu = halted();
        System.arraycopy(memory.dram, (int) FRAME, memory.dram, 0xA000, Page.SIZE);
        pages.put(RESET.value(), 0xA000L);

        cpu.enter(entry());

        assertThat(seen).containsExactly("went on");
        assertThat(memory.watched).containsExactly(0xA000L);
    }

    @Test
    void faultsForAPageThatIsNotMapped() {
        VirtualCpu cpu = halted();
        pages.remove(RESET.value());

        assertThat(cpu.enter(entry()).intercept().info2()).isEqualTo(RESET.value());
        pages.put(RESET.value(), FRAME);
        cpu.enter(entry());

        assertThat(seen).containsExactly("went on");
    }

    @Test
    void callsLoadedCodeOnlyAsItWasLoaded() {
        for (int change : new int[] {0, 1}) {
            VirtualCpu cpu = programmed(
                    guest -> {
                        guest.loadCode(second());
                        guest.halt();
                        long unused = guest.call(SECOND);
                    },
                    guest -> seen.add("second, change " + change));
            cpu.enter(entry());
            memory.dram[0x3FFF] ^= (byte) change;

            assertThat(cpu.enter(entry()).reason()).isEqualTo(ExitReason.SHUTDOWN);
        }
        assertThat(seen).containsExactly("second, change 0");
    }

    @Test
    void doesNotCallWhatWasWrittenAsData() {
        VirtualCpu cpu = programmed(
                guest -> {
                    second().contents()
                            .forEach((page, content) ->
                                    guest.write(new GuestPhysical(page), Encryption.ENCRYPTED, content));
                    long unused = guest.call(SECOND);
                },
                guest -> seen.add("second"));

        assertThat(cpu.enter(entry()).reason()).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(seen).isEmpty();
    }

    @Test
    void fetchesTheCallerOnReturnAndTheRoutinesProgramOnACall() {
        GuestPhysical routine = new GuestPhysical(0x3000);
        VirtualCpu cpu = programmed(
                guest -> {
                    guest.install(routine, "Service", (caller, arguments) -> {
                        seen.add("service");
                        return 0;
                    });
                    guest.loadCode(second());
                    long unused = guest.call(SECOND);
                    seen.add("returned");
                },
                guest -> {
                    guest.halt();
                    seen.add("second goes on");
                    long unused = guest.call(routine);
                });
        cpu.enter(entry());
        memory.dram[(int) FRAME] ^= 1;

        assertThat(cpu.enter(entry()).reason()).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(seen).containsExactly("second goes on");
    }

    @Test
    void looksAtNoPageWhileNothingChanges() {
        long counted = paging.install(new CountedTable());
        VirtualCpu cpu = programmed(
                guest -> {
                    for (int i = 0; i < 10; i++) {
                        guest.halt();
                    }
                },
                guest -> {});
        cpu.enter(under(ASID, SEV, counted));
        int compared = memory.compared;

        for (int i = 0; i < 5; i++) {
            cpu.enter(under(ASID, SEV, counted));
        }
        assertThat(memory.compared).isEqualTo(compared);
        memory.keyChanges++;
        cpu.enter(under(ASID, SEV, counted));

        assertThat(memory.compared).isGreaterThan(compared);
    }

    /** A table that never changes. */
    private static final class CountedTable implements NestedPageTable {
        @Override
        public long translate(long page) {
            return page == 0x1000 ? FRAME : NOT_PRESENT;
        }

        @Override
        public long changes() {
            return 1;
        }
    }
}
