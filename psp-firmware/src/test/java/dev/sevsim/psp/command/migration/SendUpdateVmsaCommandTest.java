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
import dev.sevsim.psp.command.CommandResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendUpdateVmsaCommandTest extends MachineTest {
    private static final int ASID = TestMachine.ES_ASID;
    private static final long PAGE = 0x30000;
    private static final Bytes VMSA = WorkedExample.vector("vmsa/vmsa-seves-qemu-milan-0.bin");

    @Test
    void checksInOrder() {
        machine.expectRefusal(CommandId.SEND_UPDATE_VMSA, send(9, 0x33, 1, 0, 0), SevStatus.INVALID_PLATFORM_STATE);
        machine.initialisedWithEs();
        int plain = machine.migratingGuestIn(GuestState.SUPDATE);
        assertThat(machine.run(CommandId.SEND_UPDATE_VMSA, send(9, 0x33, 1, 0, 0)))
                .isEqualTo(SevStatus.INVALID_LENGTH);
        machine.expectRefusal(CommandId.SEND_UPDATE_VMSA, send(9, 0x34, 1, 0, 0), SevStatus.INVALID_GUEST);
        int launching = machine.start(TestMachine.POLICY);
        machine.expectRefusal(
                CommandId.SEND_UPDATE_VMSA, send(launching, 0x34, 1, 0, 0), SevStatus.INVALID_GUEST_STATE);
        machine.deactivate(plain);
        machine.expectRefusal(CommandId.SEND_UPDATE_VMSA, send(plain, 0x34, 1, 0, 0), SevStatus.UNSUPPORTED);
        int handle = guestWithSaveArea(Stage.SENDING);
        machine.deactivate(handle);
        machine.expectRefusal(CommandId.SEND_UPDATE_VMSA, send(handle, 0x34, 1, 0, 0), SevStatus.INACTIVE);
        machine.flush();
        machine.activate(handle, ASID);
        machine.expectRefusal(CommandId.SEND_UPDATE_VMSA, send(handle, 0x34, 1, 0, 0), SevStatus.INVALID_LENGTH);
        machine.expectRefusal(
                CommandId.SEND_UPDATE_VMSA, send(handle, 0x34, 1, 0x1000, 0x1000), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(
                CommandId.SEND_UPDATE_VMSA, send(handle, 0x34, -16, 0x1000, 0x1000), SevStatus.INVALID_ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 0xFF0, 0x1010, 0x2000})
    void sendsASaveAreaAsAWhole(int length) {
        machine.initialisedWithEs();
        int handle = guestWithSaveArea(Stage.SENDING);

        machine.expectRefusal(
                CommandId.SEND_UPDATE_VMSA, send(handle, 0x34, PAGE, length, 0x5000), SevStatus.INVALID_LENGTH);
    }

    @Test
    void refusesAPageWithoutAMatchingRecordBeforeItLooksWhereThePacketGoes() {
        machine.initialisedWithEs();
        int handle = guestWithSaveArea(Stage.SENDING);
        Bytes nowhere = new SendUpdate(handle, -1, 0x34, PAGE + 0x1000, 0x1000, -1, 0x1000).encode();

        machine.expectRefusal(CommandId.SEND_UPDATE_VMSA, nowhere, SevStatus.INVALID_PARAM);
        machine.expectRefusal(
                CommandId.SEND_UPDATE_VMSA,
                new SendUpdate(handle, -1, 0x34, PAGE, 0x1000, -1, 0x1000).encode(),
                SevStatus.INVALID_ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x178, 0x388, 0xFBF})
    void findsEveryChangeUnderTheChecksum(int at) {
        machine.initialisedWithEs();
        int handle = guestWithSaveArea(Stage.SENDING);
        Bytes value = machine.guestReads(ASID, PAGE + at, 1);

        machine.guestWrites(ASID, PAGE + at, Bytes.of(value.u8(0) ^ 1));
        machine.expectRefusal(
                CommandId.SEND_UPDATE_VMSA, send(handle, 0x34, PAGE, 0x1000, 0x1000), SevStatus.INVALID_PARAM);

        machine.guestWrites(ASID, PAGE + at, value);
        machine.guestWrites(ASID, PAGE + 0xFC0, Bytes.of(0x77));
        assertThat(machine.run(CommandId.SEND_UPDATE_VMSA, send(handle, 0x34, PAGE, 0x1000, 0x1000)))
                .isEqualTo(SevStatus.SUCCESS);
    }

    @Test
    void refusesTheSaveAreaOfAnotherGuest() {
        machine.initialisedWithEs();
        int other = guestWithSaveArea(Stage.RUNNING);
        Bytes content = machine.guestReads(ASID, PAGE, 0x1000);
        machine.deactivate(other);
        machine.flush();
        int handle = guestWithSaveArea(Stage.SENDING);

        machine.guestWrites(ASID, PAGE + 0x1000, content);

        machine.expectRefusal(
                CommandId.SEND_UPDATE_VMSA, send(handle, 0x34, PAGE + 0x1000, 0x1000, 0x1000), SevStatus.INVALID_PARAM);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void putsTheGivenContextByteUnderTheMac(int context) {
        machine.initialisedWithEs();
        int handle = guestWithSaveArea(Stage.SENDING);

        CommandResult result = new SendUpdateVmsaCommand(context)
                .execute(send(handle, 0x34, PAGE, 0x1000, 0x1000), machine.platform());

        assertThat(result.status()).isEqualTo(SevStatus.SUCCESS);
        Bytes header = machine.read(Migration.HEADER, 0x34);
        Bytes packet = machine.read(Migration.TRANSPORT, 0x1000);
        assertThat(header.from(0x14))
                .isEqualTo(Migration.mac(
                        reveal(machine.guest(handle).transportKeys().tik()), context, header.slice(4, 0x14), packet));
    }

    @Test
    void takesTheContextByteOfData() {
        machine.initialisedWithEs();
        int handle = guestWithSaveArea(Stage.SENDING);

        Migration.Packet packet = Migration.send(machine, CommandId.SEND_UPDATE_VMSA, handle, PAGE, 0x1000);

        assertThat(packet.header().from(0x14))
                .isEqualTo(Migration.mac(
                        reveal(machine.guest(handle).transportKeys().tik()),
                        2,
                        packet.header().slice(4, 0x14),
                        packet.content()));
    }

    private enum Stage {
        RUNNING,
        SENDING
    }

    private int guestWithSaveArea(Stage stage) {
        int handle = Migration.runningGuestWithSaveArea(machine, PAGE, VMSA);
        if (stage == Stage.SENDING) {
            Migration.startSending(machine, handle);
        }
        return handle;
    }

    private static Bytes reveal(SecretBytes key) {
        return Bytes.copyOf(key.reveal());
    }

    private static Bytes send(int handle, int headerLength, long guest, int length, int transportLength) {
        return new SendUpdate(
                        handle, Migration.HEADER, headerLength, guest, length, Migration.TRANSPORT, transportLength)
                .encode();
    }
}
