package dev.sevsim.psp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.Attestation;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchFinish;
import dev.sevsim.abi.firmware.LaunchMeasure;
import dev.sevsim.abi.firmware.ReceiveFinish;
import dev.sevsim.abi.firmware.SendCancel;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.Migration.Packet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests move from platform to platform through packets that their hosts carry. */
class MigrationTest {
    private static final int SEV_ONLY = 1 << 5;
    private static final int ES = 1 << 2;
    private static final long MEMORY = 0x20000;
    private static final long SAVE_AREA = 0x30000;
    private static final long ELSEWHERE = 0x50000;
    private static final Bytes VMSA = WorkedExample.vector("vmsa/vmsa-seves-qemu-milan-0.bin");
    private static final Bytes CONTENT = WorkedExample.vector("fw/synth-amdsev.fd");

    private final TestMachine here = machine("here");
    private final TestMachine there = machine("there");

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    @Test
    void aGuestKeepsItsMemoryAndItsSaveArea() {
        int policy = TestMachine.POLICY | SEV_ONLY | ES;
        int sent = launched(policy);
        Migration.startSending(here, sent);
        Packet memory = Migration.send(here, CommandId.SEND_UPDATE_DATA, sent, MEMORY, CONTENT.length());
        Packet registers = Migration.send(here, CommandId.SEND_UPDATE_VMSA, sent, SAVE_AREA, 0x1000);
        assertThat(memory.content()).isNotEqualTo(CONTENT);

        int received = Migration.startReceiving(here, there, policy);
        there.activate(received, TestMachine.ES_ASID + 1);
        assertThat(Migration.deliver(there, CommandId.RECEIVE_UPDATE_VMSA, received, registers, SAVE_AREA))
                .isEqualTo(SevStatus.SUCCESS);
        assertThat(Migration.deliver(there, CommandId.RECEIVE_UPDATE_DATA, received, memory, ELSEWHERE))
                .isEqualTo(SevStatus.SUCCESS);
        assertThat(there.memory.guestAccess().mayRun(TestMachine.ES_ASID + 1)).isFalse();
        Migration.finish(here, sent, there, received);

        assertThat(there.guestReads(TestMachine.ES_ASID + 1, ELSEWHERE, CONTENT.length()))
                .isEqualTo(CONTENT);
        assertThat(there.read(ELSEWHERE, CONTENT.length()))
                .isNotEqualTo(CONTENT)
                .isNotEqualTo(here.read(MEMORY, CONTENT.length()));
        assertThat(there.guestReads(TestMachine.ES_ASID + 1, SAVE_AREA, 0x388)).isEqualTo(VMSA.slice(0, 0x388));
        assertThat(there.memory.guestAccess().mayRun(TestMachine.ES_ASID + 1)).isTrue();
        assertThat(there.guest(received).state()).isEqualTo(GuestState.RUNNING);
        assertThat(there.guest(received).policy().word()).isEqualTo(policy);
        assertThat(here.guest(sent).state()).isEqualTo(GuestState.SENT);
        assertThat(there.guest(received).vek()).isNotEqualTo(here.guest(sent).vek());
    }

    @Test
    void aGuestMovesOnFromWhereItCame() {
        int policy = TestMachine.POLICY | ES;
        int first = launched(policy);
        int second = moved(here, first, there, policy);
        try (TestMachine third = machine("third")) {
            Migration.introduce(third, there);

            int last = moved(there, second, third, policy);

            assertThat(third.guestReads(TestMachine.ES_ASID, MEMORY, CONTENT.length()))
                    .isEqualTo(CONTENT);
            assertThat(third.guestReads(TestMachine.ES_ASID, SAVE_AREA, 0x388)).isEqualTo(VMSA.slice(0, 0x388));
            assertThat(third.guest(last).state()).isEqualTo(GuestState.RUNNING);
        }
    }

    @Test
    void aReceivedGuestHasNoLaunchDigest() {
        int received = moved(here, launched(TestMachine.POLICY), there, TestMachine.POLICY);

        Attestation request = new Attestation(received, TestMachine.OUTPUT, Bytes.zeros(16), 0xD0);
        assertThat(there.run(CommandId.ATTESTATION, request.encode())).isEqualTo(SevStatus.SUCCESS);

        assertThat(there.read(TestMachine.OUTPUT + 0x10, 32).isAllZero()).isTrue();
    }

    @Test
    void anotherPlatformCannotOpenTheSession() {
        int sent = launched(TestMachine.POLICY);
        Migration.startSending(here, sent);
        try (TestMachine other = machine("other")) {
            other.write(Migration.PDH, here.platform().keys().pdhCertificate().encode());
            other.write(Migration.SESSION, here.read(Migration.SESSION, 0x80));

            other.expectRefusal(
                    CommandId.RECEIVE_START,
                    Migration.carrySession(here, other, TestMachine.POLICY).encode(),
                    SevStatus.BAD_MEASUREMENT);
        }
    }

