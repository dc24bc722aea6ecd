package dev.sevsim.psp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.DebugTransfer;
import dev.sevsim.abi.firmware.LaunchMeasure;
import dev.sevsim.abi.firmware.LaunchSecret;
import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.command.Owner;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * The protocol-level exercises of docs/reference/sev-firmware-api.md section 8, one test each; those on identities are
 * in their commands' tests.
 */
class ProtocolExercisesTest {
    private static final long IMAGE = TestMachine.DATA;
    private static final long HEADER = 0x5000;
    private static final long PAYLOAD = 0x6000;
    private static final long SECRET = 0x30000;
    private static final int ASID = TestMachine.PLAIN_ASID;

    @AutoClose
    private final TestMachine machine = TestMachine.ofWorkedExample().initialised();

    @Test
    void secretBeforeMeasureOrAfterFinishIsRefused() {
        int handle = owned();
        putExamplePacket();
        machine.expectRefusal(CommandId.LAUNCH_SECRET, secret(handle, SECRET), SevStatus.INVALID_GUEST_STATE);
        machine.measure(handle);
        machine.finish(handle);

        machine.expectRefusal(CommandId.LAUNCH_SECRET, secret(handle, SECRET), SevStatus.INVALID_GUEST_STATE);
    }

    @Test
    void updateAndMeasureAfterMeasureAreRefused() {
        int handle = owned();
        machine.measure(handle);

        machine.expectRefusal(
                CommandId.LAUNCH_UPDATE_DATA,
                new LaunchUpdate(handle, IMAGE, 16).encode(),
                SevStatus.INVALID_GUEST_STATE);
        machine.expectRefusal(
                CommandId.LAUNCH_MEASURE,
                new LaunchMeasure(handle, TestMachine.OUTPUT, 0x30).encode(),
                SevStatus.INVALID_GUEST_STATE);
    }

    @Test
    void onePacketIsTakenTwiceAndElsewhere() {
        int handle = owned();
        loadExample(handle);
        machine.measure(handle);
        putExamplePacket();

        for (long address : new long[] {SECRET, SECRET, SECRET + 0x1000}) {
            assertThat(machine.run(CommandId.LAUNCH_SECRET, secret(handle, address)))
                    .isEqualTo(SevStatus.SUCCESS);
            assertThat(machine.guestReads(ASID, address, 32)).isEqualTo(WorkedExample.SECRET);
        }
    }

    @Test
    void aPacketOfAnEarlierLaunchWithTheSameKeysIsRefused() {
        int first = owned();
        loadExample(first);
        machine.measure(first);
        int second = start(WorkedExample.POLICY);
        machine.activate(second, ASID + 1);
        machine.measure(second);
        putExamplePacket();

        machine.expectRefusal(CommandId.LAUNCH_SECRET, secret(second, SECRET), SevStatus.BAD_MEASUREMENT);
        assertThat(machine.run(CommandId.LAUNCH_SECRET, secret(first, SECRET))).isEqualTo(SevStatus.SUCCESS);
    }

    @Test
    void oneSessionServesTwoGuestsWhoseMeasurementsDifferByTheNonceAlone() {
        Bytes first = machine.measure(start(WorkedExample.POLICY));
        Bytes second = machine.measure(start(WorkedExample.POLICY));

        Bytes tik = Bytes.fromHex("202122232425262728292a2b2c2d2e2f");
        assertThat(second.from(32)).isNotEqualTo(first.from(32));
        assertThat(first.slice(0, 32)).isEqualTo(measure(tik, WorkedExample.POLICY, Bytes.EMPTY, first.from(32)));
        assertThat(second.slice(0, 32)).isEqualTo(measure(tik, WorkedExample.POLICY, Bytes.EMPTY, second.from(32)));
    }

    @Test
    void aMeasurementWithoutASessionCanBeForged() {
        int handle = machine.start(TestMachine.POLICY);
        machine.activate(handle, ASID);
        machine.write(IMAGE, WorkedExample.dataA());
        machine.update(handle, IMAGE, 16);

        Bytes blob = machine.measure(handle);

        assertThat(blob.slice(0, 32))
                .isEqualTo(measure(Bytes.zeros(16), TestMachine.POLICY, WorkedExample.dataA(), blob.from(32)));
    }

