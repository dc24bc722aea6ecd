package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevIssueCmd;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Names a request and decodes its fields.
 *
 * @param ports command buffers are in the host's memory, arguments of ioctls in that of the VMM
 */
record EventReader(HostPorts ports) {
    HeldEvent read(Endpoint end, Frame request) {
        List<String> names = new ArrayList<>();
        Map<String, Long> fields = new LinkedHashMap<>();
        if (request instanceof MailboxCommand command) {
            firmware(command, names, fields);
        } else if (request instanceof DeviceCall call && call.operation() == DeviceOperation.IOCTL) {
            ioctl(call, names, fields);
        } else if (request instanceof VcpuEntry entry) {
            names.add(EventNames.VMRUN);
            fields.put("vcpu", (long) entry.vcpu());
            fields.put("asid", (long) entry.control().asid());
        } else {
            names.add(request.type().kind());
            if (request instanceof LaunchMeasurement measurement) {
                fields.put("policy", Integer.toUnsignedLong(measurement.policy()));
            }
        }
        return new HeldEvent(end.self(), end.peer(), names, fields, request);
    }

    /** An exit, as an event of its own that is already answered. */
    static HeldEvent exit(Endpoint end, Frame request, VcpuExit exit) {
        Map<String, Long> fields = Map.of(
                "vcpu", (long) exit.vcpu(),
                "info1", exit.info1(),
                "info2", exit.info2(),
                "rax", exit.registers().rax(),
                "rcx", exit.registers().rcx());
        return new HeldEvent(end.self(), end.peer(), List.of(EventNames.of(exit.reason())), fields, request);
    }

    static CommandId command(MailboxCommand mailbox) {
        return CommandId.fromCode(mailbox.id()).orElse(CommandId.NOP);
    }

    /** A buffer outside of DRAM has no fields; the firmware will refuse it. */
    private void firmware(MailboxCommand mailbox, List<String> names, Map<String, Long> fields) {
        CommandId command = command(mailbox);
        names.add(command.name());
        int size = command.bufferSize();
        if (size > 0 && ports.memory().contains(mailbox.bufferAddress(), size)) {
            Bytes buffer = ports.memory().read(new SystemPhysical(mailbox.bufferAddress()), size);
            command.layout().ifPresent(layout -> put(layout, buffer, fields));
        }
    }

    /** The handle that LAUNCH_START or RECEIVE_START has written into its buffer; empty for other events. */
    OptionalInt startedHandle(HeldEvent event) {
        boolean starts = event.names().contains(CommandId.LAUNCH_START.name())
                || event.names().contains(CommandId.RECEIVE_START.name());
        Optional<Integer> handle = event.request(MailboxCommand.class)
                .filter(mailbox -> starts && ports.memory().contains(mailbox.bufferAddress(), Integer.BYTES))
                .map(mailbox -> ports.memory()
                        .read(new SystemPhysical(mailbox.bufferAddress()), Integer.BYTES)
                        .asLittleEndian()
                        .getInt());
        return handle.isPresent() ? OptionalInt.of(handle.get()) : OptionalInt.empty();
    }

    /**
     * A sub-command is behind a pointer in the VMM's memory, which is as the VMM left it: neither host nor firmware has seen the call
     * yet.
     */
    private void ioctl(DeviceCall call, List<String> names, Map<String, Long> fields) {
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
        fields.put("file", (long) call.file());
    }

    /** Empty for an address that is not mapped, which the driver will refuse. */
    private Optional<Bytes> argument(DeviceCall call, int size) {
        HostVirtual address = new HostVirtual(call.argument());
        return ports.vmm().isMapped(address, size) ? Optional.of(ports.vmm().read(address, size)) : Optional.empty();
    }

    private static void put(StructLayout layout, Bytes raw, Map<String, Long> fields) {
        for (Field field : layout.fields()) {
            if (!field.reserved() && field.width() <= Long.BYTES) {
                Bytes content = raw.slice(field.offset(), field.offset() + field.width());
                fields.put(
                        field.name().toLowerCase(Locale.ROOT),
                        content.paddedTo(Long.BYTES).asLittleEndian().getLong());
            }
        }
    }
}
