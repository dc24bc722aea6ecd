package dev.sevsim.psp.mailbox;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.trace.Explanation;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.command.WriteBack;
import dev.sevsim.psp.platform.Ability;
import dev.sevsim.psp.platform.AddressFault;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * The mailbox: takes the registers that the host wrote, runs one command, answers CmdResp.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 1.2 and 1.3.
 */
public final class Mailbox implements RequestHandler {
    private static final String SOURCE = "docs/reference/sev-firmware-api.md section 1.3";

    private final Platform platform;
    private final CommandDispatcher dispatcher;
    private final Trace trace;
    private Optional<TraceEvent> description;

    /** A mailbox; {@code registers} names its registers and their offsets, for the trace. */
    public Mailbox(Platform platform, CommandDispatcher dispatcher, Trace trace, String registers) {
        this.platform = platform;
        this.dispatcher = dispatcher;
        this.trace = trace;
        description = Optional.of(TraceEvent.builder(Party.PSP.label(), Party.PSP.label(), "firmware.mailbox")
                .with("registers", registers)
                .build());
    }

    /** Answers mailbox commands, one at a time; anything else gets no answer. */
    @Override
    public synchronized Optional<Frame> handle(Frame request) {
        if (!(request instanceof MailboxCommand command)) {
            return Optional.empty();
        }
        describe();
        SevStatus status = run(command.id(), command.bufferAddress());
        return Optional.of(MailboxResponse.of(status));
    }

    /** Names the registers once, before the first command. */
    private void describe() {
        if (trace.enabled()) {
            description.ifPresent(trace::record);
        }
        description = Optional.empty();
    }

    private SevStatus run(int code, long address) {
        CommandTrace record = new CommandTrace(trace, platform);
        Optional<CommandId> id = CommandId.fromCode(code);
        record.command(code, id.map(CommandId::name).orElse("unknown"));
        if (platform.inQueueMode()) {
            platform.leaveQueueMode();
            Explanation why = new Explanation(
                    "a mailbox command in queue mode is not executed and ends the mode",
                    "RING_BUFFER came before",
                    "docs/reference/sev-firmware-api.md section 1.5");
            record.end(SevStatus.RING_BUFFER_EXIT, Optional.of(why));
            return SevStatus.RING_BUFFER_EXIT;
        }
        Optional<FirmwareCommand> command = id.flatMap(dispatcher::find);
        if (command.isEmpty()) {
            String rule = id.isPresent()
                    ? "the command must be part of this version of the simulator"
                    : "the command id must be assigned";
            Explanation why = new Explanation(rule, "id 0x" + Integer.toHexString(code), SOURCE);
            record.end(SevStatus.INVALID_COMMAND, Optional.of(why));
            return SevStatus.INVALID_COMMAND;
        }
        Optional<Ability> missing = Ability.missing(command.get().id(), platform.version());
        if (missing.isPresent()) {
            return refuseForVersion(missing.get(), record);
        }
        Optional<StructLayout> layout = command.get().layout();
        return layout.isPresent()
                ? runWithBuffer(command.get(), layout.get(), address, record)
                : end(command.get().execute(Bytes.EMPTY, platform), record);
    }

    private SevStatus refuseForVersion(Ability missing, CommandTrace record) {
        Explanation why = new Explanation(
                "the command needs firmware of " + missing.since() + " or later",
                platform.version().toString(),
                "docs/reference/sev-firmware-api.md section 1.6");
        record.end(missing.statusBefore(), Optional.of(why));
        return missing.statusBefore();
    }

    private SevStatus runWithBuffer(FirmwareCommand command, StructLayout layout, long address, CommandTrace record) {
        Optional<AddressFault> fault = platform.memory().copyFault(address, layout.size());
        if (fault.isPresent()) {
            AddressFault found = fault.get();
            Explanation why = new Explanation("command buffer: " + found.rule(), found.found(), SOURCE);
            record.end(found.status(), Optional.of(why));
            return found.status();
        }
        Bytes buffer = Bytes.zeros(layout.size());
        if (command.hasInputs()) {
            buffer = platform.memory().read(address, layout.size());
            record.input(layout, buffer);
        }
        CommandResult result = command.execute(buffer, platform);
        if (isWrittenBack(command.writeBack(), result)) {
            Bytes answer = withReserved(layout, buffer, result.output());
            platform.memory().write(address, answer);
            record.output(layout, answer);
        }
        return end(result, record);
    }

    private static SevStatus end(CommandResult result, CommandTrace record) {
        Optional<Explanation> why =
                result instanceof Refused refused ? Optional.of(refused.explanation()) : Optional.empty();
        record.end(result.status(), why);
        return result.status();
    }

    /** The answer with its reserved fields as they came: they are input only, and the whole buffer goes back. */
    private static Bytes withReserved(StructLayout layout, Bytes buffer, Bytes output) {
        byte[] answer = output.toArray();
        for (Field field : layout.fields()) {
            if (field.reserved()) {
                buffer.copyTo(field.offset(), answer, field.offset(), field.width());
            }
        }
        return Bytes.copyOf(answer);
    }

    private static boolean isWrittenBack(WriteBack when, CommandResult result) {
        if (result.output().isEmpty()) {
            return false;
        }
        return switch (result.status()) {
            case SUCCESS -> when != WriteBack.NEVER;
            case INVALID_LENGTH -> when == WriteBack.ON_SUCCESS_OR_SHORT_BUFFER;
            default -> false;
        };
    }
}
