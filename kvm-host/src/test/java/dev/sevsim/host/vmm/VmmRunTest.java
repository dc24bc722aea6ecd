package dev.sevsim.host.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.efi.FwCfgDmaAccess;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.memory.NestedPageTable;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.NestedMapping;
import dev.sevsim.host.ScriptedGuest;
import dev.sevsim.host.Vectors;
import dev.sevsim.host.vmm.RunResult.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Source of the expectations: docs/reference/kvm-host.md sections 3.4 and 4.3; the device specifications named by the
 * devices.
 */
class VmmRunTest {
    private static final Bytes KERNEL = Vectors.guestOwner("synth-kernel.bin");

    private final HostFixture fixture = new HostFixture();
    private final ScriptedGuest guest = new ScriptedGuest();
    private final StringBuilder printed = new StringBuilder();
    private final RunningVm vmm = new Vmm(
                    fixture.vmmLink(),
                    fixture.process(),
                    fixture.host.profile(),
                    VmmConfig.forFirmware(Vectors.guestOwner("synth-amdsev.fd"))
                            .directBoot(new DirectBoot(KERNEL, Optional.empty(), Optional.of("quiet")))
                            .vcpus(2)
                            .disk(Bytes.ofAscii("boot"))
                            .disk(Bytes.ofAscii("data").paddedTo(600))
                            .ramBytes(16 << 20)
                            .build())
            .start()
            .fetchMeasurement()
            .finish();

    @BeforeEach
    void plugTheGuestIn() {
        fixture.guest = guest;
    }

    @AfterEach
    void close() {
        vmm.close();
    }

    private RunResult run(String input) {
        return vmm.run(ConsoleSession.of(b -> printed.append((char) b), Bytes.ofAscii(input)));
    }

    @Test
    void entersUnderTheVmsAsidWithNestedPagingAndSev() {
        run("");

        VcpuEntry first = guest.entries().get(0);
        assertThat(first.asid()).isEqualTo(100);
        assertThat(first.sevFlags()).isEqualTo(3);
        assertThat(first.vcpu()).isZero();
    }

    @Test
    void printsWhatTheGuestSends() {
        guest.out(0x3F8, 1, 'H').outBytes(0x3F8, Bytes.ofAscii("ello")).exit(ExitReason.SHUTDOWN, 0, 0);

        assertThat(run("").outcome()).isEqualTo(Outcome.SHUTDOWN);
        assertThat(printed).hasToString("Hello");
        assertThat(run("").outcome()).isEqualTo(Outcome.SHUTDOWN);
    }

    @Test
    void carriesLongRunsInPieces() {
        guest.outBytes(0x3F8, Bytes.ofAscii("x".repeat(10_000)))
                .in(0x80, 1, 9_000)
                .exit(ExitReason.SHUTDOWN, 0, 0);

        run("");

        assertThat(printed.length()).isEqualTo(10_000);
        Bytes read = guest.lastEntry().data();
        assertThat(read.length()).isEqualTo(9_000);
        assertThat(read.u8(8_999)).isEqualTo(0xFF);
        assertThat(guest.entries()).hasSize(3);
    }

    @Test
    void givesTypedBytesThroughTheReceiver() {
        guest.in(0x3FD, 1, 1).in(0x3F8, 1, 1).in(0x3FD, 1, 1).exit(ExitReason.HLT, 0, 0);

        assertThat(run("k").outcome()).isEqualTo(Outcome.IDLE);

        assertThat(guest.entries().stream().map(VcpuEntry::rax).toList()).containsExactly(0L, 0x61L, (long) 'k', 0x60L);
    }

    @Test
    void wakesAHaltedGuestForInputAndThenCountsItAsIdle() {
        guest.exit(ExitReason.HLT, 0, 0).in(0x3F8, 1, 1).exit(ExitReason.HLT, 0, 0);

        assertThat(run("k").outcome()).isEqualTo(Outcome.IDLE);
        assertThat(guest.entries()).hasSize(3);
    }

    @Test
    void doesNotSpinOnAGuestThatIgnoresItsInput() {
        guest.exit(ExitReason.HLT, 0, 0).exit(ExitReason.HLT, 0, 0).exit(ExitReason.HLT, 0, 0);

        assertThat(run("k").outcome()).isEqualTo(Outcome.IDLE);
        assertThat(guest.entries()).hasSize(2);
    }

    @Test
    void powersDownByTheButton() {
        guest.exit(ExitReason.HLT, 0, 0);
        assertThat(run("").outcome()).isEqualTo(Outcome.IDLE);
        guest.in(0x600, 2, 1).out(0x600, 2, 0x100).in(0x600, 2, 1).out(0x604, 2, 0x2000);

        vmm.systemPowerdown();

        assertThat(run("").outcome()).isEqualTo(Outcome.POWERED_OFF);
        assertThat(guest.entries().get(2).rax()).isEqualTo(0x100);
        assertThat(guest.lastEntry().rax()).isZero();
    }

