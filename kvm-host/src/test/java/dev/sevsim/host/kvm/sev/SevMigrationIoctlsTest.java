package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.Attestation;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.ReceiveStart;
import dev.sevsim.abi.firmware.ReceiveUpdate;
import dev.sevsim.abi.firmware.SendUpdate;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.KvmSevAttestationReport;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevReceiveStart;
import dev.sevsim.abi.uapi.KvmSevReceiveUpdateData;
import dev.sevsim.abi.uapi.KvmSevSendStart;
import dev.sevsim.abi.uapi.KvmSevSendUpdateData;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.ScriptedFirmware;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 2.6 and 2.7. */
class SevMigrationIoctlsTest {
    private static final long C_BIT = 1L << 51;

    private final HostFixture fixture = new HostFixture();

    private Outcome run(int vm, KvmSevCommandId id, HostVirtual data) {
        return fixture.encryptOp(vm, id.code(), data.value(), 0);
    }

    private HostVirtual blob(int length) {
        return fixture.user(Bytes.zeros(length));
    }

    @Test
    void answersTheSessionLengthWithEio() {
        int vm = fixture.launchedVm();
        HostVirtual data = fixture.user(new KvmSevSendStart(9, 1, 1, 1, 1, 1, 1, 1, 0).encode());

        assertThat(run(vm, KvmSevCommandId.SEND_START, data)).isEqualTo(Outcome.failed(Errno.EIO, 4));

        assertThat(KvmSevSendStart.CODEC.decode(fixture.read(data, 72)))
                .isEqualTo(new KvmSevSendStart(9, 1, 1, 1, 1, 1, 1, 1, 0x80));
        assertThat(fixture.firmware.lastBuffer(CommandId.SEND_START))
                .isEqualTo(Bytes.u32Le(1).paddedTo(0x44));
    }

    @Test
    void handsTheSessionAndThePolicyOut() {
        int vm = fixture.launchedVm();
        HostVirtual session = blob(0x80);
        HostVirtual data = fixture.user(sendStart(blob(8), 8, blob(6), 6, blob(4), 4, session, 0x80));

        assertThat(run(vm, KvmSevCommandId.SEND_START, data)).isEqualTo(Outcome.ok());

        assertThat(fixture.read(session, 0x80)).isEqualTo(ScriptedFirmware.SESSION);
        KvmSevSendStart after = KvmSevSendStart.CODEC.decode(fixture.read(data, 72));
        assertThat(after.policy()).isEqualTo(ScriptedFirmware.SENT_POLICY);
        assertThat(after.sessionLength()).isEqualTo(0x80);
    }

    @Test
    void writesTheLengthButNoSessionWhenTheFirmwareRefuses() {
        int vm = fixture.launchedVm();
        HostVirtual session = blob(0x90);
        HostVirtual data = fixture.user(sendStart(blob(8), 8, blob(6), 6, blob(4), 4, session, 0x90));

        assertThat(run(vm, KvmSevCommandId.SEND_START, data)).isEqualTo(Outcome.failed(Errno.EIO, 4));

        assertThat(fixture.read(session, 0x90).isAllZero()).isTrue();
        assertThat(KvmSevSendStart.CODEC.decode(fixture.read(data, 72)).sessionLength())
                .isEqualTo(0x80);
    }

