package dev.sevsim.psp.command.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchSecret;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.command.Owner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchSecretCommandTest extends MachineTest {
    private static final long HEADER = 0x5000;
    private static final long PAYLOAD = 0x6000;
    private static final long TARGET = 0x30000;
    private static final Bytes ZERO_KEY = Bytes.zeros(16);

    @Test
    void acceptsTheSamePacketAgainAndElsewhere() {
        int handle = measured();
        packet(handle, 0, 32, Bytes.zeros(32));

        assertThat(run(handle, 0x34, TARGET, 32, 32)).isEqualTo(SevStatus.SUCCESS);
        Bytes first = machine.read(TARGET, 32);
        assertThat(run(handle, 0x34, TARGET, 32, 32)).isEqualTo(SevStatus.SUCCESS);
        assertThat(machine.read(TARGET, 32)).isEqualTo(first);
        assertThat(run(handle, 0x34, TARGET + 16, 32, 32)).isEqualTo(SevStatus.SUCCESS);
        assertThat(machine.guest(handle).state()).isEqualTo(GuestState.LSECRET);
    }

    @Test
    void checksAlignmentAndLengthsBeforeTheGuestState() {
        int handle = machine.expectGuestNeeded(CommandId.LAUNCH_SECRET, secret(9, 0, 1, 0, 0));
        machine.expectRefusal(CommandId.LAUNCH_SECRET, secret(handle, 0, 1, 0, 0), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.LAUNCH_SECRET, secret(handle, 0x33, 0, 16, 16), SevStatus.INVALID_LENGTH);
        machine.expectRefusal(CommandId.LAUNCH_SECRET, secret(handle, 0x34, 0, 16, 16), SevStatus.INVALID_GUEST_STATE);
        machine.measure(handle);
        machine.expectRefusal(CommandId.LAUNCH_SECRET, secret(handle, 0x34, 0, 16, 16), SevStatus.INACTIVE);
    }

    @ParameterizedTest(name = "header {0}, guest {1}, transport {2}")
    @CsvSource({
        "0x35, 16, 16",
        "0x34, 0, 0",
        "0x34, 8, 8",
        "0x34, 24, 24",
        "0x34, 0x5010, 0x5010",
        "0x34, 16, 32",
        "0x34, -0x80000000, -0x80000000"
    })
    void refusesEveryBadLength(int header, int guest, int transport) {
        int handle = measured();

        machine.expectRefusal(
                CommandId.LAUNCH_SECRET, secret(handle, header, TARGET, guest, transport), SevStatus.INVALID_LENGTH);
    }

    @Test
    void acceptsTheLongestPacket() {
        int handle = measured();
        packet(handle, 0, 0x5000, Bytes.zeros(0x5000));

        assertThat(run(handle, 0x34, TARGET, 0x5000, 0x5000)).isEqualTo(SevStatus.SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 19, 20, 51})
    void refusesAFlippedHeaderBit(int at) {
        int handle = measured();
        packet(handle, 0, 32, Bytes.zeros(32));
        byte[] header = machine.read(HEADER, 0x34).toArray();
        header[at] ^= 1;
        machine.write(HEADER, Bytes.copyOf(header));

        machine.expectRefusal(CommandId.LAUNCH_SECRET, secret(handle, 0x34, TARGET, 32, 32), SevStatus.BAD_MEASUREMENT);
    }

    @Test
    void refusesChangedCiphertextAndPacketsOfAnotherLaunch() {
        int handle = measured();
        packet(handle, 0, 32, Bytes.zeros(32));
        machine.write(PAYLOAD, Bytes.of(1));
        machine.expectRefusal(CommandId.LAUNCH_SECRET, secret(handle, 0x34, TARGET, 32, 32), SevStatus.BAD_MEASUREMENT);

        packet(handle, 0, 32, Bytes.zeros(32));
        int other = machine.start(TestMachine.POLICY);
        machine.activate(other, 101);
        machine.measure(other);
        machine.expectRefusal(CommandId.LAUNCH_SECRET, secret(other, 0x34, TARGET, 32, 32), SevStatus.BAD_MEASUREMENT);
    }

    @Test
    void refusesCompressionOnlyAfterTheMac() {
        int handle = measured();
        packet(handle, 1, 32, Bytes.zeros(32));

        machine.expectRefusal(CommandId.LAUNCH_SECRET, secret(handle, 0x34, -16, 32, 32), SevStatus.UNSUPPORTED);
    }

    @Test
    void refusesBadAddresses() {
        int handle = measured();
        packet(handle, 0, 32, Bytes.zeros(32));

        machine.expectRefusal(CommandId.LAUNCH_SECRET, secret(handle, 0x34, -16, 32, 32), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.LAUNCH_SECRET, secret(handle, 0x34, 0, 32, 32), SevStatus.INVALID_PARAM);
        machine.expectRefusal(
                CommandId.LAUNCH_SECRET,
                new LaunchSecret(handle, -1, 0x34, TARGET, 32, PAYLOAD, 32).encode(),
                SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(
                CommandId.LAUNCH_SECRET,
                new LaunchSecret(handle, HEADER, 0x34, TARGET, 32, -1, 32).encode(),
                SevStatus.INVALID_ADDRESS);
    }

    @Test
    void refusesARunningGuest() {
        int handle = measured();
        machine.finish(handle);

        machine.expectRefusal(
                CommandId.LAUNCH_SECRET, secret(handle, 0x34, TARGET, 32, 32), SevStatus.INVALID_GUEST_STATE);
    }

    private int measured() {
        machine.initialised();
        return machine.guestIn(GuestState.LSECRET);
    }

    /**
     * A packet under the zero keys of a launch without a session; its MAC by docs/reference/sev-firmware-api.md section
     * 5.6.
     */
    private void packet(int handle, int flags, int length, Bytes ciphertext) {
        Bytes iv = Bytes.fromHex("b0b1b2b3b4b5b6b7b8b9babbbcbdbebf");
        Bytes measure = machine.read(TestMachine.OUTPUT, 32);
        Bytes mac = Owner.hmac(
                ZERO_KEY,
                Bytes.concat(
                        Bytes.of(1),
                        Bytes.u32Le(flags),
                        iv,
                        Bytes.u32Le(length),
                        Bytes.u32Le(length),
                        ciphertext,
                        measure));
        assertThat(machine.guest(handle).measure()).contains(measure);
        machine.write(HEADER, Bytes.concat(Bytes.u32Le(flags), iv, mac));
        machine.write(PAYLOAD, ciphertext);
    }

    private SevStatus run(int handle, int headerLength, long address, int guestLength, int transportLength) {
        return machine.run(
                CommandId.LAUNCH_SECRET, secret(handle, headerLength, address, guestLength, transportLength));
    }

    private static Bytes secret(int handle, int headerLength, long address, int guestLength, int transportLength) {
        return new LaunchSecret(handle, HEADER, headerLength, address, guestLength, PAYLOAD, transportLength).encode();
    }
}