    @Test
    void thePolicyCannotBeChangedOnTheWay() {
        int sent = launched(TestMachine.POLICY);
        Migration.startSending(here, sent);

        there.expectRefusal(
                CommandId.RECEIVE_START, Migration.carrySession(here, there, 0).encode(), SevStatus.BAD_MEASUREMENT);
    }

    @Test
    void packetsOfOneChannelMeanNothingInAnother() {
        int sent = launched(TestMachine.POLICY);
        Migration.startSending(here, sent);
        int first = Migration.startReceiving(here, there, TestMachine.POLICY);
        Packet packet = Migration.send(here, CommandId.SEND_UPDATE_DATA, sent, MEMORY, 0x1000);
        assertThat(here.run(CommandId.SEND_CANCEL, new SendCancel(sent).encode()))
                .isEqualTo(SevStatus.SUCCESS);
        Migration.startSending(here, sent);
        int second = Migration.startReceiving(here, there, TestMachine.POLICY);
        there.activate(first, TestMachine.PLAIN_ASID);
        there.activate(second, TestMachine.PLAIN_ASID + 1);

        Migration.place(there, packet);
        there.expectRefusal(
                CommandId.RECEIVE_UPDATE_DATA,
                Migration.receiveUpdate(second, MEMORY, 0x1000).encode(),
                SevStatus.BAD_MEASUREMENT);
        assertThat(Migration.deliver(there, CommandId.RECEIVE_UPDATE_DATA, first, packet, MEMORY))
                .isEqualTo(SevStatus.SUCCESS);
    }

