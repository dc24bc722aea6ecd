package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevLaunchUpdateData;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.process.FrameOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.6 and 2.7. */
class SevLaunchUpdateDataIoctlTest {
    private final HostFixture fixture = new HostFixture();

    @Test
    void splitsAnUnalignedUpdateAtFramesThatAreNotNeighbours() {
        int vm = fixture.launchedVm();
        HostVirtual pages = fixture.process().memory().map(0x2000, FrameOrder.SCATTERED);
        long first = fixture.process().memory().physical(pages);
        long second = fixture.process().memory().physical(pages.plus(0x1000));
        assertThat(second).isNotEqualTo(first + 0x1000);

        assertThat(fixture.encryptOp(
                        vm,
                        KvmSevCommandId.LAUNCH_UPDATE_DATA,
                        update(pages.plus(0xF80).value(), 0x120)))
                .isEqualTo(Outcome.ok());

        assertThat(fixture.log)
                .containsExactly("CLFLUSH 1000", "CLFLUSH 1000", "LAUNCH_UPDATE_DATA", "LAUNCH_UPDATE_DATA");
        assertThat(fixture.firmware.calls().stream()
                        .map(c -> LaunchUpdate.CODEC.decode(c.buffer()))
                        .toList())
                .containsExactly(new LaunchUpdate(1, first + 0xF80, 0x80), new LaunchUpdate(1, second, 0xA0));
    }

    @Test
    void makesOneCallForOneRun() {
        int vm = fixture.launchedVm();
        HostVirtual pages = fixture.process().memory().map(1 << 20);
        long physical = fixture.process().memory().physical(pages);

        fixture.encryptOp(vm, KvmSevCommandId.LAUNCH_UPDATE_DATA, update(pages.value(), 1 << 20));

        assertThat(fixture.log).containsExactly("CLFLUSH 100000", "LAUNCH_UPDATE_DATA");
        assertThat(LaunchUpdate.CODEC.decode(fixture.firmware.lastBuffer(CommandId.LAUNCH_UPDATE_DATA)))
                .isEqualTo(new LaunchUpdate(1, physical, 1 << 20));
    }

    @Test
    void stopsAtTheFirstRunThatFails() {
        int vm = fixture.launchedVm();
        HostVirtual pages = fixture.process().memory().map(0x3000, FrameOrder.SCATTERED);
        fixture.firmware.answer(CommandId.LAUNCH_UPDATE_DATA, SevStatus.SUCCESS, SevStatus.INVALID_ADDRESS);

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.LAUNCH_UPDATE_DATA, update(pages.value(), 0x3000)))
                .isEqualTo(Outcome.failed(Errno.EIO, 9));
        assertThat(fixture.firmware.calls()).hasSize(2);
    }

    @ParameterizedTest(name = "{0}+{1} -> {2}")
    @CsvSource({"0x1000, 0, EINVAL", "0x1000, 16, ENOMEM", "-16, 32, EINVAL", "0x7effffff0000, -1, ENOMEM"})
    void refusesRangesThatCannotBePinned(String address, int length, Errno expected) {
        int vm = fixture.launchedVm();

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.LAUNCH_UPDATE_DATA, update(Long.decode(address), length)))
                .isEqualTo(Outcome.failed(expected, HostFixture.UNTOUCHED));
        assertThat(fixture.log).isEmpty();
    }

    @Test
    void countsPinnedPagesAgainstTheLimit() {
        HostFixture limited = new HostFixture(HostFixture.milan().withMemoryLockLimit(0x2000), 64L << 20, f -> {});
        int vm = limited.launchedVm();
        HostVirtual pages = limited.process().memory().map(0x4000);

        assertThat(limited.encryptOp(vm, KvmSevCommandId.LAUNCH_UPDATE_DATA, update(pages.value(), 0x2000)))
                .isEqualTo(Outcome.ok());
        assertThat(limited.encryptOp(vm, KvmSevCommandId.LAUNCH_UPDATE_DATA, update(pages.value() + 8, 0x2000)))
                .isEqualTo(Outcome.failed(Errno.ENOMEM, HostFixture.UNTOUCHED));
    }

    private static Bytes update(long address, int length) {
        return new KvmSevLaunchUpdateData(address, length).encode();
    }
}
