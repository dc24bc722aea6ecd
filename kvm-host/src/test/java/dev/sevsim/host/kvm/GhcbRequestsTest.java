package dev.sevsim.host.kvm;

import static dev.sevsim.host.kvm.GhcbGuest.GHCB;
import static dev.sevsim.host.kvm.GhcbGuest.INFO_1;
import static dev.sevsim.host.kvm.GhcbGuest.INFO_2;
import static dev.sevsim.host.kvm.GhcbGuest.RAX;
import static dev.sevsim.host.kvm.GhcbGuest.RBX;
import static dev.sevsim.host.kvm.GhcbGuest.RCX;
import static dev.sevsim.host.kvm.GhcbGuest.RDX;
import static dev.sevsim.host.kvm.GhcbGuest.SCRATCH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.KvmRun;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.host.profile.KernelProfile;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Source of the expectations: docs/reference/kvm-host.md section 4.4; layout of struct kvm_run: Linux uapi linux/kvm.h.
 */
class GhcbRequestsTest {
    private static final long IOIO = 0x7B;
    private static final long STRING = 1 << 2;
    private static final long BYTE = 1 << 4;
    private static final long IN = 1;

    private final GhcbGuest guest = new GhcbGuest(KernelProfile.LINUX_6_1).launched();

    private static long port(int port) {
        return (long) port << 16;
    }

    @Test
    void sendsAStringFromTheSharedBuffer() {
        guest.page(IOIO, port(0x3F8) | STRING | BYTE, 5, SCRATCH, GHCB + 0x800);
        guest.write(GHCB + 0x800, Bytes.ofAscii("hello"));

        guest.vmgexit(GHCB);

        assertThat(guest.exitReason()).isEqualTo(KvmRun.EXIT_IO);
        assertThat(guest.shared(32, 8)).isEqualTo(Bytes.fromHex("01" + "01" + "f803" + "05000000"));
        assertThat(guest.shared(KvmRun.DATA_OFFSET, 5)).isEqualTo(Bytes.ofAscii("hello"));
        guest.run();
        assertThat(guest.field(INFO_1)).isZero();
        assertThat(guest.guest.lastEntry().rax()).isEqualTo(GHCB);
    }

    @Test
    void bringsAStringOfWordsIntoTheSharedBuffer() {
        guest.request(IOIO, port(0x1F0) | STRING | 2 << 4 | IN, 3, SCRATCH, GHCB + 0xFEA);
        assertThat(guest.shared(32, 8)).isEqualTo(Bytes.fromHex("00" + "02" + "f001" + "03000000"));
        guest.putShared(KvmRun.DATA_OFFSET, Bytes.fromHex("a1a2b1b2c1c2"));

        guest.run();

        assertThat(guest.read(GHCB + 0xFEA, 6)).isEqualTo(Bytes.fromHex("a1a2b1b2c1c2"));
        assertThat(guest.isValid(RAX)).as("RAX answered").isFalse();
    }