    @Test
    void reportsADeadLoopAndAFailedEntry() {
        guest.exit(ExitReason.DEAD_LOOP, 0, 0).exit(ExitReason.INVALID, 0, 0);

        assertThat(run("").outcome()).isEqualTo(Outcome.HUNG);
        assertThat(run(""))
                .isEqualTo(
                        new RunResult(Outcome.INTERNAL_ERROR, "KVM: entry failed, hardware error 0xffffffffffffffff"));
    }

    @Test
    void backsFaultingPagesAndGivesUpWhereNothingIs() {
        guest.exit(ExitReason.NPF, 2, 0x123456).exit(ExitReason.NPF, 0, 0xFED00010L);

        assertThat(run(""))
                .isEqualTo(new RunResult(Outcome.INTERNAL_ERROR, "guest touched 0xfed00010 where nothing is mapped"));

        NestedPageTable table = fixture.nestedPaging.table(guest.lastEntry().nestedCr3());
        assertThat(table.translate(0x123000)).isNotEqualTo(NestedPageTable.NOT_PRESENT);
        assertThat(table.translate(0x500000)).isEqualTo(NestedPageTable.NOT_PRESENT);
    }

    @Test
    void redirectsPagesForAHostileHost() {
        NestedMapping mapping = fixture.host.nestedPages(0);
        SystemPhysical first = mapping.frameOf(new GuestPhysical(0x1000)).orElseThrow();
        SystemPhysical second = mapping.frameOf(new GuestPhysical(0x2000)).orElseThrow();
        assertThat(second).isEqualTo(first.plus(0x1000));

        mapping.remap(new GuestPhysical(0x1FFF), second);
        assertThat(mapping.frameOf(new GuestPhysical(0x1000))).contains(second);
        mapping.restore(new GuestPhysical(0x1000));

        assertThat(mapping.frameOf(new GuestPhysical(0x1000))).contains(first);
        assertThat(mapping.frameOf(new GuestPhysical(0xFED00000L))).isEmpty();
    }

    @ParameterizedTest(name = "leaf {0}")
    @CsvSource({
        "0x8000001F, 0x2, 0x73, 0, 0",
        "0x40000000, 0x40000001, 0x4b4d564b, 0x564b4d56, 0x4d",
        "0x00000000, 0x10, 0x68747541, 0x444d4163, 0x69746e65",
        "0x80000000, 0x8000001f, 0x68747541, 0x444d4163, 0x69746e65",
        "0x40000123, 0, 0, 0, 0",
    })
    void answersCpuid(String leaf, String eax, String ebx, String ecx, String edx) {
        guest.exit(ExitReason.CPUID, Long.decode(leaf), 0);

        run("");

        VcpuEntry entry = guest.entries().get(1);
        assertThat(entry.rax()).isEqualTo(Long.decode(eax));
        assertThat(entry.rbx()).isEqualTo(Long.decode(ebx));
        assertThat(entry.rcx()).isEqualTo(Long.decode(ecx));
        assertThat(entry.rdx()).isEqualTo(Long.decode(edx));
    }

    @Test
    void writesTheWallClockIntoASharedPage() {
        guest.exit(ExitReason.MSR, 1, 0, 0x3010, 0, 0x4b564d00, 0, Bytes.EMPTY)
                .exit(ExitReason.MSR, 0, 0, 0, 0, 0x1234, 0, Bytes.EMPTY);

        run("");

        Bytes page = vmm.hostView(new GuestPhysical(0x3000)).orElseThrow();
        assertThat(page.slice(0x10, 0x1C)).isEqualTo(Bytes.fromHex("02000000 d8ebba62 00000000"));
        assertThat(guest.lastEntry().rax()).isZero();
    }

    @Test
    void bringsTheSystemTimeUpToDateAtEveryEntry() {
        fixture.clock.advance(Duration.ofSeconds(3));
        guest.exit(ExitReason.MSR, 1, 0, 0x3021, 0, 0x4b564d01, 0, Bytes.EMPTY).in(0x3F8 + 5, 1, 1);
        run("");
        Bytes first = vmm.hostView(new GuestPhysical(0x3000)).orElseThrow().slice(0x20, 0x40);

        fixture.clock.advance(Duration.ofMillis(1500));
        run("");
        Bytes second = vmm.hostView(new GuestPhysical(0x3000)).orElseThrow().slice(0x20, 0x40);

        assertThat(first)
                .isEqualTo(Bytes.fromHex("02000000 00000000 005ed0b200000000 005ed0b200000000 00000080 01 01 0000"));
        assertThat(second)
                .isEqualTo(Bytes.fromHex("04000000 00000000 008d380c01000000 008d380c01000000 00000080 01 01 0000"));
    }

