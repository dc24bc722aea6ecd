package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.DebugTransfer;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevDebug;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.ScriptedFirmware;
import dev.sevsim.host.process.FrameOrder;
import dev.sevsim.host.profile.KernelProfile;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The firmware here only copies, so that a transfer is right when exactly its own bytes have moved.
 *
 * <p>Source of the expectations: docs/reference/kvm-host.md section 2.7.
 */
class SevDebugIoctlTest {
    private static final int[] SIZES = {1, 8, 15, 16, 17, 32, 33, 4095, 4096, 4097, 4113, 8159, 8192, 8225};
    private static final int[] OFFSETS = {0, 1, 8, 15, 16, 23, 4072, 4073, 4080, 4087, 4095};

    private final HostFixture fixture = new HostFixture();

    private static HostFixture newest() {
        return new HostFixture(HostFixture.milan().withKernel(KernelProfile.NEWEST), 64L << 20, f -> {});
    }

    private static Outcome debug(
            HostFixture on, int vm, KvmSevCommandId id, HostVirtual source, HostVirtual destination, int length) {
        return on.encryptOp(vm, id, new KvmSevDebug(source.value(), destination.value(), length).encode());
    }

    private static List<DebugTransfer> transfers(HostFixture on) {
        return on.firmware.calls().stream()
                .map(ScriptedFirmware.Call::buffer)
                .map(DebugTransfer.CODEC::decode)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = KvmSevCommandId.class,
            names = {"DBG_DECRYPT", "DBG_ENCRYPT"})
    void movesExactlyItsOwnBytesOnTheNewestKernel(KvmSevCommandId id) {
        HostFixture newest = newest();
        int vm = newest.launchedVm();
        HostVirtual from = newest.process().memory().map(0x5000, FrameOrder.SCATTERED);
        HostVirtual to = newest.process().memory().map(0x5000, FrameOrder.SCATTERED);
        SplittableRandom random = new SplittableRandom(7);
        for (int size : SIZES) {
            for (int offset : OFFSETS) {
                int other = OFFSETS[random.nextInt(OFFSETS.length)];
                byte[] content = new byte[0x5000];
                byte[] before = new byte[0x5000];
                random.nextBytes(content);
                random.nextBytes(before);
                newest.process().memory().write(from, Bytes.copyOf(content));
                newest.process().memory().write(to, Bytes.copyOf(before));

                assertThat(debug(newest, vm, id, from.plus(offset), to.plus(other), size))
                        .isEqualTo(Outcome.ok());

                System.arraycopy(content, offset, before, other, size);
                assertThat(newest.read(to, 0x5000))
                        .as("%d bytes, %d to %d", size, offset, other)
                        .isEqualTo(Bytes.copyOf(before));
            }
        }
    }

    @Test
    void decryptsExactlyItsOwnBytesOnTheOlderKernelToo() {
        int vm = fixture.launchedVm();
        HostVirtual from = fixture.process().memory().map(0x5000, FrameOrder.SCATTERED);
        HostVirtual to = fixture.process().memory().map(0x5000, FrameOrder.SCATTERED);
        byte[] content = new byte[0x5000];
        new SplittableRandom(11).nextBytes(content);
        fixture.process().memory().write(from, Bytes.copyOf(content));
        for (int size : SIZES) {
            for (int offset : OFFSETS) {
                fixture.process().memory().write(to, Bytes.zeros(0x5000));

                assertThat(debug(fixture, vm, KvmSevCommandId.DBG_DECRYPT, from.plus(offset), to.plus(3), size))
                        .isEqualTo(Outcome.ok());

                assertThat(fixture.read(to, 0x5000))
                        .isEqualTo(Bytes.concat(Bytes.zeros(3), Bytes.copyOf(content, offset, size))
                                .paddedTo(0x5000));
            }
        }
    }