    @Test
    void sendsALongStringOfOtherMemoryInPieces() {
        guest.page(IOIO, port(0x402) | STRING | BYTE, 0x10000, SCRATCH, 0x20123);
        byte[] content = new byte[0x10000];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) ((i * 31) >>> 3);
        }
        guest.write(0x20123, Bytes.copyOf(content));

        guest.vmgexit(GHCB);

        for (int piece = 0; piece < 16; piece++) {
            assertThat(guest.exitReason()).isEqualTo(KvmRun.EXIT_IO);
            assertThat(guest.shared(KvmRun.DATA_OFFSET, 4096)).isEqualTo(Bytes.copyOf(content, piece * 4096, 4096));
            guest.run();
        }
        assertThat(guest.guest.lastEntry().rax()).isEqualTo(GHCB);
    }

    @Test
    void resumesAStringOfNothing() {
        guest.request(IOIO, port(0x3F8) | STRING | BYTE, 0, SCRATCH, GHCB + 0x800);

        assertThat(guest.field(INFO_1)).isZero();
        assertThat(guest.guest.entries()).hasSize(2);
    }

    @ParameterizedTest(name = "{0} units of {1} at {2}")
    @CsvSource({
        "1, 1, 0",
        "1, 1, 0x17FF",
        "1, 1, 0x1FF0",
        "0x7F1, 1, 0x1800",
        "0x1FD, 4, 0x1800",
        "0x10001, 1, 0x20000",
        "0x4001, 4, 0x20000",
        "16, 1, 0x3FFF8",
        "1, 1, 0x7FFFFFFF0000",
        "16, 1, 0xFFFFFFFFFFFFFFF8",
        "0x100000001, 1, 0x20000",
        "-1, 1, 0x20000",
    })
    void refusesAnInvalidScratchArea(String count, int width, String scratch) {
        guest.request(
                IOIO,
                port(0x3F8) | STRING | (long) width << 4,
                Long.decode(count),
                SCRATCH,
                Long.parseUnsignedLong(scratch.replace("0x", ""), 16));

        assertThat(guest.field(INFO_1)).isEqualTo(2);
        assertThat(guest.field(INFO_2)).isEqualTo(3);
        assertThat(guest.guest.entries()).as("no exit to user space").hasSize(2);
    }

    @ParameterizedTest(name = "{0} bytes at {1}")
    @CsvSource({"0x7F0, 0x1800", "1, 0x1FEF", "0x10000, 0x2000", "0x10000, 0x30000"})
    void takesAScratchAreaUpToItsBounds(String count, String scratch) {
        guest.request(IOIO, port(0x3F8) | STRING | BYTE, Long.decode(count), SCRATCH, Long.decode(scratch));

        assertThat(guest.exitReason()).isEqualTo(KvmRun.EXIT_IO);
    }

    @ParameterizedTest(name = "width {0}")
    @ValueSource(ints = {0, 3, 5, 6, 7})
    void refusesAWidthThatNoInstructionHas(int width) {
        guest.request(IOIO, port(0x3F8) | (long) width << 4, 0, RAX, 1);

        assertThat(guest.field(INFO_2)).isEqualTo(5);
    }

    @ParameterizedTest(name = "exit {0}, infos {1} and {2}, only {3} shown")
    @CsvSource({
        "0x37, 0, 0, 0x308",
        "0x6F, 0, 0, 0x1F8",
        "0x72, 0, 0, 0x1F8",
        "0x72, 0, 0, 0x308",
        "0x7B, 0x3F80014, 1, 0x1F8",
        "0x7B, 0x3F80010, 0, 0x308",
        "0x7C, 0, 0, 0x1F8",
        "0x7C, 1, 0, 0x308",
        "0x81, 0, 0, 0x1F8",
        "0x8A, 0, 0, 0x1F8",
        "0x8B, 0, 0, 0x308",
        "0x80000001, 0xFEE00000, 4, 0x1F8",
        "0x80000002, 0xFEE00000, 4, 0x1F8",
    })
    void requiresEveryRegisterOfARequest(String code, String info1, String info2, String shown) {
        guest.request(Long.decode(code), Long.decode(info1), Long.decode(info2), Integer.decode(shown), 1);

        assertThat(guest.field(INFO_1)).isEqualTo(2);
        assertThat(guest.field(INFO_2)).isEqualTo(4);
    }

    @ParameterizedTest(name = "exit {0}")
    @ValueSource(strings = {"0x76", "0x89", "0x80000003"})
    void resumesWithoutAnAnswer(String code) {
        guest.request(Long.decode(code), 0, 0);

        assertThat(guest.field(INFO_1)).isZero();
        assertThat(guest.isValid(RAX)).isFalse();
    }

    @Test
    void doesNothingForMonitorAndMwait() {
        guest.request(0x8A, 0, 0, RAX, 1, RCX, 0, RDX, 0);
        assertThat(guest.field(INFO_1)).isZero();

        guest.request(0x8B, 0, 0, RAX, 1, RCX, 0);
        assertThat(guest.field(INFO_1)).isZero();
    }

    @Test
    void readsTheTimeStampCounterInSimulatedNanoseconds() {
        guest.fixture.clock.advance(Duration.ofSeconds(5).plusNanos(7));
        long now = guest.fixture.clock.elapsedNanos();

        guest.request(0x6E, 0, 0);

        assertThat(guest.field(RDX) << 32 | guest.field(RAX)).isEqualTo(now);
        assertThat(guest.isValid(RAX) && guest.isValid(RDX)).isTrue();
    }

    @Test
    void givesRdtscpAnEmptyAuxiliaryRegister() {
        guest.request(0x87, 0, 0, RCX, 77);

        assertThat(guest.isValid(RCX)).isTrue();
        assertThat(guest.field(RCX)).isZero();
    }

    @Test
    void raisesGeneralProtectionForAPerformanceCounter() {
        guest.request(0x6F, 0, 0, RCX, 0);

        assertThat(guest.field(INFO_1)).isEqualTo(1);
        assertThat(guest.field(INFO_2)).isEqualTo(0x8000_0B0DL);
    }

    @Test
    void keepsDr7AsTheGuestWroteIt() {
        guest.request(0x27, 0, 0);
        assertThat(guest.field(RAX)).isEqualTo(0x400);

        guest.request(0x37, 0, 0, RAX, 0x455);
        guest.request(0x27, 0, 0);

        assertThat(guest.field(RAX)).isEqualTo(0x455);
    }

    @Test
    void answersWithTheGuestsRegistersWhereNothingChanged() {
        guest.request(0x7C, 0, 0, RAX, 5, RBX, 0x1234, RCX, 0x4b564d01, RDX, 6);

        assertThat(guest.field(RBX)).isEqualTo(0x1234);
        assertThat(guest.field(RCX)).isEqualTo(0x4b564d01);
        assertThat(guest.field(RAX) | guest.field(RDX))
                .as("the clock's address, none yet")
                .isZero();
    }

    @Test
    void readsMemoryMappedIoInPiecesOfEight() {
        guest.request(0x80000001L, 0xFED0_0000L, 12, SCRATCH, GHCB + 0x810);
        assertThat(guest.exitReason()).isEqualTo(KvmRun.EXIT_MMIO);
        assertThat(guest.shared(32, 8)).isEqualTo(Bytes.u64Le(0xFED0_0000L));
        assertThat(guest.shared(48, 5)).as("length, is_write").isEqualTo(Bytes.fromHex("0800000000"));
        guest.putShared(40, Bytes.fromHex("0102030405060708"));
        guest.run();
        assertThat(guest.shared(32, 8)).isEqualTo(Bytes.u64Le(0xFED0_0008L));
        assertThat(guest.shared(48, 5)).isEqualTo(Bytes.fromHex("0400000000"));
        guest.putShared(40, Bytes.fromHex("0a0b0c0d"));

        guest.run();

        assertThat(guest.read(GHCB + 0x80F, 14)).isEqualTo(Bytes.fromHex("0001020304050607080a0b0c0d00"));
        assertThat(guest.field(INFO_1)).isZero();
    }

    @Test
    void writesMemoryMappedIo() {
        guest.page(0x80000002L, 0xFEE0_0300L, 4, SCRATCH, 0x20FFE);
        guest.write(0x20FFE, Bytes.fromHex("11223344"));

        guest.vmgexit(GHCB);

        assertThat(guest.shared(32, 12)).isEqualTo(Bytes.fromHex("0003e0fe00000000" + "11223344"));
        assertThat(guest.shared(48, 5)).isEqualTo(Bytes.fromHex("0400000001"));
        guest.run();
        assertThat(guest.guest.lastEntry().rax()).isEqualTo(GHCB);
    }

    @Test
    void failsTheRunOnMemoryMappedIoOfNothing() {
        assertThat(guest.request(0x80000001L, 0xFEE0_0000L, 0, SCRATCH, GHCB + 0x800))
                .isEqualTo(-Errno.EINVAL.code());
    }

    @Test
    void holdsAnApplicationProcessorUntilItIsRunAgain() {
        guest.request(0x80000004L, 0, 0);
        assertThat(guest.exitReason()).isEqualTo(32);

        guest.run();

        assertThat(guest.field(INFO_2)).as("not woken by a SIPI").isZero();
        assertThat(guest.guest.entries()).hasSize(2);
    }

    @Test
    void sharesTheJumpTableAmongTheVcpus() {
        GhcbGuest two = new GhcbGuest(KernelProfile.LINUX_6_1);
        int other = two.addVcpu(1);
        two.launched();
        two.request(0x80000005L, 0, 0x8000);
        two.page(0x80000005L, 1, 0);
        two.guest.exit(ExitReason.VMGEXIT, 0, 0, GHCB, 0, 0, 0, Bytes.EMPTY);

        two.run(other);

        assertThat(two.field(INFO_2)).isEqualTo(0x8000);
    }

    @ParameterizedTest(name = "{0}: shutdown -> {1}, reason {2}")
    @CsvSource({"LINUX_6_1, -22, 0", "NEWEST, 0, 8"})
    void reportsAShutdownAsItsKernelDoes(KernelProfile kernel, long result, int reason) {
        GhcbGuest on = new GhcbGuest(kernel).launched();
        on.guest.exit(ExitReason.SHUTDOWN, 0, 0);

        assertThat(on.run()).isEqualTo(result);
        assertThat(on.exitReason()).isEqualTo(reason);
    }
}