    @Test
    void answersHypercallsThatItLacks() {
        guest.exit(ExitReason.VMMCALL, 0, 0, 12, 0, 1, 0, Bytes.EMPTY);

        run("");

        assertThat(guest.lastEntry().rax()).isEqualTo(-1000);
    }

    @Test
    void servesTheKernelByPortAndByDma() {
        Bytes access = new FwCfgDmaAccess(0x0014 << 16 | 8 | 2, 4, 0x2000).encode();
        guest.out(0x510, 2, 0x18)
                .in(0x511, 1, KERNEL.length())
                .out(0x510, 2, 0)
                .in(0x511, 1, 4)
                .out(0x514, 4, 0)
                .out(0x518, 4, 0x00100000)
                .in(0x514, 4, 1);
        fixture.memory.write(
                fixture.host.nestedPages(0).frameOf(new GuestPhysical(0x1000)).orElseThrow(), access);

        run("");

        assertThat(guest.entries().get(2).data()).isEqualTo(KERNEL);
        assertThat(guest.entries().get(4).data()).isEqualTo(Bytes.ofAscii("QEMU"));
        assertThat(vmm.hostView(new GuestPhysical(0x2000)).orElseThrow().slice(0, 4))
                .isEqualTo(Bytes.u32Le(6));
        assertThat(vmm.hostView(new GuestPhysical(0x1000)).orElseThrow().slice(0, 4))
                .isEqualTo(Bytes.zeros(4));
        assertThat(guest.lastEntry().rax()).isEqualTo(0x554d4551L);
    }

    @Test
    void listsTheMemoryMapInTheFileDirectory() {
        guest.out(0x510, 2, 0x19)
                .in(0x511, 1, 68)
                .out(0x510, 2, 0x20)
                .in(0x511, 1, 20)
                .out(0x510, 2, 5)
                .in(0x511, 1, 2);

        run("");

        Bytes directory = guest.entries().get(2).data();
        assertThat(directory.slice(0, 12)).isEqualTo(Bytes.fromHex("00000001 00000014 0020 0000"));
        assertThat(new String(directory.slice(12, 20).toArray(), StandardCharsets.US_ASCII))
                .isEqualTo("etc/e820");
        assertThat(guest.entries().get(4).data())
                .isEqualTo(Bytes.fromHex("0000000000000000 0000000100000000 01000000"));
        assertThat(guest.lastEntry().data()).isEqualTo(Bytes.of(2, 0));
    }

    @Test
    void readsTheDiskSectorBySector() {
        guest.out(0x1F6, 1, 0xE0)
                .out(0x1F2, 1, 1)
                .out(0x1F3, 1, 0)
                .out(0x1F4, 1, 0)
                .out(0x1F5, 1, 0)
                .out(0x1F7, 1, 0x20)
                .in(0x1F7, 1, 1)
                .in(0x1F0, 1, 512)
                .out(0x1F3, 1, 1)
                .out(0x1F7, 1, 0x20)
                .in(0x1F7, 1, 1)
                .out(0x1F7, 1, 0xEC)
                .in(0x1F0, 2, 256);

        run("");

        assertThat(guest.entries().get(7).rax()).isEqualTo(0x58);
        assertThat(guest.entries().get(8).data())
                .isEqualTo(Bytes.ofAscii("boot").paddedTo(512));
        assertThat(guest.entries().get(11).rax()).isEqualTo(0x51);
        Bytes identity = guest.lastEntry().data();
        assertThat(identity.asLittleEndian().getInt(120)).isEqualTo(1);
        assertThat(identity.slice(54, 60)).isEqualTo(Bytes.ofAscii("ESSVMI"));
    }

    @Test
    void readsTheSecondDiskThroughTheSameRegisters() {
        guest.out(0x1F6, 1, 0xF0)
                .out(0x1F2, 1, 2)
                .out(0x1F3, 1, 0)
                .out(0x1F4, 1, 0)
                .out(0x1F5, 1, 0)
                .out(0x1F7, 1, 0x20)
                .in(0x1F7, 1, 1)
                .in(0x1F0, 1, 1024)
                .out(0x1F6, 1, 0xE0)
                .in(0x1F7, 1, 1)
                .out(0x1F6, 1, 0xB0)
                .out(0x1F7, 1, 0xEC)
                .in(0x1F0, 2, 256);

        run("");

        assertThat(guest.entries().get(7).rax()).isEqualTo(0x58);
        assertThat(guest.entries().get(8).data())
                .isEqualTo(Bytes.ofAscii("data").paddedTo(1024));
        assertThat(guest.entries().get(10).rax()).as("the first disk").isEqualTo(0x50);
        assertThat(guest.lastEntry().data().asLittleEndian().getInt(120)).isEqualTo(2);
    }
}
