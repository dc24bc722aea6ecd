package dev.sevsim.psp.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.GuestStatus;
import dev.sevsim.abi.firmware.LaunchMeasure;
import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.firmware.PlatformStatus;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.frame.Notice;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.command.FirmwareCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxTest extends MachineTest {
    private static final long C_BIT = 1L << 51;

    @Test
    void answersWithBit31AndTheStatus() {
        assertThat(machine.mailbox(CommandId.SHUTDOWN.code() << 16, 0)).isEqualTo(0x80000000);
        assertThat(machine.mailbox(CommandId.SHUTDOWN.code() << 16 | 1, 0)).isEqualTo(0x80000000);
        assertThat(machine.mailbox(CommandId.PDH_CERT_EXPORT.code() << 16, TestMachine.BUFFER))
                .isEqualTo(0x80000001);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x10, 0x26, 0x37, 0x72, 0x80, 0x404, 0x7FF})
    void refusesAnUnknownIdBeforeItTouchesTheBuffer(int id) {
        TestMachine.State before = machine.state();

        assertThat(machine.mailbox(id << 16, -1)).isEqualTo(0x80000011);

        assertThat(machine.state()).isEqualTo(before);
        assertThat(machine.lastEvent().outcome()).contains("INVALID_COMMAND");
    }

    @Test
    void reportsThatAKnownCommandIsNotPartOfThisVersion() {
        List<CommandId> present =
                CommandSet.all().stream().map(FirmwareCommand::id).toList();
        for (CommandId id : CommandId.values()) {
            if (!present.contains(id)) {
                machine.expectRefusalAt(id, -1, SevStatus.INVALID_COMMAND);
                assertThat(machine.lastEvent().explanation().orElseThrow().rule())
                        .contains("part of this version");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = CommandId.class,
            names = {"INIT", "GUEST_STATUS", "ACTIVATE", "LAUNCH_START", "LAUNCH_SECRET", "LAUNCH_FINISH"})
    void readsTheBufferBeforeAnyStateCheck(CommandId id) {
        machine.expectRefusalAt(id, TestMachine.SIZE, SevStatus.INVALID_ADDRESS);
        machine.expectRefusalAt(id, TestMachine.SIZE - id.bufferSize() + 1, SevStatus.INVALID_ADDRESS);
        machine.expectRefusalAt(id, 1L << 48, SevStatus.INVALID_ADDRESS);
        machine.expectRefusalAt(id, -1, SevStatus.INVALID_ADDRESS);
        machine.expectRefusalAt(id, 0, SevStatus.INVALID_PARAM);
    }

    @Test
    void needsNoAlignmentOfTheBuffer() {
        assertThat(machine.runAt(CommandId.PLATFORM_STATUS, 0x1FFB)).isEqualTo(SevStatus.SUCCESS);

        assertThat(PlatformStatus.CODEC
                        .decode(machine.read(0x1FFB, PlatformStatus.SIZE))
                        .build())
                .isEqualTo(24);
    }

    @Test
    void readsAndWritesABufferWithTheCBitUnderTheHostsKey() {
        machine.initialised();
        byte[] request = new GuestStatus(7, 1, 2, 3).encode().toArray();
        machine.memory.firmwarePort().write(Encryption.ENCRYPTED, TestMachine.BUFFER, request, 0, request.length);

        assertThat(machine.runAt(CommandId.GUEST_STATUS, TestMachine.BUFFER | C_BIT))
                .isEqualTo(SevStatus.SUCCESS);

        byte[] answer = new byte[request.length];
        machine.memory.firmwarePort().read(Encryption.ENCRYPTED, TestMachine.BUFFER, answer, 0, answer.length);
        assertThat(GuestStatus.CODEC.decode(Bytes.copyOf(answer))).isEqualTo(new GuestStatus(7, 1, 2, 0));
        assertThat(machine.buffer(request.length)).isNotEqualTo(Bytes.copyOf(answer));
    }

    @Test
    void leavesTheBufferOfACommandThatNeverAnswers() {
        int handle = machine.initialised().guestIn(GuestState.LUPDATE);
        Bytes request = new LaunchUpdate(handle, TestMachine.DATA, 16).encode();

        assertThat(machine.run(CommandId.LAUNCH_UPDATE_DATA, request)).isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.buffer(request.length())).isEqualTo(request);
    }

    @Test
    void writesReservedFieldsBackAsTheyCame() {
        int handle = machine.initialised().guestIn(GuestState.LUPDATE);
        byte[] start = new LaunchStart(0, 1, 0, 0, 0, 0).encode().toArray();
        Arrays.fill(start, 0x14, 0x18, (byte) 0xA5);
        byte[] measure = new LaunchMeasure(handle, 0x4000, 0).encode().toArray();
        Arrays.fill(measure, 0x04, 0x08, (byte) 0x5A);

        assertThat(machine.run(CommandId.LAUNCH_START, Bytes.copyOf(start))).isEqualTo(SevStatus.SUCCESS);
        assertThat(machine.read(TestMachine.BUFFER + 0x14, 4)).isEqualTo(Bytes.fromHex("a5a5a5a5"));
        assertThat(machine.run(CommandId.LAUNCH_MEASURE, Bytes.copyOf(measure))).isEqualTo(SevStatus.INVALID_LENGTH);
        assertThat(machine.read(TestMachine.BUFFER + 0x04, 4)).isEqualTo(Bytes.fromHex("5a5a5a5a"));
        assertThat(machine.read(TestMachine.BUFFER + 0x10, 4)).isEqualTo(Bytes.fromHex("30000000"));
    }

    @Test
    void zeroesTheReservedByteOfAPureAnswer() {
        machine.write(TestMachine.BUFFER, Bytes.fromHex("ffffffffffffffffffffffff"));

        assertThat(machine.runAt(CommandId.PLATFORM_STATUS, TestMachine.BUFFER)).isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.buffer(PlatformStatus.SIZE)).isEqualTo(Bytes.fromHex("013700000000001800000000"));
    }

    @Test
    void answersNothingElse() {
        assertThat(machine.processor.mailbox().handle(new Notice("RESUME", ""))).isEmpty();
    }

    @Test
    void tracesFieldsByNameWithOutcomeAndReason() {
        machine.initialised();
        machine.start(0x01000000);
        machine.run(CommandId.LAUNCH_MEASURE, new LaunchMeasure(9, 0x4000, 0x30).encode());

        TraceEvent event = machine.lastEvent();
        assertThat(event.kind()).isEqualTo("firmware.command");
        assertThat(event.fields())
                .containsEntry("command", "LAUNCH_MEASURE")
                .containsEntry("id", "0x33")
                .containsEntry("platformState", "WORKING")
                .containsEntry("HANDLE", 9L)
                .containsEntry("MEASURE_PADDR", "0x4000")
                .containsEntry("MEASURE_LEN", 48L);
        assertThat(event.outcome()).contains("INVALID_GUEST");
        assertThat(event.explanation().orElseThrow().source()).contains("4.3");
        TraceEvent start = machine.trace.get(machine.trace.size() - 2);
        assertThat(start.fields()).containsEntry("POLICY", "0x1000000").containsEntry("out.HANDLE", 1L);
        assertThat(start.outcome()).contains("SUCCESS");
    }

    @Test
    void tracesOneEventForEachCommandAndNoKeys() {
        int handle = machine.initialised().guestIn(GuestState.LSECRET);

        String all = machine.trace.toString();
        assertThat(machine.trace)
                .extracting(TraceEvent::kind)
                .containsExactly(
                        "firmware.mailbox",
                        "firmware.command",
                        "firmware.command",
                        "firmware.command",
                        "firmware.command",
                        "firmware.command");
        assertThat(all)
                .doesNotContain(
                        Bytes.copyOf(machine.guest(handle).vek().reveal()).toHex());
    }

    @Test
    void refusesTwoCommandsWithOneId() {
        List<FirmwareCommand> twice = new ArrayList<>(CommandSet.all());
        twice.add(twice.get(0));

        assertThatThrownBy(() -> new CommandDispatcher(twice)).isInstanceOf(IllegalStateException.class);
    }
}
