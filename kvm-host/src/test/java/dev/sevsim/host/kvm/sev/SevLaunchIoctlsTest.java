package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Decommission;
import dev.sevsim.abi.firmware.LaunchSecret;
import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.abi.firmware.LaunchUpdateData;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevGuestStatus;
import dev.sevsim.abi.uapi.KvmSevLaunchMeasure;
import dev.sevsim.abi.uapi.KvmSevLaunchSecret;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.abi.uapi.KvmSevLaunchUpdateData;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.ScriptedFirmware;
import dev.sevsim.host.process.FrameOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.6, 2.7 and 8. */
class SevLaunchIoctlsTest {
    private static final int START = KvmSevCommandId.LAUNCH_START.code();
    private static final int UPDATE = KvmSevCommandId.LAUNCH_UPDATE_DATA.code();
    private static final int MEASURE = KvmSevCommandId.LAUNCH_MEASURE.code();
    private static final int SECRET = KvmSevCommandId.LAUNCH_SECRET.code();

    private final HostFixture fixture = new HostFixture();

    private int initialisedVm() {
        int vm = fixture.createVm();
        assertThat(fixture.encryptOp(vm, 0, 0, 0)).isEqualTo(new Outcome(0, HostFixture.UNTOUCHED));
        fixture.quiet();
        return vm;
    }

    @Test
    void startsActivatesAndWritesTheHandleBack() {
        int vm = initialisedVm();
        int sev = fixture.open(DevicePath.DEV_SEV, 0);
        Bytes dh = Bytes.fromHex("d1d2d3");
        Bytes session = Bytes.fromHex("5e55");
        Bytes start = new KvmSevLaunchStart(
                        0,
                        0x01000005,
                        fixture.user(dh).value(),
                        3,
                        fixture.user(session).value(),
                        2)
                .encode();
        HostVirtual data = fixture.user(start);

        assertThat(fixture.encryptOp(vm, START, data.value(), sev)).isEqualTo(Outcome.ok());

        assertThat(fixture.commands()).containsExactly("LAUNCH_START", "ACTIVATE");
        LaunchStart sent = LaunchStart.CODEC.decode(fixture.firmware.lastBuffer(CommandId.LAUNCH_START));
        assertThat(sent.policy()).isEqualTo(0x01000005);
        assertThat(sent.dhCertLength()).isEqualTo(3);
        assertThat(sent.sessionLength()).isEqualTo(2);
        assertThat(sent.dhCertAddress()).isNotZero().isNotEqualTo(sent.sessionAddress());
        assertThat(Activate.CODEC.decode(fixture.firmware.lastBuffer(CommandId.ACTIVATE)))
                .isEqualTo(new Activate(1, 100));
        assertThat(fixture.read(data, 40)).isEqualTo(Bytes.concat(Bytes.u32Le(1), start.from(4)));
    }

    @Test
    void passesNoBlobsWhenThereAreNone() {
        int vm = initialisedVm();
        Bytes start = new KvmSevLaunchStart(0, 1, 0, 77, 0, 88).encode();

        assertThat(fixture.encryptOp(vm, START, fixture.user(start).value(), fixture.open(DevicePath.DEV_SEV, 2)))
                .isEqualTo(Outcome.ok());

        assertThat(LaunchStart.CODEC.decode(fixture.firmware.lastBuffer(CommandId.LAUNCH_START)))
                .isEqualTo(new LaunchStart(0, 1, 0, 0, 0, 0));
    }

    @ParameterizedTest(name = "dh {0}+{1}, session {2}+{3} -> {4}")
    @CsvSource({
        "valid, 0, none, 0, EINVAL",
        "valid, 0x4001, none, 0, EINVAL",
        "bad, 4, none, 0, EFAULT",
        "valid, 4, valid, 0, EINVAL",
        "valid, 4, bad, 4, EFAULT",
        "bad, 0, bad, 4, EINVAL",
    })
    void refusesBadBlobsBeforeTheFirmwareIsAsked(
            String dh, String dhLength, String session, String sessionLength, Errno expected) {
        int vm = initialisedVm();
        Bytes start = new KvmSevLaunchStart(
                        0, 1, address(dh), Integer.decode(dhLength), address(session), Integer.decode(sessionLength))
                .encode();

        assertThat(fixture.encryptOp(vm, START, fixture.user(start).value(), fixture.open(DevicePath.DEV_SEV, 2)))
                .isEqualTo(Outcome.failed(expected, HostFixture.UNTOUCHED));
        assertThat(fixture.log).isEmpty();
    }

    private long address(String kind) {
        return switch (kind) {
            case "valid" -> fixture.user(Bytes.zeros(16)).value();
            case "bad" -> 0x1000;
            default -> 0;
        };
    }

