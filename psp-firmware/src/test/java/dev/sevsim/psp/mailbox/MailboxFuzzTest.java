package dev.sevsim.psp.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.TestRandom;
import dev.sevsim.psp.WorkedExample;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.view.PlatformView;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the host may send: anything. Half-sensible buffers reach further than noise, so both are sent. */
class MailboxFuzzTest {
    private static final int COMMANDS = 280_000;

    /** From here on also what gives the platform another identity: no owner's session opens after that. */
    private static final int SAME_IDENTITY = 260_000;

    private static final int RESPONSE = 1 << 31;
    private static final long C_BIT = 1L << 51;
    /** Where nothing is written on purpose. */
    private static final long ZEROS = 0x8000;

    private static final List<FirmwareCommand> ALL = CommandSet.all();
    private static final long[] ADDRESSES = {
        TestMachine.CERTIFICATE,
        TestMachine.SESSION,
        TestMachine.OUTPUT,
        TestMachine.DATA,
        TestMachine.DATA | C_BIT,
        TestMachine.TRUSTED_REGION,
        TestMachine.SIZE - 0x10,
        TestMachine.SIZE,
        0,
        0x10008,
        C_BIT,
        1L << 50,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -16,
        -1
    };
    private static final int[] NUMBERS = {
        0,
        0,
        1,
        1,
        1,
        2,
        3,
        4,
        5,
        0x10,
        0x20,
        0x30,
        0x34,
        0x80,
        99,
        100,
        101,
        102,
        509,
        510,
        0x824,
        0x186C,
        0x1000,
        0x5000,
        0x100000,
        0x18000003,
        0x18000001,
        0xFFC0,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        -1,
        -16
    };

    /**
     * How far chance gets where it is not SUCCESS: a packet needs a MAC, a sealed page a tag, a save area a guest with ES, a
     * certificate and an image of firmware a signature.
     */
    private static final Map<CommandId, SevStatus> FURTHEST = Map.of(
            CommandId.PEK_CERT_IMPORT, SevStatus.INVALID_CERTIFICATE,
            CommandId.DOWNLOAD_FIRMWARE, SevStatus.INVALID_PARAM,
            CommandId.LAUNCH_SECRET, SevStatus.BAD_MEASUREMENT,
            CommandId.LAUNCH_UPDATE_VMSA, SevStatus.UNSUPPORTED,
            CommandId.SEND_UPDATE_VMSA, SevStatus.UNSUPPORTED,
            CommandId.RECEIVE_UPDATE_DATA, SevStatus.BAD_MEASUREMENT,
            CommandId.RECEIVE_UPDATE_VMSA, SevStatus.UNSUPPORTED,
            CommandId.SWAP_IN, SevStatus.BAD_MEASUREMENT);

    private final SimRandom random = new TestRandom("mailbox fuzz");

    @Test
    void answersWhateverIsSent() {
        Map<CommandId, Set<SevStatus>> seen = new EnumMap<>(CommandId.class);
        try (TestMachine machine = TestMachine.ofWorkedExample()) {
            PlatformView before = machine.processor.view();
            for (int i = 0; i < COMMANDS; i++) {
                prepare(machine, i);
                FirmwareCommand command = anyCommand(i);
                long address = number(16) == 0 ? anyAddress() : TestMachine.BUFFER;
                command.layout().ifPresent(layout -> machine.write(TestMachine.BUFFER, buffer(layout)));
                int register = number(32) == 0 ? bits() : command.id().code() << 16 | number(2);

                int response = machine.mailbox(register, address);

                SevStatus status = check(response);
                PlatformView after = machine.processor.view();
                check(before, after, register, status);
                before = after;
                CommandId.fromCode(register >>> 16 & 0x7FF)
                        .ifPresent(id -> seen.computeIfAbsent(id, unused -> EnumSet.noneOf(SevStatus.class))
                                .add(status));
            }
        }
        reachesFar(seen);
    }

    /** Things that a host does besides commands; a session that opens is there most of the time. */
    private void prepare(TestMachine machine, int step) {
        if (step % 8 == 0) {
            machine.write(
                    TestMachine.CERTIFICATE, WorkedExample.godhCertificate().encode());
            machine.write(TestMachine.SESSION, WorkedExample.SESSION);
        }
        if (step % 16 == 0) {
            machine.memory.writeBackInvalidateAll();
        }
        if (number(64) == 0) {
            machine.write(TestMachine.CERTIFICATE + number(0x824), random.bytes(4));
        }
    }

    /** Shutdowns are rarer, or no launch would ever get anywhere. */
    private FirmwareCommand anyCommand(int step) {
        FirmwareCommand command = ALL.get(number(ALL.size()));
        boolean again = switch (command.id()) {
            case SHUTDOWN -> number(64) != 0;
            case PLATFORM_RESET, PEK_GEN, PDH_GEN -> step < SAME_IDENTITY;
            default -> false;
        };
        return again ? anyCommand(step) : command;
    }

