package dev.sevsim.psp.command.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.ReceiveStart;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.Migration;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.WorkedExample;
import dev.sevsim.psp.command.Owner;
import dev.sevsim.psp.platform.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiveStartCommandTest extends MachineTest {
    @Test
    void checksInOrder() {
        machine.expectRefusal(CommandId.RECEIVE_START, request(9, 0, 0, -1, 0), SevStatus.INVALID_PLATFORM_STATE);
        machine.initialised();
        machine.expectRefusal(CommandId.RECEIVE_START, request(9, -1, 0, -1, 0x7F), SevStatus.INVALID_LENGTH);
        machine.expectRefusal(CommandId.RECEIVE_START, request(9, -1, 0x823, -1, 0x80), SevStatus.INVALID_LENGTH);
        machine.expectRefusal(CommandId.RECEIVE_START, request(9, -1, 0x824, -1, 0x80), SevStatus.INVALID_ADDRESS);
        machine.write(Migration.PDH, Bytes.zeros(0x824));
        machine.expectRefusal(
                CommandId.RECEIVE_START, request(9, Migration.PDH, 0x824, -1, 0x80), SevStatus.INVALID_CERTIFICATE);
        machine.write(Migration.PDH, WorkedExample.godhCertificate().encode());
        machine.expectRefusal(
                CommandId.RECEIVE_START, request(9, Migration.PDH, 0x824, -1, 0x80), SevStatus.INVALID_ADDRESS);
        machine.write(Migration.SESSION, WorkedExample.SESSION);
        machine.expectRefusal(
                CommandId.RECEIVE_START,
                request(9, Migration.PDH, 0x824, Migration.SESSION, 0x80),
                SevStatus.BAD_MEASUREMENT);
    }

    @Test
    void requiresTheSession() {
        machine.initialised();

        machine.expectRefusal(CommandId.RECEIVE_START, request(0, 0, 0, 0, 0), SevStatus.INVALID_LENGTH);
        machine.expectRefusal(CommandId.RECEIVE_START, request(0, 0, 0, 0, 0x80), SevStatus.INVALID_LENGTH);
        machine.expectRefusal(CommandId.RECEIVE_START, request(0, 0, 0x824, 0, 0x80), SevStatus.INVALID_PARAM);
    }

    @Test
    void opensTheSessionOfTheWorkedExample() {
        try (TestMachine example = withWorkedSession(WorkedExample.SESSION)) {
            assertThat(example.run(CommandId.RECEIVE_START, worked(0, WorkedExample.POLICY)))
                    .isEqualTo(SevStatus.SUCCESS);

            int handle =
                    ReceiveStart.CODEC.decode(example.buffer(ReceiveStart.SIZE)).handle();
            assertThat(example.buffer(ReceiveStart.SIZE)).isEqualTo(worked(handle, WorkedExample.POLICY));
            assertThat(example.guest(handle).state()).isEqualTo(GuestState.RUPDATE);
            assertThat(example.platform().state()).isEqualTo(PlatformState.WORKING);
            assertThat(example.guest(handle).transportKeys().tek())
                    .isEqualTo(SecretBytes.of(Bytes.fromHex("101112131415161718191a1b1c1d1e1f")));
            assertThat(example.guest(handle).transportKeys().tik())
                    .isEqualTo(SecretBytes.of(Bytes.fromHex("202122232425262728292a2b2c2d2e2f")));
        }
    }

    @ParameterizedTest(name = "policy {0}, handle {1}: {2}")
    @CsvSource({
        "0x18000002, 9, BAD_MEASUREMENT",
        "0x19000041, 9, POLICY_FAILURE",
        "0x18000041, 9, POLICY_FAILURE",
        "0x18000005, 9, INVALID_GUEST",
        "0x18000005, 0, UNSUPPORTED"
    })
    void checksThePolicyInOrder(String policy, int handle, SevStatus expected) {
        int word = Integer.decode(policy);
        Bytes session = expected == SevStatus.BAD_MEASUREMENT ? WorkedExample.SESSION : Owner.session(word);
        try (TestMachine example = withWorkedSession(session)) {
            example.expectRefusal(CommandId.RECEIVE_START, worked(handle, word), expected);
        }
    }

    @Test
    void refusesAWrappedKeyThatWasChangedBeforeThePolicy() {
        byte[] session = Owner.session(WorkedExample.POLICY).toArray();
        session[0x10] ^= 1;
        session[0x60] ^= 1;
        try (TestMachine example = withWorkedSession(Bytes.copyOf(session))) {
            example.expectRefusal(CommandId.RECEIVE_START, worked(9, WorkedExample.POLICY), SevStatus.BAD_MEASUREMENT);
            assertThat(example.lastEvent().explanation().orElseThrow().rule()).contains("WRAP_MAC");
        }
    }

    @Test
    void sharesAKeyAsThePolicyAllows() {
        try (TestMachine example = withWorkedSession(Owner.session(0))) {
            int other = example.start(0);
            int strict = example.start(2);
            example.expectRefusal(CommandId.RECEIVE_START, worked(strict, 0), SevStatus.POLICY_FAILURE);

            assertThat(example.run(CommandId.RECEIVE_START, worked(other, 0))).isEqualTo(SevStatus.SUCCESS);

            int handle =
                    ReceiveStart.CODEC.decode(example.buffer(ReceiveStart.SIZE)).handle();
            assertThat(example.guest(handle).vek())
                    .isEqualTo(example.guest(other).vek());
            assertThat(example.guest(strict).vek())
                    .isNotEqualTo(example.guest(other).vek());
        }
    }

    @Test
    void refusesWithoutAFreeContext() {
        try (TestMachine example = withWorkedSession(Owner.session(4))) {
            for (int i = 0; i < Platform.MAXIMUM_GUESTS; i++) {
                example.start(0);
            }

            example.expectRefusal(CommandId.RECEIVE_START, worked(0, 4), SevStatus.RESOURCE_LIMIT);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void drawsAMemoryKeyOfItsOwn(boolean es) {
        try (TestMachine example = withWorkedSession(Owner.session(0))) {
            example.run(CommandId.SHUTDOWN);
            if (es) {
                example.initialisedWithEs();
            } else {
                example.initialised();
            }
            example.run(CommandId.RECEIVE_START, worked(0, 0));
            example.run(CommandId.RECEIVE_START, worked(0, 0));

            assertThat(example.guest(1).vek()).isNotEqualTo(example.guest(2).vek());
        }
    }

    private static TestMachine withWorkedSession(Bytes session) {
        TestMachine example = TestMachine.ofWorkedExample().initialised();
        example.write(Migration.PDH, WorkedExample.godhCertificate().encode());
        example.write(Migration.SESSION, session);
        return example;
    }

    private static Bytes worked(int handle, int policy) {
        return new ReceiveStart(handle, policy, Migration.PDH, 0x824, Migration.SESSION, 0x80).encode();
    }

    private static Bytes request(int handle, long pdh, int pdhLength, long session, int sessionLength) {
        return new ReceiveStart(handle, 0xFFFFFFFF, pdh, pdhLength, session, sessionLength).encode();
    }
}
