package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchSecret;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.io.text.NearMiss;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Firmware commands of the host's own, with buffers in frames that nothing else uses. */
final class HostFirmware {
    /** Simulated time within which the firmware answers a command of an act. */
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final HostPorts ports;
    private final List<String> journal;

    /**
     * What the firmware answered.
     *
     * @param command the command
     * @param status 16 bits; empty for no answer
     * @param buffer the command's buffer afterwards; empty for a command without one
     */
    record Answer(CommandId command, Optional<Integer> status, Bytes buffer) {
        boolean succeeded() {
            return status.equals(Optional.of(SevStatus.SUCCESS.code()));
        }

        /** A number that the firmware has left in the buffer. */
        int number(String field) {
            Field found = field(command, field);
            return buffer.slice(found.offset(), found.offset() + found.width())
                    .paddedTo(Long.BYTES)
                    .asLittleEndian()
                    .getInt();
        }

        @Override
        public String toString() {
            return command + " with "
                    + status.map(code -> SevStatus.fromCode(code)
                                    .map(SevStatus::name)
                                    .orElseGet(() -> Texts.hex(code)))
                            .orElse("no answer");
        }
    }

    /**
     * Sends commands over the host's end of the link.
     *
     * @param journal takes what is answered
     */
    HostFirmware(HostPorts ports, List<String> journal) {
        this.ports = ports;
        this.journal = journal;
    }

    /** Sends a command without fields. */
    Answer command(CommandId command) {
        return command(command, Map.of());
    }

    /** Sends a command with these fields, as they are. */
    Answer command(CommandId command, CommandFields fields) {
        return command(command, fields.values());
    }

    /**
     * Sends a command.
     *
     * @param fields values by the names of AMD's specification, in any case; 0 for what is left out
     */
    Answer command(CommandId command, Map<String, Long> fields) {
        return command(command, fields, BitList.NONE);
    }

    /** As {@link #command(CommandId, Map)}; bits of the buffer are inverted. */
    Answer command(CommandId command, Map<String, Long> fields, BitList bits) {
        return send(command, bits.in(command.bufferSize() == 0 ? Bytes.EMPTY : buffer(command, fields)));
    }

    /** Sends a command with these bytes in its buffer. */
    Answer send(CommandId command, Bytes buffer) {
        long address = buffer.isEmpty() ? 0 : place(buffer).value();
        Optional<Integer> status = ports.processor()
                .call(MailboxCommand.polled(command, address), DEADLINE)
                .filter(MailboxResponse.class::isInstance)
                .map(answer -> ((MailboxResponse) answer).status());
        Bytes left = buffer.isEmpty() ? buffer : ports.memory().read(new SystemPhysical(address), buffer.length());
        Answer answer = new Answer(command, status, left);
        journal.add(answer.toString());
        return answer;
    }

    /** Puts bytes into frames of their own, in one run. */
    SystemPhysical place(Bytes content) {
        int pages = Math.max(1, (content.length() + Page.SIZE - 1) / Page.SIZE);
        SystemPhysical at = ports.takeFrames(pages);
        ports.memory().write(at, content);
        return at;
    }

    /** A copy of a command's buffer; empty where there is none. */
    Bytes buffer(MailboxCommand mailbox) {
        int size = EventReader.command(mailbox).bufferSize();
        return size > 0 && ports.memory().contains(mailbox.bufferAddress(), size)
                ? ports.memory().read(new SystemPhysical(mailbox.bufferAddress()), size)
                : Bytes.EMPTY;
    }

    /** The packet that a LAUNCH_SECRET points to; empty where that is no memory. */
    Optional<LaunchSecretPacket> secretPacket(MailboxCommand mailbox) {
        Bytes raw = buffer(mailbox);
        if (raw.isEmpty()) {
            return Optional.empty();
        }
        LaunchSecret secret = LaunchSecret.CODEC.decode(raw);
        Optional<Bytes> header = read(secret.headerAddress(), secret.headerLength());
        return header.flatMap(found -> read(secret.transportAddress(), secret.transportLength())
                .map(payload -> new LaunchSecretPacket(found, payload)));
    }

    private Optional<Bytes> read(long address, int length) {
        return length > 0 && ports.memory().contains(address, length)
                ? Optional.of(ports.memory().read(new SystemPhysical(address), length))
                : Optional.empty();
    }

    private static Bytes buffer(CommandId command, Map<String, Long> fields) {
        fields.keySet().forEach(name -> {
            var unused = field(command, name);
        });
        return structure(command.layout().orElseThrow(), fields);
    }

    /** A structure with these numbers, by the names of their fields in any case, and 0 elsewhere. */
    static Bytes structure(StructLayout layout, Map<String, Long> numbers) {
        Map<String, Long> byName = new HashMap<>();
        numbers.forEach((name, value) -> byName.put(name.toLowerCase(Locale.ROOT), value));
        ByteBuffer raw = layout.allocate();
        for (Field field : layout.fields()) {
            Long value = byName.get(EventKind.nameOf(field));
            if (value != null) {
                field.putBytes(raw, content(field, value));
            }
        }
        return layout.finish(raw);
    }

    /**
     * The bytes of a field that holds a number.
     *
     * @throws ActFailure for a number that does not fit, which would be cut
     */
    static Bytes content(Field field, long value) {
        if (field.width() < Long.BYTES && value >>> (field.width() * Byte.SIZE) != 0) {
            throw new ActFailure(
                    Texts.hex(value) + " does not fit " + field.name() + " of " + field.width() + " bytes");
        }
        return Bytes.u64Le(value).slice(0, field.width());
    }

    /** Whether a command's buffer has a field; names are in lower case. */
    static boolean hasField(CommandId command, String name) {
        return EventKind.FIRMWARE_COMMAND.fields(command.name()).anyMatch(name::equals);
    }

    /** A field of a command's buffer. */
    static Field field(CommandId command, String name) {
        return command.layout().stream()
                .flatMap(layout -> layout.fields().stream())
                .filter(field -> field.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(unknown(command, name)));
    }

    private static String unknown(CommandId command, String name) {
        List<String> known = EventKind.FIRMWARE_COMMAND.fields(command.name()).toList();
        return command + " has no field " + name + NearMiss.question(name, known);
    }
}