    @Test
    void anotherPolicyBreaksThePolicyMac() {
        place();

        machine.expectRefusal(
                CommandId.LAUNCH_START, launchStart(WorkedExample.POLICY & ~1).encode(), SevStatus.BAD_MEASUREMENT);
    }

    @Test
    void debugWritesDuringLaunchChangeMemoryAndNotTheMeasurement() {
        int handle = launching();
        machine.write(PAYLOAD, Bytes.ofAscii("something other."));

        assertThat(machine.run(CommandId.DBG_ENCRYPT, new DebugTransfer(handle, PAYLOAD, IMAGE, 16).encode()))
                .isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.guestReads(ASID, IMAGE, 16)).isEqualTo(Bytes.ofAscii("something other."));
        Bytes blob = machine.measure(handle);
        assertThat(blob.slice(0, 32)).isEqualTo(measure(Bytes.zeros(16), 0, WorkedExample.dataA(), blob.from(32)));
    }

    @Test
    void aGuestThatSharesTheKeyReadsTheOther() {
        int victim = launching();

        assertThat(machine.run(CommandId.LAUNCH_START, new LaunchStart(victim, 0, 0, 0, 0, 0).encode()))
                .isEqualTo(SevStatus.SUCCESS);
        int spy = LaunchStart.CODEC.decode(machine.buffer(LaunchStart.SIZE)).handle();
        machine.activate(spy, ASID + 1);

        assertThat(machine.guestReads(ASID + 1, IMAGE, 16)).isEqualTo(WorkedExample.dataA());
    }

    @Test
    void anAsidIsNotUsedAgainWithoutFlushing() {
        int first = machine.start(TestMachine.POLICY);
        machine.activate(first, ASID);
        machine.measure(first);
        machine.finish(first);
        machine.deactivate(first);
        int second = machine.start(TestMachine.POLICY);

        assertThat(machine.run(CommandId.DF_FLUSH)).isEqualTo(SevStatus.WBINVD_REQUIRED);
        machine.expectRefusal(CommandId.ACTIVATE, new Activate(second, ASID).encode(), SevStatus.DFFLUSH_REQUIRED);
        machine.flush();
        machine.activate(second, ASID);
    }

    /** The worked example's launch, active. */
    private int owned() {
        int handle = start(WorkedExample.POLICY);
        machine.activate(handle, ASID);
        return handle;
    }

    private int start(int policy) {
        place();
        assertThat(machine.run(CommandId.LAUNCH_START, launchStart(policy).encode()))
                .isEqualTo(SevStatus.SUCCESS);
        return LaunchStart.CODEC.decode(machine.buffer(LaunchStart.SIZE)).handle();
    }

    private void place() {
        machine.write(TestMachine.CERTIFICATE, WorkedExample.godhCertificate().encode());
        machine.write(TestMachine.SESSION, WorkedExample.SESSION);
    }

    private static LaunchStart launchStart(int policy) {
        return new LaunchStart(0, policy, TestMachine.CERTIFICATE, SevCertificate.SIZE, TestMachine.SESSION, 0x80);
    }

    private void loadExample(int handle) {
        machine.write(IMAGE, WorkedExample.dataA());
        machine.update(handle, IMAGE, 16);
        machine.write(IMAGE + 0x1000, WorkedExample.dataB());
        machine.update(handle, IMAGE + 0x1000, 4096);
    }

    private void putExamplePacket() {
        machine.write(HEADER, WorkedExample.SECRET_HEADER);
        machine.write(PAYLOAD, WorkedExample.SECRET_PAYLOAD);
    }

    private static Bytes secret(int handle, long address) {
        return new LaunchSecret(handle, HEADER, 0x34, address, 32, PAYLOAD, 32).encode();
    }

    /** A guest without NODBG whose image is measured. */
    private int launching() {
        int handle = machine.start(0);
        machine.activate(handle, ASID);
        machine.write(IMAGE, WorkedExample.dataA());
        machine.update(handle, IMAGE, 16);
        return handle;
    }

    /** The formula of docs/reference/sev-firmware-api.md section 5.5, with the JDK alone. */
    private static Bytes measure(Bytes tik, int policy, Bytes loaded, Bytes nonce) {
        Bytes message = Bytes.concat(
                Bytes.of(4, WorkedExample.VERSION.major(), WorkedExample.VERSION.minor(), WorkedExample.BUILD),
                Bytes.u32Le(policy),
                WorkedExample.sha256(loaded),
                nonce);
        return Owner.hmac(tik, message);
    }
}
