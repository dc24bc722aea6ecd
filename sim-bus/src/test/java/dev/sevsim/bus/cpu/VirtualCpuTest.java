package dev.sevsim.bus.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.Intercept;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.frame.VmcbControl;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.time.SeededRandom;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class VirtualCpuTest extends VirtualCpuFixture {
    @Test
    void shutsDownWhenTheResetCodeReturnsAndHasEndedThen() {
        VirtualCpu cpu = running(guest -> seen.add("ran"));

        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.SHUTDOWN));
        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.ENDED));
        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.ENDED));
        assertThat(seen).containsExactly("ran");
    }

    @Test
    void refusesAnSevGuestWhoseAsidIsNotEnabled() {
        VirtualCpu cpu = running(guest -> seen.add("ran"));
        memory.disabledAsid = ASID;

        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.INVALID));
        assertThat(seen).isEmpty();
        memory.disabledAsid = -1;
        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.SHUTDOWN));
    }

    @Test
    void leavesForPortInputAndTakesTheAnswerOfItsWidth() {
        VirtualCpu cpu = running(guest -> {
            seen.add(guest.in(0x511, 1));
            seen.add(guest.in(0x510, 2));
            seen.add(guest.in(0xCFC, 4));
        });

        assertThat(cpu.enter(entry())).isEqualTo(exit(ExitReason.IOIO, 0x0511_0011, 1, 0, 0, 0, 0));
        assertThat(cpu.enter(answer(0x1234_5678_9ABCL))).isEqualTo(exit(ExitReason.IOIO, 0x0510_0021, 1, 0, 0, 0, 0));
        assertThat(cpu.enter(answer(0x1234_5678_9ABCL))).isEqualTo(exit(ExitReason.IOIO, 0x0CFC_0041, 1, 0, 0, 0, 0));
        assertThat(cpu.enter(answer(0x1234_5678_9ABCL))).isEqualTo(plain(ExitReason.SHUTDOWN));
        assertThat(seen).containsExactly(0xBC, 0x9ABC, 0x5678_9ABC);
    }

    @Test
    void leavesForPortOutput() {
        VirtualCpu cpu = running(guest -> {
            guest.out(0x3F8, 1, 0x1FF);
            guest.out(0xCF8, 4, 0x8000_0000);
            guest.outBytes(0x3F8, Bytes.EMPTY);
            guest.outBytes(0x3F8, Bytes.ofAscii("hello"));
        });

        assertThat(cpu.enter(entry())).isEqualTo(exit(ExitReason.IOIO, 0x03F8_0010, 1, 0xFF, 0, 0, 0));
        assertThat(cpu.enter(entry())).isEqualTo(exit(ExitReason.IOIO, 0x0CF8_0040, 1, 0x8000_0000L, 0, 0, 0));
        assertThat(cpu.enter(entry()))
                .isEqualTo(new VcpuExit(
                        0,
                        new Intercept(ExitReason.IOIO, 0x03F8_0010, 5),
                        GuestRegisters.NONE,
                        Bytes.ofAscii("hello")));
        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.SHUTDOWN));
    }

    @Test
    void readsARunOfBytesAndOnesWhereTheHostGaveNone() {
        VirtualCpu cpu = running(guest -> {
            seen.add(guest.inBytes(0x511, 4));
            seen.add(guest.inBytes(0x511, 2));
            seen.add(guest.inBytes(0x511, 0));
        });

        assertThat(cpu.enter(entry())).isEqualTo(exit(ExitReason.IOIO, 0x0511_0011, 4, 0, 0, 0, 0));
        assertThat(cpu.enter(entry(SEV, 0, 0, 0, 0, Bytes.of(1, 2))))
                .isEqualTo(exit(ExitReason.IOIO, 0x0511_0011, 2, 0, 0, 0, 0));
        assertThat(cpu.enter(entry(SEV, 0, 0, 0, 0, Bytes.of(1, 2, 3)))).isEqualTo(plain(ExitReason.SHUTDOWN));
        assertThat(seen).containsExactly(Bytes.of(1, 2, 0xFF, 0xFF), Bytes.of(1, 2), Bytes.EMPTY);
    }

    @Test
    void leavesForModelSpecificRegisters() {
        VirtualCpu cpu = running(guest -> {
            seen.add(guest.readMsr(0xC001_0130));
            guest.writeMsr(0x4B56_4D04, 0x1122_3344_5566_7788L);
        });

        assertThat(cpu.enter(entry())).isEqualTo(exit(ExitReason.MSR, 0, 0, 0, 0, 0xC001_0130L, 0));
        assertThat(cpu.enter(entry(SEV, 0xFFFF_FFFF_89AB_CDEFL, 0, 0, 0x0123_4567, Bytes.EMPTY)))
                .isEqualTo(exit(ExitReason.MSR, 1, 0, 0x5566_7788L, 0, 0x4B56_4D04L, 0x1122_3344L));
        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.SHUTDOWN));
        assertThat(seen).containsExactly(0x0123_4567_89AB_CDEFL);
    }

    @Test
    void answersItsSevStatusWithoutTheHost() {
        VirtualCpu cpu = running(guest -> {
            seen.add(guest.readMsr(0xC001_0131));
            guest.halt();
            seen.add(guest.readMsr(0xC001_0131));
            guest.halt();
            seen.add(guest.readMsr(0xC001_0131));
        });

        assertThat(cpu.enter(entry(0b001, 0, 0, 0, 0, Bytes.EMPTY))).isEqualTo(plain(ExitReason.HLT));
        assertThat(cpu.enter(entry(0b011, 0, 0, 0, 0, Bytes.EMPTY))).isEqualTo(plain(ExitReason.HLT));
        assertThat(cpu.enter(entry(0b111, 0, 0, 0, 0, Bytes.EMPTY))).isEqualTo(plain(ExitReason.SHUTDOWN));
        assertThat(seen).containsExactly(0L, 1L, 3L);
    }

    @Test
    void leavesForTheOtherInterceptedInstructions() {
        VirtualCpu cpu = running(guest -> {
            seen.add(guest.cpuid(0x8000_001F, 1));
            seen.add(guest.hypercall(12, 1, 2, 3));
            guest.writeBackCaches();
            guest.halt();
        });

        assertThat(cpu.enter(entry())).isEqualTo(exit(ExitReason.CPUID, 0x8000_001FL, 1, 0, 0, 0, 0));
        assertThat(cpu.enter(entry(SEV, 1, 2, 3, 4, Bytes.EMPTY)))
                .isEqualTo(exit(ExitReason.VMMCALL, 0, 0, 12, 1, 2, 3));
        assertThat(cpu.enter(answer(-1))).isEqualTo(plain(ExitReason.WBINVD));
        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.HLT));
        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.SHUTDOWN));
        assertThat(seen).containsExactly(new CpuidResult(1, 2, 3, 4), -1L);
    }

    @Test
    void countsCacheFlushesAndDrawsRandomnessWithoutLeaving() {
        VirtualCpu cpu = running(guest -> {
            guest.flushCache(RESET, 64);
            guest.flushCache(RESET, 64);
            seen.add(guest.random());
        });

        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.SHUTDOWN));
        assertThat(cpu.cacheFlushes()).isEqualTo(2);
        assertThat(seen).containsExactly(SeededRandom.of(42).nextLong());
    }

    @Test
    void reachesMemoryPageByPageThroughTheNestedTable() {
        VirtualCpu cpu = running(guest -> {
            byte[] content = new byte[5000];
            content[0] = 1;
            content[15] = 2;
            content[4111] = 3;
            content[4999] = 4;
            guest.write(new GuestPhysical(0x1FF0), Encryption.PLAIN, content, 0, content.length);
            seen.add(guest.read(new GuestPhysical(0x1FF0), Encryption.PLAIN, 5000)
                    .equals(Bytes.copyOf(content)));
        });

        cpu.enter(entry());

        assertThat(memory.accesses)
                .containsSubsequence("write PLAIN 8ff0+16", "write PLAIN 3000+4096", "write PLAIN 6000+888")
                .containsSubsequence("read PLAIN 8ff0+16", "read PLAIN 3000+4096", "read PLAIN 6000+888");
        assertThat(memory.dram[0x8FF0]).isEqualTo((byte) 1);
        assertThat(memory.dram[0x8FFF]).isEqualTo((byte) 2);
        assertThat(memory.dram[0x3FFF]).isEqualTo((byte) 3);
        assertThat(memory.dram[0x6000 + 887]).isEqualTo((byte) 4);
        assertThat(seen).containsExactly(true);
    }

    @Test
    void usesTheKeyWhereTheCBitIsSetAndForEveryFetch() {
        memory.dram[0x3000] = 0x11;
        VirtualCpu cpu = running(guest -> {
            GuestPhysical address = new GuestPhysical(0x2000);
            seen.add(guest.read(address, Encryption.PLAIN, 1).u8(0));
            seen.add(guest.read(address, Encryption.ENCRYPTED, 1).u8(0));
            seen.add(guest.fetch(address, 1).u8(0));
        });

        cpu.enter(entry());

        assertThat(seen).containsExactly(0x11, 0x11 ^ ASID, 0x11 ^ ASID);
    }

    @Test
    void ignoresTheCBitWithoutSev() {
        memory.dram[0x3000] = 0x11;
        VirtualCpu cpu = running(guest -> {
            seen.add(guest.read(new GuestPhysical(0x2000), Encryption.ENCRYPTED, 1)
                    .u8(0));
            seen.add(guest.fetch(new GuestPhysical(0x2000), 1).u8(0));
        });

        cpu.enter(entry(0b001, 0, 0, 0, 0, Bytes.EMPTY));

        assertThat(seen).containsExactly(0x11, 0x11);
    }

    @Test
    void faultsOnAMissingPageUntilItIsThere() {
        VirtualCpu cpu = running(guest -> {
            guest.write(new GuestPhysical(0x5010), Encryption.PLAIN, Bytes.of(7));
            seen.add(guest.read(new GuestPhysical(0x5FFF), Encryption.PLAIN, 2).toHex());
        });

        assertThat(cpu.enter(entry())).isEqualTo(exit(ExitReason.NPF, 2, 0x5010, 0, 0, 0, 0));
        assertThat(cpu.enter(entry())).isEqualTo(exit(ExitReason.NPF, 2, 0x5010, 0, 0, 0, 0));
        pages.put(0x5000L, 0x9000L);
        assertThat(cpu.enter(entry())).isEqualTo(exit(ExitReason.NPF, 0, 0x6000, 0, 0, 0, 0));
        assertThat(memory.dram[0x9010]).isEqualTo((byte) 7);
        pages.put(0x6000L, 0xA000L);
        memory.dram[0xA000] = 0x21;
        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.SHUTDOWN));
        assertThat(seen).containsExactly("0021");
    }

    @Test
    void faultsOnEverythingUnderAnUnknownTable() {
        VirtualCpu cpu = running(guest -> {});

        VcpuExit first =
                cpu.enter(new VcpuEntry(0, new VmcbControl(ASID, SEV, 0xDEAD000, 0), GuestRegisters.NONE, Bytes.EMPTY));

        assertThat(first).isEqualTo(exit(ExitReason.NPF, 0, 0x1000, 0, 0, 0, 0));
        assertThat(cpu.enter(entry())).isEqualTo(plain(ExitReason.SHUTDOWN));
    }

    @Test
    void crossesOftenWithoutLosingAnything() {
        VirtualCpu cpu = running(guest -> {
            long sum = 0;
            for (int i = 0; i < 20_000; i++) {
                sum += guest.hypercall(i, 0, 0, 0);
            }
            seen.add(sum);
        });

        VcpuExit exit = cpu.enter(entry());
        for (int i = 0; i < 20_000; i++) {
            assertThat(exit.rax()).isEqualTo(i);
            exit = cpu.enter(answer(exit.rax() * 2));
        }

        assertThat(exit.reason()).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(seen).containsExactly(20_000L * 19_999L);
    }

    @Test
    void sharesRoutinesBetweenTheCpusOfAMachine() {
        GuestPhysical service = new GuestPhysical(0x2000);
        List<GuestProgram> programs = List.of(program("test", RESET, guest -> {
            if (guest.index() == 0) {
                guest.install(service, "Answer", (caller, arguments) -> 42);
            } else {
                seen.add(guest.call(service));
            }
            return 0;
        }));
        CpuBoard board = TestProgram.board(memory, paging, programs).startingAt(RESET);
        for (int index = 0; index < 2; index++) {
            VirtualCpu cpu = new VirtualCpu(index, board, SeededRandom.of(1));
            cpus.add(cpu);
            assertThat(cpu.enter(entry()).reason()).isEqualTo(ExitReason.SHUTDOWN);
        }
        assertThat(seen).containsExactly(42L);
    }

    @ParameterizedTest(name = "save area at {0}")
    @ValueSource(strings = {"0x8001", "0x10000", "0xF001", "0x7FFFFFFFFFFFF000", "-4096"})
    void refusesASaveAreaThatIsNoPageOfMemory(String address) {
        VirtualCpu cpu = running(guest -> seen.add("ran"));
        VmcbControl control = new VmcbControl(ASID, SEV | VmcbControl.SEV_ES, nestedCr3, Long.decode(address));

        VcpuExit exit = cpu.enter(new VcpuEntry(0, control, GuestRegisters.NONE, Bytes.EMPTY));

        assertThat(exit.reason()).isEqualTo(ExitReason.INVALID);
        assertThat(seen).isEmpty();
    }

    @ParameterizedTest(name = "written under ASID {0}: {1}")
    @CsvSource({"0x5A, true", "0x5B, false"})
    void startsAtTheAddressInItsSaveAreaUnderItsOwnKey(int writer, boolean finds) {
        byte[] area = new byte[4096];
        ByteBuffer.wrap(area)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0x018, 0x80_0000)
                .putLong(0x178, 0xB004);
        memory.write(writer, Encryption.ENCRYPTED, 0x3000, area, 0, area.length);

        VcpuExit left = running(guest -> {})
                .enter(new VcpuEntry(
                        0, new VmcbControl(ASID, SEV | 4, nestedCr3, 0x3000), GuestRegisters.NONE, Bytes.EMPTY));

        assertThat(left.reason()).as("nothing is mapped there").isEqualTo(ExitReason.NPF);
        assertThat(left.info2() == 0x80_B004).isEqualTo(finds);
    }
}