    @Test
    void losesTheTailBlockOfAStraddlingWriteOnTheOlderKernel() {
        int vm = fixture.launchedVm();
        HostVirtual from = fixture.user(Bytes.fromHex("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
        HostVirtual to = fixture.user(Bytes.zeros(64));

        assertThat(debug(fixture, vm, KvmSevCommandId.DBG_ENCRYPT, from, to.plus(8), 16))
                .isEqualTo(Outcome.ok());

        assertThat(fixture.read(to, 64))
                .isEqualTo(Bytes.concat(Bytes.zeros(8), Bytes.fromHex("aaaaaaaaaaaaaaaa"))
                        .paddedTo(64));
        assertThat(transfers(fixture)).extracting(DebugTransfer::length).containsExactly(32, 16);
    }

    @Test
    void passesAlignedTransfersToTheFirmware() {
        int vm = fixture.launchedVm();
        HostVirtual from = fixture.process().memory().map(0x1000);
        HostVirtual to = fixture.process().memory().map(0x1000);

        assertThat(debug(fixture, vm, KvmSevCommandId.DBG_DECRYPT, from.plus(0x20), to.plus(0x40), 0x100))
                .isEqualTo(Outcome.ok());

        assertThat(fixture.log).containsExactly("CLFLUSH 1000", "CLFLUSH 1000", "DBG_DECRYPT");
        assertThat(transfers(fixture))
                .containsExactly(new DebugTransfer(
                        1,
                        fixture.process().memory().physical(from) + 0x20,
                        fixture.process().memory().physical(to) + 0x40,
                        0x100));
    }

    @Test
    void copiesAMisalignedSourceOnly() {
        int vm = fixture.launchedVm();
        HostVirtual from = fixture.user(Bytes.fromHex("0102030405060708090a0b0c0d0e0f101112"));
        HostVirtual to = fixture.user(Bytes.zeros(16));

        assertThat(debug(fixture, vm, KvmSevCommandId.DBG_ENCRYPT, from.plus(1), to, 16))
                .isEqualTo(Outcome.ok());

        assertThat(fixture.commands()).containsExactly("DBG_ENCRYPT");
        assertThat(fixture.read(to, 16)).isEqualTo(Bytes.fromHex("02030405060708090a0b0c0d0e0f1011"));
    }

    @Test
    void endsPiecesAtTheNearerPageEnd() {
        int vm = fixture.launchedVm();
        HostVirtual from = fixture.process().memory().map(0x2000);
        HostVirtual to = fixture.process().memory().map(0x2000);

        debug(fixture, vm, KvmSevCommandId.DBG_DECRYPT, from.plus(0xF00), to.plus(0xE00), 0x400);

        assertThat(transfers(fixture)).extracting(DebugTransfer::length).containsExactly(0x100, 0x100, 0x200);
    }

    @Test
    void keepsEarlierPiecesWhenALaterOneFails() {
        int vm = fixture.launchedVm();
        HostVirtual from = fixture.process().memory().map(0x2000);
        HostVirtual to = fixture.process().memory().map(0x2000);
        fixture.process().memory().write(from, Bytes.of(9));
        fixture.firmware.answer(CommandId.DBG_DECRYPT, SevStatus.SUCCESS, SevStatus.POLICY_FAILURE);

        assertThat(debug(fixture, vm, KvmSevCommandId.DBG_DECRYPT, from, to, 0x2000))
                .isEqualTo(Outcome.failed(Errno.EIO, 7));
        assertThat(fixture.read(to, 1)).isEqualTo(Bytes.of(9));
    }

    @ParameterizedTest(name = "{0} to {1}, {2} bytes -> {3}, newest {4}")
    @CsvSource({
        "0x7f0000000000, 0x7f0000000000, 0, EINVAL, EINVAL",
        "-8, 0x7f0000000000, 16, EINVAL, EINVAL",
        "0x7f0000000000, 0, 16, EINVAL, EINVAL",
        "0, 0x7f0000000000, 16, ENOMEM, EINVAL",
        "0x1000, -8, 16, ENOMEM, EINVAL",
        "0x1000, 0x1000, 16, ENOMEM, ENOMEM",
    })
    void refusesInvalidRanges(String source, String destination, int length, Errno older, Errno newer) {
        HostFixture newest = newest();
        Bytes request = new KvmSevDebug(Long.decode(source), Long.decode(destination), length).encode();

        assertThat(fixture.encryptOp(fixture.launchedVm(), KvmSevCommandId.DBG_DECRYPT, request))
                .isEqualTo(Outcome.failed(older, HostFixture.UNTOUCHED));
        assertThat(newest.encryptOp(newest.launchedVm(), KvmSevCommandId.DBG_ENCRYPT, request))
                .isEqualTo(Outcome.failed(newer, HostFixture.UNTOUCHED));
        assertThat(fixture.log).isEmpty();
        assertThat(newest.log).isEmpty();
    }
}
