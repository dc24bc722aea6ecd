package dev.sevsim.psp.command.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SendUpdate;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.Migration;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.WorkedExample;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendUpdateDataCommandTest extends MachineTest {
    private static final int ASID = TestMachine.PLAIN_ASID;
    private static final long PAGE = 0x20000;

    @Test
    void checksInOrder() {
        machine.expectWorkingNeeded(CommandId.SEND_UPDATE_DATA, bad(9, 0x33));
        int handle = machine.start(TestMachine.POLICY);
        assertThat(machine.run(CommandId.SEND_UPDATE_DATA, bad(9, 0x33))).isEqualTo(SevStatus.INVALID_LENGTH);
        machine.expectRefusal(CommandId.SEND_UPDATE_DATA, bad(9, 0x34), SevStatus.INVALID_GUEST);
        machine.expectRefusal(CommandId.SEND_UPDATE_DATA, bad(handle, 0x34), SevStatus.INVALID_GUEST_STATE);
        machine.decommission(handle);
        handle = machine.migratingGuestIn(GuestState.SUPDATE);
        machine.deactivate(handle);
        machine.expectRefusal(CommandId.SEND_UPDATE_DATA, bad(handle, 0x34), SevStatus.INACTIVE);
        machine.flush();
        machine.activate(handle, ASID);
        machine.expectRefusal(CommandId.SEND_UPDATE_DATA, bad(handle, 0x34), SevStatus.INVALID_LENGTH);
        machine.expectRefusal(
                CommandId.SEND_UPDATE_DATA, send(handle, -1, 0x34, 1, 16, -1, 16), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(
                CommandId.SEND_UPDATE_DATA, send(handle, -1, 0x34, -16, 16, -1, 16), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(
                CommandId.SEND_UPDATE_DATA, send(handle, -1, 0x34, 0, 16, -1, 16), SevStatus.INVALID_PARAM);
        machine.expectRefusal(
                CommandId.SEND_UPDATE_DATA, send(handle, 0, 0x34, PAGE, 16, -1, 16), SevStatus.INVALID_PARAM);
        machine.expectRefusal(
                CommandId.SEND_UPDATE_DATA,
                send(handle, Migration.HEADER, 0x34, PAGE, 16, -1, 16),
                SevStatus.INVALID_ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x33})
    void answersAShortHeaderWithBothLengths(int length) {
        sending();

        assertThat(machine.run(CommandId.SEND_UPDATE_DATA, send(0, -1, length, -1, 0x1230, -1, 0)))
                .isEqualTo(SevStatus.INVALID_LENGTH);

        assertThat(machine.buffer(SendUpdate.SIZE)).isEqualTo(send(0, -1, 0x34, -1, 0x1230, -1, 0x1230));
    }

    @ParameterizedTest(name = "guest {0}, transport {1}")
    @CsvSource({"0, 0", "8, 8", "24, 24", "0x5010, 0x5010", "32, 16", "0x80000000, 0x80000000", "16, 0"})
    void refusesEveryBadLength(String guest, String transport) {
        int handle = sending();

        machine.expectRefusal(
                CommandId.SEND_UPDATE_DATA,
                send(
                        handle,
                        Migration.HEADER,
                        0x34,
                        PAGE,
                        Long.decode(guest).intValue(),
                        Migration.TRANSPORT,
                        Long.decode(transport).intValue()),
                SevStatus.INVALID_LENGTH);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 0x1000, 0x4000, 0x5000})
    void makesTheDocumentedPacket(int length) throws GeneralSecurityException {
        int handle = sending();
        Bytes content = WorkedExample.vector("fw/synth-amdsev.fd").paddedTo(0x5000);
        machine.guestWrites(ASID, PAGE, content);

        Bytes request = send(handle, Migration.HEADER, 0x1000, PAGE, length, Migration.TRANSPORT, 0x5000);
        assertThat(machine.run(CommandId.SEND_UPDATE_DATA, request)).isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.buffer(SendUpdate.SIZE))
                .isEqualTo(send(handle, Migration.HEADER, 0x34, PAGE, length, Migration.TRANSPORT, 0x5000));
        Bytes header = machine.read(Migration.HEADER, 0x34);
        Bytes packet = machine.read(Migration.TRANSPORT, length);
        Bytes iv = header.slice(4, 0x14);
        assertThat(header.slice(0, 4).isAllZero()).isTrue();
        assertThat(header.from(0x14))
                .isEqualTo(Migration.mac(
                        reveal(machine.guest(handle).transportKeys().tik()), 2, iv, packet));
        assertThat(decrypt(reveal(machine.guest(handle).transportKeys().tek()), iv, packet))
                .isEqualTo(content.slice(0, length));
        assertThat(machine.read(Migration.TRANSPORT + length, 16).isAllZero()).isTrue();
        assertThat(machine.guest(handle).state()).isEqualTo(GuestState.SUPDATE);
    }

    @Test
    void drawsANewVectorForEveryPacket() {
        int handle = sending();

        Migration.Packet first = Migration.send(machine, CommandId.SEND_UPDATE_DATA, handle, PAGE, 16);
        Migration.Packet second = Migration.send(machine, CommandId.SEND_UPDATE_DATA, handle, PAGE, 16);

        assertThat(second.header().slice(4, 0x14)).isNotEqualTo(first.header().slice(4, 0x14));
        assertThat(second.content()).isNotEqualTo(first.content());
    }

    private int sending() {
        machine.initialised();
        return machine.migratingGuestIn(GuestState.SUPDATE);
    }

    private static Bytes decrypt(Bytes tek, Bytes iv, Bytes ciphertext) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(tek.toArray(), "AES"), new IvParameterSpec(iv.toArray()));
        return Bytes.copyOf(cipher.doFinal(ciphertext.toArray()));
    }

    private static Bytes reveal(SecretBytes key) {
        return Bytes.copyOf(key.reveal());
    }

    private static Bytes bad(int handle, int headerLength) {
        return send(handle, -1, headerLength, 1, 0, -1, 0);
    }

    private static Bytes send(
            int handle, long header, int headerLength, long guest, int length, long transport, int transportLength) {
        return new SendUpdate(handle, header, headerLength, guest, length, transport, transportLength).encode();
    }
}