    private static SevStatus check(int response) {
        assertThat(response & 0xFFFF0000).isEqualTo(RESPONSE);
        return SevStatus.fromCode(response & 0xFFFF).orElseThrow();
    }

    private static void check(PlatformView before, PlatformView after, int register, SevStatus status) {
        assertThat(after.state() == PlatformState.WORKING)
                .isEqualTo(!after.guests().isEmpty());
        boolean endsHalfway = (register >>> 16 & 0x7FF) == CommandId.LAUNCH_UPDATE_DATA.code();
        if (status != SevStatus.SUCCESS && !endsHalfway) {
            assertThat(after).isEqualTo(before);
        }
    }

    /** Otherwise the test has only knocked at the door. */
    private static void reachesFar(Map<CommandId, Set<SevStatus>> seen) {
        for (FirmwareCommand command : ALL) {
            SevStatus furthest = FURTHEST.getOrDefault(command.id(), SevStatus.SUCCESS);
            assertThat(seen.get(command.id())).as(command.id().name()).contains(furthest);
        }
        assertThat(seen.get(CommandId.LAUNCH_START))
                .contains(
                        SevStatus.BAD_MEASUREMENT,
                        SevStatus.INVALID_CERTIFICATE,
                        SevStatus.INVALID_LENGTH,
                        SevStatus.INVALID_ADDRESS,
                        SevStatus.INVALID_GUEST);
        assertThat(seen.get(CommandId.ACTIVATE))
                .contains(SevStatus.ASID_OWNED, SevStatus.ACTIVE, SevStatus.INVALID_ASID, SevStatus.INVALID_GUEST);
    }

    private Bytes buffer(StructLayout layout) {
        if (number(8) == 0) {
            return random.bytes(layout.size());
        }
        ByteBuffer b = layout.allocate();
        for (Field field : layout.fields()) {
            switch (field.width()) {
                case 1 -> field.putU8(b, number(4) == 0 ? number(256) : number(2));
                case 4 -> field.putU32(b, field.reserved() ? 0 : anyNumber(field));
                case 8 -> field.putU64(b, anyAddress(field));
                default -> field.putBytes(b, random.bytes(field.width()));
            }
        }
        return layout.finish(b);
    }

    /** Mostly what the field requires, else any number. */
    private int anyNumber(Field field) {
        if (number(4) == 0) {
            return number(16) == 0 ? bits() : NUMBERS[number(NUMBERS.length)];
        }
        return switch (field.name()) {
            case "HANDLE" -> number(5);
            case "OPTIONS" -> number(2);
            case "POLICY" -> number(3) == 0 ? number(2) : WorkedExample.POLICY;
            case "ASID" -> 100 + number(4);
            case "TMR_LENGTH" -> 0x100000;
            case "DH_CERT_LEN", "PDH_CERT_LEN", "PEK_CERT_LEN", "OCA_CERT_LEN", "CSR_LEN" -> 0x824;
            case "ID_LEN" -> 0x40;
            case "NV_LENGTH" -> 0x8000;
            case "SESSION_LEN" -> 0x80;
            case "CERTS_LEN" -> 0x186C;
            case "MEASURE_LEN" -> 0x30;
            case "HDR_LEN" -> 0x34;
            case "BITS" -> number(4) == 0 ? number(16) : 0;
            case "EX_LEN" -> 0x18;
            case "NUM_IDS" -> 1 + number(4);
            case "LENGTH" -> number(4) == 0 ? 0x24 : number(2) == 0 ? 0x20 : 0x1000;
            default -> 0x20;
        };
    }

    private long anyAddress(Field field) {
        if (number(4) == 0) {
            return anyAddress();
        }
        return switch (field.name()) {
            case "PDH_CERT_PADDR" -> number(2) == 0 ? TestMachine.CERTIFICATE : TestMachine.OUTPUT;
            case "HDR_PADDR", "TRANS_PADDR", "MDATA_PADDR" -> ZEROS;
            case "DH_CERT_PADDR" -> number(8) == 0 ? TestMachine.CERTIFICATE : 0;
            case "SESSION_PADDR" -> TestMachine.SESSION;
            case "IDS_PADDR" -> ZEROS;
            case "TMR_PADDR" -> TestMachine.TRUSTED_REGION;
            case "NV_PADDR" -> number(8) == 0 ? TestMachine.DATA : 0;
            case "CERTS_PADDR", "MEASURE_PADDR" -> TestMachine.OUTPUT;
            default -> TestMachine.DATA;
        };
    }

    private long anyAddress() {
        return number(16) == 0 ? (long) bits() << 32 ^ bits() : ADDRESSES[number(ADDRESSES.length)];
    }

    private int bits() {
        return random.bytes(4).asLittleEndian().getInt();
    }

    private int number(int bound) {
        return Integer.remainderUnsigned(bits(), bound);
    }
}
