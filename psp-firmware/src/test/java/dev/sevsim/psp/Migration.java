package dev.sevsim.psp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.ReceiveFinish;
import dev.sevsim.abi.firmware.ReceiveStart;
import dev.sevsim.abi.firmware.ReceiveUpdate;
import dev.sevsim.abi.firmware.SendFinish;
import dev.sevsim.abi.firmware.SendStart;
import dev.sevsim.abi.firmware.SendUpdate;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.command.Owner;

/** Two hosts that move a guest: they carry certificates, session and packets, each in its own memory. */
// Tests of all packages use it; it is never part of the module's API.
@SuppressWarnings("exports")
public final class Migration {
    public static final long PDH = 64L * Page.SIZE;
    public static final long PLATFORM_CERTS = PDH + Page.SIZE;
    /** The three certificates before it need two pages. */
    public static final long AMD_CERTS = PLATFORM_CERTS + 2 * Page.SIZE;

    public static final long SESSION = AMD_CERTS + Page.SIZE;
    public static final long HEADER = SESSION + Page.SIZE;
    public static final long TRANSPORT = HEADER + Page.SIZE;

    private Migration() {}

    /** A guest that runs on an ASID of its kind. */
    public static int runningGuest(TestMachine machine, int policy) {
        int handle = machine.start(policy);
        machine.activate(handle, asidFor(policy));
        run(machine, handle);
        return handle;
    }

    /** Ends the launch of a guest: it may run. */
    public static void run(TestMachine machine, int handle) {
        machine.measure(handle);
        machine.finish(handle);
    }

    /** A guest with ES that runs, with one save area, on a machine that has its own certificates in memory. */
    public static int runningGuestWithSaveArea(TestMachine machine, long address, Bytes saveArea) {
        introduce(machine, machine);
        int handle = machine.start(TestMachine.ES_POLICY);
        machine.activate(handle, TestMachine.ES_ASID);
        machine.write(address, saveArea);
        machine.updateVmsa(handle, address);
        run(machine, handle);
        return handle;
    }

    /** The MAC of a packet by docs/reference/sev-firmware-api.md section 5.7, with the JDK alone. */
    public static Bytes mac(Bytes tik, int context, Bytes iv, Bytes ciphertext) {
        return Owner.hmac(
                tik,
                Bytes.concat(
                        Bytes.of(context),
                        Bytes.u32Le(0),
                        iv,
                        Bytes.u32Le(ciphertext.length()),
                        Bytes.u32Le(ciphertext.length()),
                        ciphertext));
    }

    public static int asidFor(int policy) {
        return (policy & 4) != 0 ? TestMachine.ES_ASID : TestMachine.PLAIN_ASID;
    }

    /** Puts the receiver's certificates into the sender's memory, the CEK as AMD signed it. */
    public static void introduce(TestMachine receiver, TestMachine sender) {
        Bytes chain = receiver.platform().keys().certificateChain();
        sender.write(PDH, receiver.platform().keys().pdhCertificate().encode());
        sender.write(
                PLATFORM_CERTS,
                Bytes.concat(chain.slice(0, 2 * 0x824), receiver.signedCek().encode()));
        sender.write(
                AMD_CERTS,
                Bytes.concat(receiver.amd().ask().encode(), receiver.amd().ark().encode()));
    }

    /** SEND_START with the certificates of {@link #introduce}. */
    public static SendStart sendStart(int handle) {
        return new SendStart(handle, 0, PDH, 0x824, PLATFORM_CERTS, 0x186C, AMD_CERTS, 0xC80, SESSION, 0x80);
    }

    /** Opens the channel on the sender; the session is in its memory then. */
    public static void startSending(TestMachine sender, int handle) {
        assertThat(sender.run(CommandId.SEND_START, sendStart(handle).encode())).isEqualTo(SevStatus.SUCCESS);
    }

    /** Carries session and PDH certificate of the sender to the receiver. */
    public static ReceiveStart carrySession(TestMachine sender, TestMachine receiver, int policy) {
        receiver.write(PDH, sender.platform().keys().pdhCertificate().encode());
        receiver.write(SESSION, sender.read(SESSION, 0x80));
        return new ReceiveStart(0, policy, PDH, 0x824, SESSION, 0x80);
    }

    /** Opens the channel on the receiver; answers the new handle. */
    public static int startReceiving(TestMachine sender, TestMachine receiver, int policy) {
        ReceiveStart start = carrySession(sender, receiver, policy);
        assertThat(receiver.run(CommandId.RECEIVE_START, start.encode())).isEqualTo(SevStatus.SUCCESS);
        return ReceiveStart.CODEC.decode(receiver.buffer(ReceiveStart.SIZE)).handle();
    }

    public static SendUpdate sendUpdate(int handle, long address, int length) {
        return new SendUpdate(handle, HEADER, 0x34, address, length, TRANSPORT, length);
    }

    public static ReceiveUpdate receiveUpdate(int handle, long address, int length) {
        return new ReceiveUpdate(handle, HEADER, 0x34, address, length, TRANSPORT, length);
    }

    /** Makes a packet in the sender's memory. */
    public static Packet send(TestMachine sender, CommandId command, int handle, long address, int length) {
        assertThat(sender.run(command, sendUpdate(handle, address, length).encode()))
                .isEqualTo(SevStatus.SUCCESS);
        return new Packet(sender.read(HEADER, 0x34), sender.read(TRANSPORT, length));
    }

    /** Puts a packet into the receiver's memory and hands it over. */
    public static SevStatus deliver(TestMachine receiver, CommandId command, int handle, Packet packet, long address) {
        place(receiver, packet);
        int length = packet.content().length();
        return receiver.run(command, receiveUpdate(handle, address, length).encode());
    }

    public static void place(TestMachine receiver, Packet packet) {
        receiver.write(HEADER, packet.header());
        receiver.write(TRANSPORT, packet.content());
    }

    public static void finish(TestMachine sender, int sent, TestMachine receiver, int received) {
        assertThat(sender.run(CommandId.SEND_FINISH, new SendFinish(sent).encode()))
                .isEqualTo(SevStatus.SUCCESS);
        assertThat(receiver.run(CommandId.RECEIVE_FINISH, new ReceiveFinish(received).encode()))
                .isEqualTo(SevStatus.SUCCESS);
    }

    /** A packet as hosts see it. */
    public record Packet(Bytes header, Bytes content) {}
}
