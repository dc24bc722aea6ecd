package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevIssueCmd;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.frame.VcpuEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Names a request and decodes its fields.
 *
 * @param ports command buffers are in the host's memory, arguments of ioctls in that of the VMM
 */
record EventReader(HostPorts ports) {
    /** The event of a request that is about to be sent; what is behind its pointers is as the caller left it. */
    HeldEvent read(Endpoint end, Frame request) {
        List<String> names = new ArrayList<>();
        Map<String, String> fields = new LinkedHashMap<>();
        if (request instanceof MailboxCommand command) {
            names.add(command(command).name());
            fields.putAll(buffer(command));
        } else if (request instanceof DeviceCall call && call.operation() == DeviceOperation.IOCTL) {
            ioctl(call, names);
            fields.put(EventKind.FILE, Texts.hex(call.file()));
        } else if (request instanceof VcpuEntry entry) {
            names.add(EventNames.VMRUN);
            fields.put(EventKind.VCPU, Texts.hex(entry.vcpu()));
            fields.put(EventKind.ASID, Texts.hex(entry.control().asid()));
        } else {
            names.add(request.type().kind());
            if (request instanceof LaunchMeasurement measurement) {
                fields.put(EventKind.POLICY, Texts.hex(Integer.toUnsignedLong(measurement.policy())));
            }
        }
        return new HeldEvent(end.self(), end.peer(), names, fields, Optional.of(request));
    }

    /** Decodes the answer, and once more what the request points to: the receiver may have written there. */
    void answered(HeldEvent event) {
        Map<String, String> fields = new LinkedHashMap<>();
        event.request(MailboxCommand.class).ifPresent(command -> fields.putAll(buffer(command)));
        event.answer(MailboxResponse.class)
                .ifPresent(response -> fields.put(EventKind.STATUS, status(response.status())));
        event.answer(DeviceResult.class).ifPresent(result -> {
            Errno.fromCode((int) -result.value()).ifPresent(errno -> fields.put(EventKind.ERRNO, errno.name()));
            event.request(DeviceCall.class)
                    .flatMap(this::firmwareError)
                    .ifPresent(error -> fields.put(EventKind.STATUS, status(error)));
        });
        if (event.to() == Party.OWNER) {
            event.answer()
                    .ifPresent(
                            frame -> fields.put(EventKind.ANSWER, frame.type().kind()));
        }
        event.addFields(fields);
    }

    /** An exit, as an event of its own that is already answered. */
    static HeldEvent exit(Endpoint end, Frame request, GuestExit exit) {
        HeldEvent event = new HeldEvent(end.self(), end.peer(), exit.names(), exit.fields(), Optional.of(request));
        event.replaceAnswer(Optional.of(exit.raw()));
        event.pass();
        event.leftBy(exit);
        return event;
    }

    /** Statuses that AMD's specification does not assign are numbers. */
    private static String status(int code) {
        return SevStatus.fromCode(code).map(SevStatus::name).orElseGet(() -> Texts.hex(code));
    }

    /** The firmware's status that a driver has left for its caller. */
    private Optional<Integer> firmwareError(DeviceCall call) {
        if (call.request() == Ioctl.KVM_MEMORY_ENCRYPT_OP) {
            return argument(call, KvmSevCmd.SIZE)
                    .map(raw -> KvmSevCmd.CODEC.decode(raw).error());
        }
        return call.request() == Ioctl.SEV_ISSUE_CMD
                ? argument(call, SevIssueCmd.SIZE)
                        .map(raw -> SevIssueCmd.CODEC.decode(raw).error())
                : Optional.empty();
    }

    static CommandId command(MailboxCommand mailbox) {
        return CommandId.fromCode(mailbox.id()).orElse(CommandId.NOP);
    }

    /** The numbers in a command's buffer; a buffer outside of DRAM has none, and the firmware will refuse it. */
    private Map<String, String> buffer(MailboxCommand mailbox) {
        Map<String, String> fields = new LinkedHashMap<>();
        CommandId command = command(mailbox);
        int size = command.bufferSize();
        if (size > 0 && ports.memory().contains(mailbox.bufferAddress(), size)) {
            Bytes raw = ports.memory().read(new SystemPhysical(mailbox.bufferAddress()), size);
            command.layout().stream()
                    .flatMap(layout -> layout.fields().stream())
                    .filter(EventKind::isNumber)
                    .forEach(field -> fields.put(EventKind.nameOf(field), value(field, raw)));
        }
        return fields;
    }

    private static String value(Field field, Bytes raw) {
        Bytes content = raw.slice(field.offset(), field.offset() + field.width());
        return Texts.hex(content.paddedTo(Long.BYTES).asLittleEndian().getLong());
    }

    /** Keeps which guest the driver has started, and which ASID it has. */
    void followGuests(HeldEvent event, HostGuests guests) {
        OptionalLong handle = event.field("handle");
        if (handle.isEmpty() || !event.text(EventKind.STATUS).equals(Optional.of(SevStatus.SUCCESS.name()))) {
            return;
        }
        String name = event.names().get(0);
        if (name.equals(CommandId.LAUNCH_START.name()) || name.equals(CommandId.RECEIVE_START.name())) {
            guests.started((int) handle.getAsLong());
        } else if (name.equals(CommandId.ACTIVATE.name())) {
            guests.activated((int) handle.getAsLong(), (int) event.field("asid").orElse(0));
        }
    }

    /**
     * A sub-command is behind a pointer in the VMM's memory, which is as the VMM left it: neither host nor firmware has seen the call
     * yet.
     */
    private void ioctl(DeviceCall call, List<String> names) {
        if (call.request() == Ioctl.KVM_MEMORY_ENCRYPT_OP) {
            argument(call, KvmSevCmd.SIZE)
                    .flatMap(raw ->
                            KvmSevCommandId.fromCode(KvmSevCmd.CODEC.decode(raw).id()))
                    .map(EventNames::of)
                    .ifPresent(names::add);
        } else if (call.request() == Ioctl.SEV_ISSUE_CMD) {
            argument(call, SevIssueCmd.SIZE)
                    .flatMap(raw -> SevDeviceCommand.fromCode(
                            SevIssueCmd.CODEC.decode(raw).command()))
                    .map(EventNames::of)
                    .ifPresent(names::add);
        }
        Ioctl.byName().forEach((name, number) -> {
            if (number == call.request()) {
                names.add(name);
            }
        });
    }

    /** Empty for an address that is not mapped, which the driver will refuse. */
    private Optional<Bytes> argument(DeviceCall call, int size) {
        HostVirtual address = new HostVirtual(call.argument());
        return ports.vmm().isMapped(address, size) ? Optional.of(ports.vmm().read(address, size)) : Optional.empty();
    }
}