    @ParameterizedTest(name = "pdh {0}+{1}, platform {2}+{3}, amd {4}+{5}, session {6}+{7} -> {8}")
    @CsvSource({
        "none, 4, ok, 4, ok, 4, ok, 128, EINVAL",
        "ok, 0, ok, 4, ok, 4, ok, 128, EINVAL",
        "ok, 4, ok, 4, ok, 4, none, 128, EINVAL",
        "ok, 4, ok, 4, ok, 4, ok, 0x4001, EINVAL",
        "bad, 4, none, 4, ok, 4, ok, 128, EFAULT",
        "ok, 0x4001, ok, 4, ok, 4, ok, 128, EINVAL",
        "ok, 4, none, 4, bad, 4, ok, 128, EINVAL",
        "ok, 4, bad, 4, none, 4, ok, 128, EFAULT",
        "ok, 4, ok, 4, ok, 0, ok, 128, EINVAL",
        "ok, 4, ok, 4, bad, 4, ok, 128, EFAULT",
    })
    void refusesABadSendStartBeforeTheFirmwareIsAsked(
            String pdh,
            String pdhLength,
            String platform,
            String platformLength,
            String amd,
            String amdLength,
            String session,
            String sessionLength,
            Errno expected) {
        int vm = fixture.launchedVm();
        Bytes start = sendStart(
                address(pdh),
                Integer.decode(pdhLength),
                address(platform),
                Integer.decode(platformLength),
                address(amd),
                Integer.decode(amdLength),
                address(session),
                Integer.decode(sessionLength));
        HostVirtual data = fixture.user(start);

        assertThat(run(vm, KvmSevCommandId.SEND_START, data))
                .isEqualTo(Outcome.failed(expected, HostFixture.UNTOUCHED));
        assertThat(fixture.read(data, 72)).isEqualTo(start);
        assertThat(fixture.log).isEmpty();
    }

    private HostVirtual address(String kind) {
        return switch (kind) {
            case "ok" -> blob(16);
            case "bad" -> new HostVirtual(0x1000);
            default -> new HostVirtual(0);
        };
    }

    @Test
    void answersOnlyTheHeaderLengthOfAPacket() {
        int vm = fixture.launchedVm();
        HostVirtual data = fixture.user(new KvmSevSendUpdateData(1, 5, 1, 5, 1, 0).encode());

        assertThat(run(vm, KvmSevCommandId.SEND_UPDATE_DATA, data)).isEqualTo(Outcome.failed(Errno.EIO, 4));

        assertThat(KvmSevSendUpdateData.CODEC.decode(fixture.read(data, 48)))
                .isEqualTo(new KvmSevSendUpdateData(1, 0x34, 1, 5, 1, 0));
    }

    @Test
    void sendsWithTheCBitAndWithoutAFlush() {
        int vm = fixture.launchedVm();
        HostVirtual header = blob(0x34);
        HostVirtual transport = blob(64);
        HostVirtual page = blob(0x1000);
        Bytes request =
                new KvmSevSendUpdateData(header.value(), 0x34, page.value() + 0x40, 64, transport.value(), 64).encode();
        HostVirtual data = fixture.user(request);

        assertThat(run(vm, KvmSevCommandId.SEND_UPDATE_DATA, data)).isEqualTo(Outcome.ok());

        assertThat(fixture.log).containsExactly("SEND_UPDATE_DATA");
        assertThat(SendUpdate.CODEC
                        .decode(fixture.firmware.lastBuffer(CommandId.SEND_UPDATE_DATA))
                        .guestAddress())
                .isEqualTo(C_BIT | (fixture.process().memory().physical(page) + 0x40));
        assertThat(fixture.read(header, 0x34)).isEqualTo(ScriptedFirmware.HEADER);
        assertThat(fixture.read(transport, 64).u8(63)).isEqualTo(0x66);
        assertThat(fixture.read(data, 48)).isEqualTo(request);
    }

    @ParameterizedTest(name = "header {0}+{1}, guest {2}+{3}, transport {4}+{5} -> {6}")
    @CsvSource({
        "none, 52, ok, 16, ok, 16, EINVAL",
        "ok, 52, none, 16, ok, 16, EINVAL",
        "ok, 52, ok, 0, ok, 16, EINVAL",
        "ok, 52, ok, 16, none, 16, EINVAL",
        "ok, 52, ok, 0x1001, ok, 16, EINVAL",
        "ok, 52, bad, 16, ok, 16, ENOMEM",
        "ok, 0x500000, ok, 16, ok, 16, ENOMEM",
        "ok, 52, ok, 16, ok, -1, ENOMEM",
    })
    void refusesABadSendUpdate(
            String header,
            String headerLength,
            String guest,
            String guestLength,
            String transport,
            String transportLength,
            Errno expected) {
        int vm = fixture.launchedVm();
        Bytes request = new KvmSevSendUpdateData(
                        address(header).value(),
                        Integer.decode(headerLength),
                        address(guest).value(),
                        Integer.decode(guestLength),
                        address(transport).value(),
                        Integer.decode(transportLength))
                .encode();

        assertThat(run(vm, KvmSevCommandId.SEND_UPDATE_DATA, fixture.user(request)))
                .isEqualTo(Outcome.failed(expected, HostFixture.UNTOUCHED));
        assertThat(fixture.log).isEmpty();
    }

