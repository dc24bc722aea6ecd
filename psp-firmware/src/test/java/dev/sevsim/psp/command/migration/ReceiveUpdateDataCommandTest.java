package dev.sevsim.psp.command.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.ReceiveStart;
import dev.sevsim.abi.firmware.ReceiveUpdate;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.Migration;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.WorkedExample;
import dev.sevsim.psp.command.Owner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiveUpdateDataCommandTest {
    private static final int ASID = TestMachine.PLAIN_ASID;
    private static final long PAGE = 0x20000;
    private static final Bytes TIK = Bytes.fromHex("202122232425262728292a2b2c2d2e2f");
    private static final Bytes IV = Bytes.fromHex("c0c1c2c3c4c5c6c7c8c9cacbcccdcecf");
    private static final Bytes CIPHERTEXT =
            Bytes.fromHex("ea8bfa208394345e9635d2a2a62ded7ef881ff2fc4b0d21313020a6f57867420");
    private static final Bytes MAC = Bytes.fromHex("23904db4f297e5d64be81f541cbaf0ccdff645cbd3c4c77944e1c8537b53fb87");
    private static final Bytes MAC_OF_CONTEXT_3 =
            Bytes.fromHex("ad91e78dc5756672a8e1f32a972d7f9eb8b4e53da44fa3dfeb2c6c5f60f4c1fc");

    private final TestMachine example = TestMachine.ofWorkedExample();
    private final TestMachine machine = new TestMachine();

    @AfterEach
    void close() {
        machine.close();
    }

    @AfterEach
    void closeExample() {
        example.close();
    }

    @Test
    void opensThePacketOfTheWorkedExample() {
        int handle = receiving();

        assertThat(example.run(CommandId.RECEIVE_UPDATE_DATA, request(handle, 0x34, PAGE, 32, 32)))
                .isEqualTo(SevStatus.SUCCESS);

        assertThat(example.guestReads(ASID, PAGE, 32))
                .isEqualTo(Bytes.fromHex("404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"));
        assertThat(example.read(PAGE, 32)).isNotEqualTo(example.guestReads(ASID, PAGE, 32));
        assertThat(example.guest(handle).state()).isEqualTo(GuestState.RUPDATE);
    }

    @Test
    void bindsAPacketToNoAddressAndNoOrder() {
        int handle = receiving();

        for (long address : new long[] {PAGE, PAGE, PAGE + 0x3000, PAGE + 16}) {
            assertThat(example.run(CommandId.RECEIVE_UPDATE_DATA, request(handle, 0x1000, address, 32, 32)))
                    .isEqualTo(SevStatus.SUCCESS);
            assertThat(example.guestReads(ASID, address, 4)).isEqualTo(Bytes.fromHex("40414243"));
        }
    }

    @Test
    void checksInOrder() {
        machine.expectRefusal(CommandId.RECEIVE_UPDATE_DATA, request(9, 0, 1, 0, 0), SevStatus.INVALID_PLATFORM_STATE);
        int launching = machine.initialised().start(TestMachine.POLICY);
        machine.expectRefusal(CommandId.RECEIVE_UPDATE_DATA, request(9, 0, 1, 0, 0), SevStatus.INVALID_GUEST);
        machine.expectRefusal(
                CommandId.RECEIVE_UPDATE_DATA, request(launching, 0, 1, 0, 0), SevStatus.INVALID_GUEST_STATE);
        int handle = receiving();
        example.deactivate(handle);
        example.expectRefusal(CommandId.RECEIVE_UPDATE_DATA, request(handle, 0, 1, 0, 0), SevStatus.INACTIVE);
        example.activate(handle, ASID);
        example.expectRefusal(CommandId.RECEIVE_UPDATE_DATA, request(handle, 0, 1, 0, 0), SevStatus.INVALID_LENGTH);
        example.expectRefusal(
                CommandId.RECEIVE_UPDATE_DATA, request(handle, 0x34, 1, 32, 32), SevStatus.INVALID_ADDRESS);
        packet(1, IV, Bytes.zeros(32));
        example.expectRefusal(
                CommandId.RECEIVE_UPDATE_DATA,
                new ReceiveUpdate(handle, -1, 0x34, -16, 32, -1, 32).encode(),
                SevStatus.INVALID_ADDRESS);
        example.expectRefusal(
                CommandId.RECEIVE_UPDATE_DATA,
                new ReceiveUpdate(handle, Migration.HEADER, 0x34, -16, 32, -1, 32).encode(),
                SevStatus.INVALID_ADDRESS);
        example.expectRefusal(CommandId.RECEIVE_UPDATE_DATA, request(handle, 0x34, -16, 32, 32), SevStatus.UNSUPPORTED);
        packet(0, IV, Bytes.zeros(32));
        example.expectRefusal(
                CommandId.RECEIVE_UPDATE_DATA, request(handle, 0x34, -16, 32, 32), SevStatus.BAD_MEASUREMENT);
        packet(0, IV, MAC);
        example.expectRefusal(
                CommandId.RECEIVE_UPDATE_DATA, request(handle, 0x34, -16, 32, 32), SevStatus.INVALID_ADDRESS);
        example.expectRefusal(CommandId.RECEIVE_UPDATE_DATA, request(handle, 0x34, 0, 32, 32), SevStatus.INVALID_PARAM);
    }

    @ParameterizedTest(name = "header {0}, guest {1}, transport {2}")
    @CsvSource(textBlock = """
        0x33, 32, 32
        0, 32, 32
        0x34, 0, 0
        0x34, 16, 32
        0x34, 32, 16
        0x34, 24, 24
        0x34, 0x5010, 0x5010
        0x34, -0x80000000, -0x80000000
        """)
    void refusesEveryBadLength(int header, int guest, int transport) {
        Bytes request = request(receiving(), header, PAGE, guest, transport);

        example.expectRefusal(CommandId.RECEIVE_UPDATE_DATA, request, SevStatus.INVALID_LENGTH);
    }

    @Test
    void takesTheLongestPacket() {
        int handle = receiving();
        Bytes content = Bytes.zeros(0x5000);
        Bytes message =
                Bytes.concat(Bytes.of(2), Bytes.u32Le(0), IV, Bytes.u32Le(0x5000), Bytes.u32Le(0x5000), content);
        packet(0, IV, Owner.hmac(TIK, message));
        example.write(Migration.TRANSPORT, content);

        assertThat(example.run(CommandId.RECEIVE_UPDATE_DATA, request(handle, 0x34, PAGE, 0x5000, 0x5000)))
                .isEqualTo(SevStatus.SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 19, 20, 51, 0x1000, 0x101F})
    void refusesEveryFlippedBit(int at) {
        int handle = receiving();
        long address = Migration.HEADER + at;
        int value = example.read(address, 1).u8(0);

        example.write(address, Bytes.of(value ^ 0x80));

        example.expectRefusal(
                CommandId.RECEIVE_UPDATE_DATA, request(handle, 0x34, PAGE, 32, 32), SevStatus.BAD_MEASUREMENT);
    }

    @Test
    void refusesThePacketOfAnotherContextByte() {
        int handle = receiving();
        packet(0, IV, MAC_OF_CONTEXT_3);

        example.expectRefusal(
                CommandId.RECEIVE_UPDATE_DATA, request(handle, 0x34, PAGE, 32, 32), SevStatus.BAD_MEASUREMENT);
    }

    /** A guest under the keys of the worked example, whose packet lies ready. */
    private int receiving() {
        example.initialised();
        example.write(Migration.PDH, WorkedExample.godhCertificate().encode());
        example.write(Migration.SESSION, WorkedExample.SESSION);
        ReceiveStart start = new ReceiveStart(0, WorkedExample.POLICY, Migration.PDH, 0x824, Migration.SESSION, 0x80);
        assertThat(example.run(CommandId.RECEIVE_START, start.encode())).isEqualTo(SevStatus.SUCCESS);
        int handle =
                ReceiveStart.CODEC.decode(example.buffer(ReceiveStart.SIZE)).handle();
        example.activate(handle, ASID);
        packet(0, IV, MAC);
        example.write(Migration.TRANSPORT, CIPHERTEXT);
        return handle;
    }

    private void packet(int flags, Bytes iv, Bytes mac) {
        example.write(Migration.HEADER, Bytes.concat(Bytes.u32Le(flags), iv, mac));
    }

    private static Bytes request(int handle, int headerLength, long guest, int length, int transportLength) {
        return new ReceiveUpdate(
                        handle, Migration.HEADER, headerLength, guest, length, Migration.TRANSPORT, transportLength)
                .encode();
    }
}
