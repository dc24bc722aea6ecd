package dev.sevsim.view;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.layout.Direction;
import dev.sevsim.abi.layout.FieldFormat;
import dev.sevsim.abi.layout.StructDescription;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevIssueCmd;
import dev.sevsim.bus.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes the bytes of a trace record apart: of a frame, a command buffer, or an ioctl's argument. */
final class RecordDissector {
    private static final Map<String, String> ARGUMENTS = Map.of(
            "KVM_SET_USER_MEMORY_REGION", "KvmUserspaceMemoryRegion",
            "KVM_MEMORY_ENCRYPT_REG_REGION", "KvmEncRegion",
            "KVM_MEMORY_ENCRYPT_UNREG_REGION", "KvmEncRegion",
            "KVM_ENABLE_CAP", "KvmEnableCap");

    private RecordDissector() {}

    /** The blocks of a record; none for one without bytes. */
    static List<Block> of(TraceEvent event) {
        if (event.raw().isEmpty()) {
            return List.of();
        }
        Bytes raw = event.raw().get();
        return switch (event.kind()) {
            case "firmware.command" -> command(event, raw);
            case "kvm.ioctl", "sev.issue-cmd" -> ioctl(event, raw);
            default -> List.of(FrameDissector.of(event.kind(), raw).orElseGet(() -> unknown(event.kind(), raw)));
        };
    }

    /** The buffer before the command, and after it where the firmware has changed it. */
    private static List<Block> command(TraceEvent event, Bytes raw) {
        String name = text(event, "command");
        Optional<StructLayout> layout = named(CommandId.values(), CommandId::name, name)
                .flatMap(CommandId::layout)
                .filter(l -> l.size() == raw.length());
        Optional<StructDescription> described =
                layout.flatMap(found -> StructDissector.description("firmware." + found.name()));
        if (layout.isEmpty() || described.isEmpty()) {
            return List.of(unknown(name, raw));
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(StructDissector.block(name, described.get(), raw));
        Bytes after = after(event, layout.get(), raw);
        if (!after.equals(raw)) {
            blocks.add(StructDissector.block(name + " →", described.get(), after));
        }
        return blocks;
    }

    /** A record has what the firmware wrote as fields {@code out.NAME}, every one of them. */
    private static Bytes after(TraceEvent event, StructLayout layout, Bytes raw) {
        byte[] after = raw.toArray();
        layout.fields().stream()
                .filter(field -> field.direction() != Direction.IN && !field.reserved())
                .forEach(field -> {
                    Object value = event.fields().get("out." + field.name());
                    bytes(value, field.width()).ifPresent(content -> content.copyTo(after, field.offset()));
                });
        return Bytes.copyOf(after);
    }

    /** The bytes of a value in the form of {@link FieldFormat}. */
    private static Optional<Bytes> bytes(@Nullable Object value, int width) {
        if (value instanceof Long number) {
            return Optional.of(Bytes.u64Le(number).slice(0, Math.min(width, Long.BYTES)));
        }
        if (!(value instanceof String text)) {
            return value instanceof Integer number ? bytes(number.longValue(), width) : Optional.empty();
        }
        try {
            return text.startsWith("0x")
                    ? bytes(Long.parseUnsignedLong(text.substring(2), 16), width)
                    : Optional.of(Bytes.copyOf(HexFormat.of().parseHex(text))).filter(raw -> raw.length() == width);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a trace from outside may hold anything
        }
    }

    private static List<Block> ioctl(TraceEvent event, Bytes raw) {
        String name = text(event, "ioctl");
        String command = text(event, "command");
        if (command.isEmpty()) {
            return Optional.ofNullable(ARGUMENTS.get(name))
                    .flatMap(type -> StructDissector.description("uapi." + type))
                    .map(type -> List.of(StructDissector.block(structName(type), type, raw)))
                    .orElseGet(() -> List.of(unknown(name, raw)));
        }
        boolean kvm = event.kind().equals("kvm.ioctl");
        Class<?> head = kvm ? KvmSevCmd.class : SevIssueCmd.class;
        int size = Math.min(kvm ? KvmSevCmd.SIZE : SevIssueCmd.SIZE, raw.length());
        List<Block> blocks = new ArrayList<>();
        StructDescription described = StructDescription.of(head);
        blocks.add(StructDissector.block(structName(described), described, raw.slice(0, size)));
        if (size < raw.length()) {
            Bytes data = raw.from(size);
            blocks.add(data(kvm, command)
                    .flatMap(layout -> StructDissector.description("uapi." + layout.name()))
                    .map(type -> StructDissector.block(structName(type), type, data))
                    .orElseGet(() -> unknown(command, data)));
        }
        return blocks;
    }

    private static Optional<StructLayout> data(boolean kvm, String command) {
        return kvm
                ? named(KvmSevCommandId.values(), id -> "KVM_SEV_" + id, command)
                        .flatMap(KvmSevCommandId::layout)
                : named(SevDeviceCommand.values(), SevDeviceCommand::name, command)
                        .flatMap(SevDeviceCommand::layout);
    }

    /** The name of the uapi structure where the description states it: {@code struct NAME}. */
    private static String structName(StructDescription type) {
        return type.purpose().startsWith("struct ") ? type.purpose().split("[ :.]", 3)[1] : type.name();
    }

    private static Block unknown(String title, Bytes raw) {
        Block.Builder block = new Block.Builder(title, "");
        Term term = Term.of(title, "…", "bytes that no description of this version explains", "");
        block.add(0, raw.length(), term, Values.bytes(raw), 0);
        return block.of(raw);
    }

    private static <T> Optional<T> named(T[] all, Function<T, String> name, String wanted) {
        return Arrays.stream(all).filter(one -> name.apply(one).equals(wanted)).findFirst();
    }

    private static String text(TraceEvent event, String field) {
        return event.fields().getOrDefault(field, "").toString();
    }
}