    @Test
    void refusesAPacketThatCrossesAPage() {
        int vm = fixture.launchedVm();
        HostVirtual pages = blob(0x2000);

        assertThat(run(
                        vm,
                        KvmSevCommandId.SEND_UPDATE_DATA,
                        fixture.user(new KvmSevSendUpdateData(1, 52, pages.value() + 0xFF8, 16, 1, 16).encode())))
                .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
        assertThat(run(
                        vm,
                        KvmSevCommandId.RECEIVE_UPDATE_DATA,
                        fixture.user(new KvmSevReceiveUpdateData(1, 52, pages.value() + 0xFF8, 16, 1, 16).encode())))
                .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
    }

    @Test
    void receivesIntoANewContextAndActivatesIt() {
        int vm = fixture.createVm();
        fixture.encryptOp(vm, 0, 0, 0);
        HostVirtual data = fixture.user(new KvmSevReceiveStart(0, 3, blob(8).value(), 8, blob(5).value(), 5).encode());

        assertThat(fixture.encryptOp(
                        vm, KvmSevCommandId.RECEIVE_START.code(), data.value(), fixture.open(DevicePath.DEV_SEV, 0)))
                .isEqualTo(Outcome.ok());

        ReceiveStart sent = ReceiveStart.CODEC.decode(fixture.firmware.lastBuffer(CommandId.RECEIVE_START));
        assertThat(sent.policy()).isEqualTo(3);
        assertThat(sent.pdhCertLength()).isEqualTo(8);
        assertThat(sent.sessionLength()).isEqualTo(5);
        assertThat(Activate.CODEC.decode(fixture.firmware.lastBuffer(CommandId.ACTIVATE)))
                .isEqualTo(new Activate(1, 100));
        assertThat(KvmSevReceiveStart.CODEC.decode(fixture.read(data, 40)).handle())
                .isEqualTo(1);
    }

    @ParameterizedTest(name = "PDH {0}+{1}, session {2}+{3} -> {4}")
    @CsvSource({
        "none, 4, ok, 4, EINVAL",
        "ok, 0, ok, 4, EINVAL",
        "ok, 4, none, 4, EINVAL",
        "ok, 4, ok, 0, EINVAL",
        "ok, 0x4001, ok, 4, EINVAL",
        "bad, 4, ok, 0x4001, EFAULT",
        "ok, 4, bad, 4, EFAULT",
        "ok, 4, ok, 4, EBADF",
    })
    void refusesABadReceiveStart(String pdh, String pdhLength, String session, String sessionLength, Errno expected) {
        int vm = fixture.createVm();
        fixture.encryptOp(vm, 0, 0, 0);
        fixture.quiet();
        Bytes start = new KvmSevReceiveStart(
                        0,
                        0,
                        address(pdh).value(),
                        Integer.decode(pdhLength),
                        address(session).value(),
                        Integer.decode(sessionLength))
                .encode();

        assertThat(fixture.encryptOp(vm, KvmSevCommandId.RECEIVE_START, start))
                .isEqualTo(Outcome.failed(expected, HostFixture.UNTOUCHED));
        assertThat(fixture.log).isEmpty();
    }

    @Test
    void saysEinvalToAPacketForAnOrdinaryVm() {
        assertThat(fixture.encryptOp(fixture.createVm(), KvmSevCommandId.RECEIVE_UPDATE_DATA.code(), 0x1000, 0))
                .isEqualTo(Outcome.failed(Errno.EINVAL, HostFixture.UNTOUCHED));
    }

