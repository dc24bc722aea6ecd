package dev.sevsim.psp.command.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.WorkedExample;
import dev.sevsim.psp.command.Owner;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchStartCommandTest {
    private static final int MINIMUM_0_24 = 0x18000000;

    @AutoClose
    private final TestMachine machine = TestMachine.ofWorkedExample();

    @Test
    void opensASessionAndAnswersTheHandle() {
        machine.initialised();
        session(WorkedExample.godhCertificate().encode(), WorkedExample.SESSION);

        assertThat(machine.run(CommandId.LAUNCH_START, request(0, WorkedExample.POLICY)))
                .isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.buffer(LaunchStart.SIZE)).isEqualTo(request(1, WorkedExample.POLICY));
        assertThat(machine.platform().state()).isEqualTo(PlatformState.WORKING);
        assertThat(machine.guest(1).state()).isEqualTo(GuestState.LUPDATE);
        assertThat(machine.guest(1).policy().word()).isEqualTo(WorkedExample.POLICY);
        assertThat(machine.guest(1).transportKeys().tik())
                .isEqualTo(SecretBytes.of(Bytes.fromHex("202122232425262728292a2b2c2d2e2f")));
    }

    @Test
    void checksLengthsInOrderBeforeLookingAtAddresses() {
        machine.expectRefusal(CommandId.LAUNCH_START, start(0, 0, -1, 0, -1, 0), SevStatus.INVALID_PLATFORM_STATE);
        machine.initialised();
        machine.expectRefusal(CommandId.LAUNCH_START, start(0, 0, -1, 0, -1, 0x7F), SevStatus.INVALID_LENGTH);
        assertThat(machine.lastEvent().explanation().orElseThrow().found()).contains("SESSION_LEN");
        machine.expectRefusal(CommandId.LAUNCH_START, start(0, 0, -1, 0x825, -1, 0x80), SevStatus.INVALID_LENGTH);
        assertThat(machine.lastEvent().explanation().orElseThrow().found()).contains("DH_CERT_LEN");
        machine.expectRefusal(
                CommandId.LAUNCH_START, start(0, 0, 1L << 50, 0x824, -1, 0x80), SevStatus.INVALID_ADDRESS);
    }

    @ParameterizedTest(name = "byte {0} set to {1}")
    @CsvSource({"0, 2", "8, 2", "0xc, 2", "0x10, 1", "0x14, 0", "0x44, 1", "0x8c, 1", "0x9, 0"})
    void refusesADamagedCertificateBeforeABadSession(String at, int value) {
        machine.initialised();
        byte[] certificate = WorkedExample.godhCertificate().encode().toArray();
        certificate[Integer.decode(at)] = (byte) value;
        session(Bytes.copyOf(certificate), Bytes.zeros(0x80));

        machine.expectRefusal(CommandId.LAUNCH_START, request(0, WorkedExample.POLICY), SevStatus.INVALID_CERTIFICATE);
    }

    @Test
    void ignoresTheSignaturesOfTheCertificate() {
        machine.initialised();
        byte[] certificate = WorkedExample.godhCertificate().encode().toArray();
        for (int at = 0x414; at < certificate.length; at++) {
            certificate[at] = (byte) at;
        }
        session(Bytes.copyOf(certificate), WorkedExample.SESSION);

        assertThat(machine.run(CommandId.LAUNCH_START, request(0, WorkedExample.POLICY)))
                .isEqualTo(SevStatus.SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x10, 0x2F, 0x30, 0x40, 0x5F, 0x60, 0x7F})
    void refusesAnyFlippedBitOfTheSession(int at) {
        machine.initialised();
        byte[] session = WorkedExample.SESSION.toArray();
        session[at] ^= 1;
        session(WorkedExample.godhCertificate().encode(), Bytes.copyOf(session));

        machine.expectRefusal(CommandId.LAUNCH_START, request(0, WorkedExample.POLICY), SevStatus.BAD_MEASUREMENT);
    }

    @Test
    void refusesAnotherPolicyByItsMacFirst() {
        machine.initialised();
        session(WorkedExample.godhCertificate().encode(), WorkedExample.SESSION);

        machine.expectRefusal(CommandId.LAUNCH_START, request(9, 0xFF00FFFF), SevStatus.BAD_MEASUREMENT);
        assertThat(machine.lastEvent().explanation().orElseThrow().found()).contains("POLICY_MAC");
    }

    @ParameterizedTest
    @CsvSource({
        "0x19000003, newer",
        "0x00010003, newer",
        "0x19000043, newer",
        "0x18000043, bits 15:6",
        "0x00008003, bits 15:6"
    })
    void refusesWhatThePolicyAsksForBeforeTheHandle(String policy, String rule) {
        machine.initialised();
        int word = Integer.decode(policy);
        session(WorkedExample.godhCertificate().encode(), Owner.session(word));

        machine.expectRefusal(CommandId.LAUNCH_START, request(9, word), SevStatus.POLICY_FAILURE);
        assertThat(machine.lastEvent().explanation().orElseThrow().rule()).contains(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x18000003", "0x17000003", "0x00000000"})
    void acceptsAPolicyForThisOrOlderFirmware(String policy) {
        machine.initialised();
        session(WorkedExample.godhCertificate().encode(), Owner.session(Integer.decode(policy)));

        assertThat(machine.run(CommandId.LAUNCH_START, request(0, Integer.decode(policy))))
                .isEqualTo(SevStatus.SUCCESS);
    }

    @Test
    void skipsThePolicyChecksOfASessionWithoutOne() {
        machine.initialised();

        int handle = machine.start(0xFF00FFC0);

        assertThat(machine.guest(handle).transportKeys().tek()).isEqualTo(SecretBytes.zeros(16));
    }

    @Test
    void sharesAKeyOnlyUnderTheSamePolicyThatAllowsIt() {
        int open = machine.initialised().start(1);
        int closed = machine.start(3);

        machine.expectRefusal(CommandId.LAUNCH_START, start(9, 1, 0, 0, 0, 0), SevStatus.INVALID_GUEST);
        machine.expectRefusal(CommandId.LAUNCH_START, start(open, 0, 0, 0, 0, 0), SevStatus.POLICY_FAILURE);
        machine.expectRefusal(CommandId.LAUNCH_START, start(closed, 3, 0, 0, 0, 0), SevStatus.POLICY_FAILURE);

        assertThat(machine.run(CommandId.LAUNCH_START, start(open, 1, 0, 0, 0, 0)))
                .isEqualTo(SevStatus.SUCCESS);
        int sharing = LaunchStart.CODEC.decode(machine.buffer(LaunchStart.SIZE)).handle();
        assertThat(sharing).isEqualTo(3);
        assertThat(machine.guest(sharing).vek()).isEqualTo(machine.guest(open).vek());
        assertThat(machine.guest(closed).vek()).isNotEqualTo(machine.guest(open).vek());
    }

    @Test
    void refusesEsOnAPlatformWithoutItAfterTheHandle() {
        machine.initialised();

        machine.expectRefusal(CommandId.LAUNCH_START, start(9, 4, 0, 0, 0, 0), SevStatus.INVALID_GUEST);
        machine.expectRefusal(CommandId.LAUNCH_START, start(0, 4, 0, 0, 0, 0), SevStatus.UNSUPPORTED);
    }

    @Test
    void runsOutOfContextsBeforeItLooksAtEs() {
        machine.initialised();
        for (int i = 0; i < 1024; i++) {
            machine.start(MINIMUM_0_24);
        }

        machine.expectRefusal(CommandId.LAUNCH_START, start(0, 4, 0, 0, 0, 0), SevStatus.RESOURCE_LIMIT);
    }

    private void session(Bytes certificate, Bytes session) {
        machine.write(TestMachine.CERTIFICATE, certificate);
        machine.write(TestMachine.SESSION, session);
    }

    private static Bytes request(int handle, int policy) {
        return start(handle, policy, TestMachine.CERTIFICATE, 0x824, TestMachine.SESSION, 0x80);
    }

    private static Bytes start(int handle, int policy, long cert, int certLength, long session, int sessionLength) {
        return new LaunchStart(handle, policy, cert, certLength, session, sessionLength).encode();
    }
}
