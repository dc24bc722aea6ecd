package dev.sevsim.it;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.mailbox.CommandSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** docs/commands.md, made from the command classes: their layouts, write-back rules, documentation and statuses. */
final class CommandsPage {
    static final Path FILE = Path.of("../docs/commands.md");

    static final Path SOURCES = Path.of("../psp-firmware/src/main/java");

    private final CommandStatuses statuses = new CommandStatuses();
    private final SpecRefs refs = SpecRefs.read();
    private final StringBuilder page = new StringBuilder();

    private CommandsPage() {}

    /** The whole page. */
    static String text() throws IOException {
        CommandsPage commands = new CommandsPage();
        commands.write();
        return commands.page.toString();
    }

    private void write() throws IOException {
        List<FirmwareCommand> all = CommandSet.all().stream()
                .sorted(Comparator.comparingInt(command -> command.id().code()))
                .toList();
        line("# Firmware commands");
        line("");
        line(
                "Every command of the Secure Processor, generated from the code: fields are those of the layout that encodes and decodes");
        line(
                "the buffer, statuses those that the command's code can return, the text is the class's Javadoc. `CommandsPageTest` writes this page and");
        line("fails when it is out of date: `mvn verify -Dsevsim.docs.write=true` writes it again.");
        line("");
        line(
                "Any command with a buffer can also return INVALID_ADDRESS or INVALID_PARAM for the buffer's own address, and every id that is");
        line(
                "not listed returns INVALID_COMMAND. Directions are the host's: `in` is read by the firmware, `out` written.");
        line("");
        line("| Id | Command | Buffer bytes | Written back | Class |");
        line("|---|---|---|---|---|");
        for (FirmwareCommand command : all) {
            CommandId id = command.id();
            line("| " + code(id) + " | [" + id + "](#" + id.name().toLowerCase(Locale.ROOT) + ") | " + size(id) + " | "
                    + writtenBack(command) + " | `" + command.getClass().getSimpleName() + "` |");
        }
        for (FirmwareCommand command : all) {
            section(command);
        }
    }

    private void section(FirmwareCommand command) throws IOException {
        line("");
        line("## " + command.id());
        line("");
        line(ClassText.of(SOURCES, command.getClass()));
        line("");
        String answers = statuses.of(command).stream()
                .sorted(Comparator.comparingInt(SevStatus::code))
                .map(status -> status + " " + String.format(Locale.ROOT, "0x%02x", status.code()))
                .collect(Collectors.joining(", "));
        line("Statuses: " + answers + ".");
        line("");
        String test = refs.entry("firmware", command.id().name()).test().orElseThrow();
        line("Class `" + command.getClass().getSimpleName() + "`, test `" + test.substring(test.lastIndexOf('.') + 1)
                + "`; buffer written back: " + writtenBack(command) + ".");
        if (command.layout().isPresent()) {
            fields(command.layout().get());
        }
    }

    private void fields(StructLayout layout) {
        line("");
        line("| Offset | Bytes | Field | Direction |");
        line("|---|---|---|---|");
        for (Field field : layout.fields()) {
            String direction = field.reserved()
                    ? ""
                    : field.direction().name().toLowerCase(Locale.ROOT).replace('_', '/');
            line(String.format(
                    Locale.ROOT, "| 0x%02x | %d | %s | %s |", field.offset(), field.width(), field.name(), direction));
        }
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    private static String code(CommandId id) {
        return String.format(Locale.ROOT, "0x%02x", id.code());
    }

    private static String size(CommandId id) {
        return id.bufferSize() == 0 ? "none" : "0x" + Integer.toHexString(id.bufferSize());
    }

    private static String writtenBack(FirmwareCommand command) {
        if (command.layout().isEmpty()) {
            return "no buffer";
        }
        return switch (command.writeBack()) {
            case NEVER -> "never";
            case ON_SUCCESS -> "on success";
            case ON_SUCCESS_OR_SHORT_BUFFER -> "on success or INVALID_LENGTH";
        };
    }

    /** Writes the page beside the other documents. */
    static void writeFile() throws IOException {
        Files.writeString(FILE, text());
    }
}