    @Test
    void wantsADescriptorOfDevSev() {
        int vm = initialisedVm();
        long data =
                fixture.user(new KvmSevLaunchStart(0, 1, 0, 0, 0, 0).encode()).value();

        assertThat(fixture.encryptOp(vm, START, data, 77))
                .isEqualTo(Outcome.failed(Errno.EBADF, HostFixture.UNTOUCHED));
        assertThat(fixture.encryptOp(vm, START, data, vm))
                .isEqualTo(Outcome.failed(Errno.EBADF, HostFixture.UNTOUCHED));
        assertThat(fixture.log).isEmpty();
    }

    @Test
    void passesAFirmwareRefusalOn() {
        int vm = initialisedVm();
        fixture.firmware.answer(CommandId.LAUNCH_START, SevStatus.BAD_MEASUREMENT);
        Bytes start = new KvmSevLaunchStart(0, 1, 0, 0, 0, 0).encode();
        HostVirtual data = fixture.user(start);

        assertThat(fixture.encryptOp(vm, START, data.value(), fixture.open(DevicePath.DEV_SEV, 2)))
                .isEqualTo(Outcome.failed(Errno.EIO, 0x0B));
        assertThat(fixture.read(data, 40)).isEqualTo(start);
        assertThat(fixture.commands()).containsExactly("LAUNCH_START");
    }

    @Test
    void decommissionsWhenActivationFails() {
        int vm = initialisedVm();
        fixture.firmware.answer(CommandId.ACTIVATE, SevStatus.DFFLUSH_REQUIRED);
        fixture.firmware.answer(CommandId.DECOMMISSION, SevStatus.INVALID_GUEST);
        long data =
                fixture.user(new KvmSevLaunchStart(0, 1, 0, 0, 0, 0).encode()).value();

        assertThat(fixture.encryptOp(vm, START, data, fixture.open(DevicePath.DEV_SEV, 2)))
                .isEqualTo(Outcome.failed(Errno.EIO, 0x0F));
        assertThat(fixture.commands()).containsExactly("LAUNCH_START", "ACTIVATE", "DECOMMISSION");
        assertThat(Decommission.CODEC.decode(fixture.firmware.lastBuffer(CommandId.DECOMMISSION)))
                .isEqualTo(new Decommission(1));
    }