    @Test
    void handsAPacketToTheFirmwareAfterAFlush() {
        int vm = fixture.launchedVm();
        HostVirtual page = blob(0x1000);
        Bytes request = new KvmSevReceiveUpdateData(
                        blob(0x34).value(), 0x34, page.value() + 0x10, 32, blob(32).value(), 32)
                .encode();

        assertThat(run(vm, KvmSevCommandId.RECEIVE_UPDATE_DATA, fixture.user(request)))
                .isEqualTo(Outcome.ok());

        assertThat(fixture.log).containsExactly("CLFLUSH 1000", "RECEIVE_UPDATE_DATA");
        ReceiveUpdate sent = ReceiveUpdate.CODEC.decode(fixture.firmware.lastBuffer(CommandId.RECEIVE_UPDATE_DATA));
        assertThat(sent.guestAddress())
                .isEqualTo(C_BIT | (fixture.process().memory().physical(page) + 0x10));
        assertThat(sent.headerLength()).isEqualTo(0x34);
        assertThat(sent.transportLength()).isEqualTo(32);
    }

    @Test
    void copiesTheBlobsOfAPacketBeforeThePageIsPinned() {
        int vm = fixture.launchedVm();
        HostVirtual data = fixture.user(new KvmSevReceiveUpdateData(0x1000, 52, 0x2000, 16, 0x3000, 0x4001).encode());

        assertThat(run(vm, KvmSevCommandId.RECEIVE_UPDATE_DATA, data))
                .isEqualTo(Outcome.failed(Errno.EFAULT, HostFixture.UNTOUCHED));
    }

    @ParameterizedTest
    @CsvSource({"SEND_FINISH", "SEND_CANCEL", "RECEIVE_FINISH"})
    void forwardsWhatHasOnlyAHandle(KvmSevCommandId id) {
        int vm = fixture.launchedVm();
        CommandId command = CommandId.valueOf(id.name());
        fixture.firmware.answer(command, SevStatus.INVALID_GUEST_STATE);

        assertThat(fixture.encryptOp(vm, id.code(), 0x1000, 0)).isEqualTo(Outcome.failed(Errno.EIO, 2));
        assertThat(fixture.encryptOp(vm, id.code(), 0, 0)).isEqualTo(Outcome.ok());

        assertThat(fixture.firmware.lastBuffer(command)).isEqualTo(Bytes.u32Le(1));
        assertThat(fixture.log).hasSize(2);
    }

    @Test
    void asksForTheReportLengthWithoutTheNonce() {
        int vm = fixture.launchedVm();
        Bytes nonce = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");
        HostVirtual data = fixture.user(new KvmSevAttestationReport(nonce, 0x1000, 0).encode());

        assertThat(run(vm, KvmSevCommandId.GET_ATTESTATION_REPORT, data)).isEqualTo(Outcome.failed(Errno.EIO, 4));

        assertThat(KvmSevAttestationReport.CODEC.decode(fixture.read(data, 32)))
                .isEqualTo(new KvmSevAttestationReport(nonce, 0x1000, 0xD0));
        assertThat(Attestation.CODEC.decode(fixture.firmware.lastBuffer(CommandId.ATTESTATION)))
                .isEqualTo(new Attestation(1, 0, Bytes.zeros(16), 0));
    }

    @Test
    void fetchesTheReportAndCorrectsTheLength() {
        int vm = fixture.launchedVm();
        Bytes nonce = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");
        HostVirtual report = fixture.user(Bytes.fromHex("ff").paddedTo(0x100));
        HostVirtual data = fixture.user(new KvmSevAttestationReport(nonce, report.value(), 0x100).encode());

        assertThat(run(vm, KvmSevCommandId.GET_ATTESTATION_REPORT, data)).isEqualTo(Outcome.ok());

        assertThat(fixture.read(report, 0x100)).isEqualTo(ScriptedFirmware.REPORT.paddedTo(0x100));
        assertThat(KvmSevAttestationReport.CODEC.decode(fixture.read(data, 32)).length())
                .isEqualTo(0xD0);
        assertThat(Attestation.CODEC
                        .decode(fixture.firmware.lastBuffer(CommandId.ATTESTATION))
                        .nonce())
                .isEqualTo(nonce);
    }

    private static Bytes sendStart(
            HostVirtual pdh,
            int pdhLength,
            HostVirtual platform,
            int platformLength,
            HostVirtual amd,
            int amdLength,
            HostVirtual session,
            int sessionLength) {
        return new KvmSevSendStart(
                        0,
                        pdh.value(),
                        pdhLength,
                        platform.value(),
                        platformLength,
                        amd.value(),
                        amdLength,
                        session.value(),
                        sessionLength)
                .encode();
    }
}