    @Test
    void repeatedSwappedAndDroppedPacketsAreNotNoticed() {
        int sent = launched(TestMachine.POLICY);
        Migration.startSending(here, sent);
        Packet one = Migration.send(here, CommandId.SEND_UPDATE_DATA, sent, MEMORY, 0x1000);
        Packet two = Migration.send(here, CommandId.SEND_UPDATE_DATA, sent, MEMORY + 0x1000, 0x1000);
        int received = Migration.startReceiving(here, there, TestMachine.POLICY);
        there.activate(received, TestMachine.PLAIN_ASID);

        for (Packet packet : new Packet[] {two, two, one}) {
            assertThat(Migration.deliver(there, CommandId.RECEIVE_UPDATE_DATA, received, packet, MEMORY))
                    .isEqualTo(SevStatus.SUCCESS);
        }
        Migration.finish(here, sent, there, received);

        assertThat(there.guestReads(TestMachine.PLAIN_ASID, MEMORY, 0x1000)).isEqualTo(CONTENT.slice(0, 0x1000));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x10, 0x33})
    void alteredPacketsAreNoticed(int at) {
        int sent = launched(TestMachine.POLICY);
        Migration.startSending(here, sent);
        Packet packet = Migration.send(here, CommandId.SEND_UPDATE_DATA, sent, MEMORY, 0x1000);
        int received = Migration.startReceiving(here, there, TestMachine.POLICY);
        there.activate(received, TestMachine.PLAIN_ASID);
        byte[] content = packet.content().toArray();
        content[at] ^= 4;
        Migration.place(there, new Packet(packet.header(), Bytes.copyOf(content)));

        for (int length : new int[] {0x1000, 0xFF0}) {
            Bytes request = Migration.receiveUpdate(received, MEMORY, length).encode();
            there.expectRefusal(CommandId.RECEIVE_UPDATE_DATA, request, SevStatus.BAD_MEASUREMENT);
        }
    }

    /** Both kinds of packet carry the same context byte, so the host chooses what a packet is. */
    @Test
    void aPageOfDataPassesAsASaveArea() {
        int policy = TestMachine.POLICY | ES;
        int sent = launched(policy);
        Migration.startSending(here, sent);
        Packet packet = Migration.send(here, CommandId.SEND_UPDATE_DATA, sent, MEMORY, 0x1000);
        int received = Migration.startReceiving(here, there, policy);
        there.activate(received, TestMachine.ES_ASID);

        assertThat(Migration.deliver(there, CommandId.RECEIVE_UPDATE_VMSA, received, packet, SAVE_AREA))
                .isEqualTo(SevStatus.SUCCESS);
        assertThat(there.platform().vmsaRecords().count(received)).isEqualTo(1);
    }

    @Test
    void commandsOfOneSideAreWrongOnTheOther() {
        int sent = launched(TestMachine.POLICY);
        Migration.startSending(here, sent);
        int received = Migration.startReceiving(here, there, TestMachine.POLICY);
        there.activate(received, TestMachine.PLAIN_ASID);

        here.expectRefusal(
                CommandId.RECEIVE_UPDATE_DATA,
                Migration.receiveUpdate(sent, MEMORY, 0x1000).encode(),
                SevStatus.INVALID_GUEST_STATE);
        here.expectRefusal(CommandId.RECEIVE_FINISH, new ReceiveFinish(sent).encode(), SevStatus.INVALID_GUEST_STATE);
        here.expectRefusal(CommandId.SEND_START, Migration.sendStart(sent).encode(), SevStatus.INVALID_GUEST_STATE);
        there.expectRefusal(
                CommandId.SEND_UPDATE_DATA,
                Migration.sendUpdate(received, MEMORY, 0x1000).encode(),
                SevStatus.INVALID_GUEST_STATE);
        there.expectRefusal(
                CommandId.LAUNCH_MEASURE,
                new LaunchMeasure(received, TestMachine.OUTPUT, 0x30).encode(),
                SevStatus.INVALID_GUEST_STATE);
        there.expectRefusal(
                CommandId.LAUNCH_FINISH, new LaunchFinish(received).encode(), SevStatus.INVALID_GUEST_STATE);
        Migration.finish(here, sent, there, received);
        there.expectRefusal(
                CommandId.RECEIVE_UPDATE_DATA,
                Migration.receiveUpdate(received, MEMORY, 0x1000).encode(),
                SevStatus.INVALID_GUEST_STATE);
        here.expectRefusal(
                CommandId.SEND_UPDATE_DATA,
                Migration.sendUpdate(sent, MEMORY, 0x1000).encode(),
                SevStatus.INVALID_GUEST_STATE);
    }

    @Test
    void aGuestWithEsNeedsAPlatformWithEs() {
        int policy = TestMachine.POLICY | ES;
        try (TestMachine plain =
                new TestMachine(FirmwareProfile.milan(), null, new TestRandom("plain")).initialised()) {
            int sent = launched(policy);
            Migration.introduce(plain, here);
            Migration.startSending(here, sent);

            plain.expectRefusal(
                    CommandId.RECEIVE_START,
                    Migration.carrySession(here, plain, policy).encode(),
                    SevStatus.UNSUPPORTED);
        }
    }

    @Test
    void noKeyOfAChannelShowsInTheTrace() {
        int sent = launched(TestMachine.POLICY);
        Migration.startSending(here, sent);
        String tek =
                Bytes.copyOf(here.guest(sent).transportKeys().tek().reveal()).toHex();
        String tik =
                Bytes.copyOf(here.guest(sent).transportKeys().tik().reveal()).toHex();
        Migration.send(here, CommandId.SEND_UPDATE_DATA, sent, MEMORY, 0x1000);
        Migration.startReceiving(here, there, TestMachine.POLICY);

        assertThat(here.trace.toString() + there.trace + here.guest(sent).swapKey())
                .doesNotContain(tek)
                .doesNotContain(tik);
    }

    private static TestMachine machine(String name) {
        return new TestMachine(FirmwareProfile.milan(), null, new TestRandom(name)).initialisedWithEs();
    }

    /** A guest that runs here, with content in memory and, with ES, a save area; the other platform is known. */
    private int launched(int policy) {
        Migration.introduce(there, here);
        int handle = here.start(policy);
        here.activate(handle, Migration.asidFor(policy));
        here.write(MEMORY, CONTENT);
        here.update(handle, MEMORY, CONTENT.length());
        if ((policy & ES) != 0) {
            here.write(SAVE_AREA, VMSA);
            here.updateVmsa(handle, SAVE_AREA);
        }
        Migration.run(here, handle);
        return handle;
    }

    /** Moves content and save area; answers the new handle. */
    private static int moved(TestMachine from, int handle, TestMachine to, int policy) {
        Migration.startSending(from, handle);
        int received = Migration.startReceiving(from, to, policy);
        to.activate(received, Migration.asidFor(policy));
        Packet memory = Migration.send(from, CommandId.SEND_UPDATE_DATA, handle, MEMORY, CONTENT.length());
        assertThat(Migration.deliver(to, CommandId.RECEIVE_UPDATE_DATA, received, memory, MEMORY))
                .isEqualTo(SevStatus.SUCCESS);
        if ((policy & ES) != 0) {
            Packet registers = Migration.send(from, CommandId.SEND_UPDATE_VMSA, handle, SAVE_AREA, 0x1000);
            assertThat(Migration.deliver(to, CommandId.RECEIVE_UPDATE_VMSA, received, registers, SAVE_AREA))
                    .isEqualTo(SevStatus.SUCCESS);
        }
        Migration.finish(from, handle, to, received);
        return received;
    }
}