    @Test
    void refusesASecondInit() {
        int vm = initialisedVm();

        assertThat(fixture.encryptOp(vm, 0, 0, 0)).isEqualTo(Outcome.failed(Errno.EBUSY, HostFixture.UNTOUCHED));
    }

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
                        .map(c -> LaunchUpdateData.CODEC.decode(c.buffer()))
                        .toList())
                .containsExactly(new LaunchUpdateData(1, first + 0xF80, 0x80), new LaunchUpdateData(1, second, 0xA0));
    }

    @Test
    void makesOneCallForOneRun() {
        int vm = fixture.launchedVm();
        HostVirtual pages = fixture.process().memory().map(1 << 20);
        long physical = fixture.process().memory().physical(pages);

        fixture.encryptOp(vm, KvmSevCommandId.LAUNCH_UPDATE_DATA, update(pages.value(), 1 << 20));

        assertThat(fixture.log).containsExactly("CLFLUSH 100000", "LAUNCH_UPDATE_DATA");
        assertThat(LaunchUpdateData.CODEC.decode(fixture.firmware.lastBuffer(CommandId.LAUNCH_UPDATE_DATA)))
                .isEqualTo(new LaunchUpdateData(1, physical, 1 << 20));
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

    @Test
    void faultsOnAStructureThatIsNotMapped() {
        int vm = fixture.launchedVm();

        for (int id : List.of(START, UPDATE, MEASURE, SECRET)) {
            assertThat(fixture.encryptOp(vm, id, 0x1000, 0))
                    .isEqualTo(Outcome.failed(Errno.EFAULT, HostFixture.UNTOUCHED));
        }
        assertThat(fixture.log).isEmpty();
    }

    @Test
    void answersTheMeasureLengthQueryWithEio() {
        int vm = fixture.launchedVm();
        HostVirtual data = fixture.user(new KvmSevLaunchMeasure(0, 0).encode());

        assertThat(fixture.encryptOp(vm, MEASURE, data.value(), 0)).isEqualTo(Outcome.failed(Errno.EIO, 4));
        assertThat(fixture.read(data, 16)).isEqualTo(new KvmSevLaunchMeasure(0, 48).encode());
    }

    @Test
    void overwritesEverythingThatWasOfferedForTheMeasurement() {
        int vm = fixture.launchedVm();
        HostVirtual blob = fixture.user(Bytes.copyOf("x".repeat(256).getBytes(StandardCharsets.US_ASCII)));
        HostVirtual data = fixture.user(new KvmSevLaunchMeasure(blob.value(), 256).encode());

        assertThat(fixture.encryptOp(vm, MEASURE, data.value(), 0)).isEqualTo(Outcome.ok());
        assertThat(fixture.read(blob, 256)).isEqualTo(ScriptedFirmware.MEASUREMENT.paddedTo(256));
        assertThat(fixture.read(data, 16)).isEqualTo(new KvmSevLaunchMeasure(blob.value(), 256).encode());
    }

    @Test
    void doesNotWriteTheLengthBackWhenAFetchFails() {
        int vm = fixture.launchedVm();
        HostVirtual data = fixture.user(
                new KvmSevLaunchMeasure(fixture.user(Bytes.zeros(16)).value(), 16).encode());

        assertThat(fixture.encryptOp(vm, MEASURE, data.value(), 0)).isEqualTo(Outcome.failed(Errno.EIO, 4));
        assertThat(KvmSevLaunchMeasure.CODEC.decode(fixture.read(data, 16)).length())
                .isEqualTo(16);
    }

    @Test
    void refusesAMeasureBufferAboveSixteenKib() {
        int vm = fixture.launchedVm();
        HostVirtual data = fixture.user(new KvmSevLaunchMeasure(0x1000, 0x4001).encode());

        assertThat(fixture.encryptOp(vm, MEASURE, data.value(), 0))
                .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
        assertThat(fixture.log).isEmpty();
    }

    @Test
    void handsASecretToTheFirmware() {
        int vm = fixture.launchedVm();
        HostVirtual target = fixture.process().memory().map(0x2000);
        HostVirtual header = fixture.user(Bytes.zeros(0x34));
        HostVirtual payload = fixture.user(Bytes.zeros(64));
        Bytes secret =
                new KvmSevLaunchSecret(header.value(), 0x34, target.value() + 0x40, 64, payload.value(), 64).encode();

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.LAUNCH_SECRET, secret)).isEqualTo(Outcome.ok());

        LaunchSecret sent = LaunchSecret.CODEC.decode(fixture.firmware.lastBuffer(CommandId.LAUNCH_SECRET));
        assertThat(sent.handle()).isEqualTo(1);
        assertThat(sent.guestAddress()).isEqualTo(fixture.process().memory().physical(target) + 0x40);
        assertThat(List.of(sent.headerLength(), sent.guestLength(), sent.transportLength()))
                .containsExactly(0x34, 64, 64);
        assertThat(fixture.log).containsExactly("CLFLUSH 1000", "LAUNCH_SECRET");
    }

    @Test
    void refusesASecretTargetInTwoRunsBeforeLookingAtThePacket() {
        int vm = fixture.launchedVm();
        HostVirtual target = fixture.process().memory().map(0x2000, FrameOrder.SCATTERED);
        Bytes secret = new KvmSevLaunchSecret(0x1000, 0x34, target.value() + 0xFF0, 32, 0x1000, 32).encode();

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.LAUNCH_SECRET, secret))
                .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
        assertThat(fixture.commands()).isEmpty();
    }

    @Test
    void hidesTheAsidFromTheGuestStatus() {
        int vm = fixture.launchedVm();
        HostVirtual data = fixture.user(Bytes.zeros(12));

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.GUEST_STATUS.code(), data.value(), 0))
                .isEqualTo(Outcome.ok());
        assertThat(KvmSevGuestStatus.CODEC.decode(fixture.read(data, 12)))
                .isEqualTo(new KvmSevGuestStatus(1, 0x0102, 3));
    }

    @Test
    void losesItsWayWhenTheDescriptorIsClosed() {
        int sev = fixture.open(DevicePath.DEV_SEV, 2);
        int vm = initialisedVm();
        fixture.encryptOp(
                vm,
                START,
                fixture.user(new KvmSevLaunchStart(0, 1, 0, 0, 0, 0).encode()).value(),
                sev);
        fixture.quiet();
        assertThat(fixture.close(sev)).isZero();

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.LAUNCH_FINISH.code(), 0, 0))
                .isEqualTo(Outcome.failed(Errno.EBADF, HostFixture.UNTOUCHED));

        assertThat(fixture.open(DevicePath.DEV_SEV, 0)).isEqualTo(sev);
        assertThat(fixture.encryptOp(vm, KvmSevCommandId.LAUNCH_FINISH.code(), 0, 0))
                .isEqualTo(Outcome.ok());
    }

    private static Bytes update(long address, int length) {
        return new KvmSevLaunchUpdateData(address, length).encode();
    }
}
