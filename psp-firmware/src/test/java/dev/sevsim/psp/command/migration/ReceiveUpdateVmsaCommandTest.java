package dev.sevsim.psp.command.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.ReceiveUpdate;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.Migration;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.WorkedExample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiveUpdateVmsaCommandTest extends MachineTest {
    private static final int ASID = TestMachine.ES_ASID;
    private static final long PAGE = 0x30000;
    private static final int RECORDS = (1 << 20) / 64;
    private static final Bytes VMSA = WorkedExample.vector("vmsa/vmsa-seves-qemu-milan-0.bin");

    private Migration.Packet packet = new Migration.Packet(Bytes.EMPTY, Bytes.EMPTY);

    @Test
    void checksInOrder() {
        machine.expectRefusal(CommandId.RECEIVE_UPDATE_VMSA, request(9, 0, 1, 0), SevStatus.INVALID_PLATFORM_STATE);
        machine.initialisedWithEs();
        int plain = machine.migratingGuestIn(GuestState.RUPDATE);
        machine.expectRefusal(CommandId.RECEIVE_UPDATE_VMSA, request(9, 0, 1, 0), SevStatus.INVALID_GUEST);
        int launching = machine.start(TestMachine.POLICY);
        machine.expectRefusal(
                CommandId.RECEIVE_UPDATE_VMSA, request(launching, 0, 1, 0), SevStatus.INVALID_GUEST_STATE);
        machine.deactivate(plain);
        machine.expectRefusal(CommandId.RECEIVE_UPDATE_VMSA, request(plain, 0, 1, 0), SevStatus.UNSUPPORTED);
        int handle = receiving();
        machine.deactivate(handle);
        machine.expectRefusal(CommandId.RECEIVE_UPDATE_VMSA, request(handle, 0, 1, 0), SevStatus.INACTIVE);
        machine.activate(handle, ASID);
        machine.expectRefusal(CommandId.RECEIVE_UPDATE_VMSA, request(handle, 0, 1, 0), SevStatus.INVALID_LENGTH);
        machine.expectRefusal(
                CommandId.RECEIVE_UPDATE_VMSA, request(handle, 0x34, 1, 0x1000), SevStatus.INVALID_ADDRESS);
        machine.write(Migration.HEADER, Bytes.of(1));
        machine.expectRefusal(CommandId.RECEIVE_UPDATE_VMSA, request(handle, 0x34, -16, 0x1000), SevStatus.UNSUPPORTED);
        machine.write(Migration.HEADER, Bytes.of(2));
        machine.expectRefusal(
                CommandId.RECEIVE_UPDATE_VMSA, request(handle, 0x34, -16, 0x1000), SevStatus.BAD_MEASUREMENT);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 0xFF0, 0x1010, 0x2000})
    void takesASaveAreaAsAWhole(int length) {
        machine.initialisedWithEs();
        int handle = receiving();

        machine.expectRefusal(
                CommandId.RECEIVE_UPDATE_VMSA, request(handle, 0x34, PAGE, length), SevStatus.INVALID_LENGTH);
    }

    @Test
    void givesTheSaveAreaARecordOfItsOwn() {
        machine.initialisedWithEs();
        int handle = receiving();

        assertThat(machine.run(CommandId.RECEIVE_UPDATE_VMSA, request(handle, 0x34, PAGE, 0x1000)))
                .isEqualTo(SevStatus.SUCCESS);

        Bytes inside = machine.guestReads(ASID, PAGE, 0x1000);
        assertThat(inside.slice(0, 0x388)).isEqualTo(VMSA.slice(0, 0x388));
        assertThat(inside.slice(0x388, 0x390).asLittleEndian().getLong()).isEqualTo(TestMachine.TRUSTED_REGION);
        assertThat(inside.from(0x390)).isEqualTo(VMSA.from(0x390));
        assertThat(machine.read(TestMachine.TRUSTED_REGION, 8))
                .isEqualTo(WorkedExample.sha256(inside.slice(0, 0xFC0)).slice(0, 8));
        assertThat(machine.platform().vmsaRecords().count(handle)).isEqualTo(1);
    }

    @Test
    void refusesWhenThePoolIsFullAfterTheMac() {
        machine.initialisedWithEs();
        int handle = receiving();
        int hog = machine.start(TestMachine.ES_POLICY);
        machine.activate(hog, ASID + 1);
        for (int i = 0; i < RECORDS; i++) {
            machine.updateVmsa(hog, 0x60000);
        }

        machine.expectRefusal(
                CommandId.RECEIVE_UPDATE_VMSA, request(handle, 0x34, -16, 0x1000), SevStatus.RESOURCE_LIMIT);
        machine.write(Migration.HEADER, Bytes.of(2));
        machine.expectRefusal(
                CommandId.RECEIVE_UPDATE_VMSA, request(handle, 0x34, -16, 0x1000), SevStatus.BAD_MEASUREMENT);
        machine.deactivate(hog);
        machine.decommission(hog);
        machine.write(Migration.HEADER, packet.header());
        machine.expectRefusal(
                CommandId.RECEIVE_UPDATE_VMSA, request(handle, 0x34, -16, 0x1000), SevStatus.INVALID_ADDRESS);
        assertThat(machine.run(CommandId.RECEIVE_UPDATE_VMSA, request(handle, 0x34, PAGE, 0x1000)))
                .isEqualTo(SevStatus.SUCCESS);
    }

    @Test
    void tellsContextBytesApartWhenItIsTold() {
        machine.initialisedWithEs();
        int handle = receiving();
        Bytes request = request(handle, 0x34, PAGE, 0x1000);

        assertThat(new ReceiveUpdateVmsaCommand(3)
                        .execute(request, machine.platform())
                        .status())
                .isEqualTo(SevStatus.BAD_MEASUREMENT);
        assertThat(new ReceiveUpdateVmsaCommand(2)
                        .execute(request, machine.platform())
                        .status())
                .isEqualTo(SevStatus.SUCCESS);
    }

    /** A guest that comes from this machine itself, with the packet of its save area in memory. */
    private int receiving() {
        int sender = Migration.runningGuestWithSaveArea(machine, PAGE, VMSA);
        Migration.startSending(machine, sender);
        packet = Migration.send(machine, CommandId.SEND_UPDATE_VMSA, sender, PAGE, 0x1000);
        int handle = Migration.startReceiving(machine, machine, TestMachine.ES_POLICY);
        machine.deactivate(sender);
        machine.decommission(sender);
        machine.flush();
        machine.activate(handle, ASID);
        return handle;
    }

    private static Bytes request(int handle, int headerLength, long guest, int length) {
        return new ReceiveUpdate(handle, Migration.HEADER, headerLength, guest, length, Migration.TRANSPORT, length)
                .encode();
    }
}
