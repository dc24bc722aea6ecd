package dev.sevsim.view;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.launch.SecretHeader;
import dev.sevsim.abi.launch.SecretPacket;
import dev.sevsim.bus.frame.FrameCodec;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.trace.MemoryTrace;
import dev.sevsim.bus.trace.RecordedRun;
import dev.sevsim.bus.trace.RefusedCommand;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.psp.keys.PlatformIdentity;
import dev.sevsim.scenario.ScenarioRunner;
import dev.sevsim.view.Run.Area;
import dev.sevsim.view.Run.AreaKind;
import dev.sevsim.view.Run.Disclosure;
import dev.sevsim.view.Run.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Records a run for a page: the trace, and the memory that the firmware is about to measure, while it is plain.
 *
 * <p>For one machine: of {@link #assemblyOf}, or of a scenario that it joins.
 */
public final class RunRecorder implements ScenarioRunner.Companion {
    private static final String TEK = "TEK";
    private static final String MEMORY_KEY = "memory key";

    private final Disclosure disclosure;
    private final List<Area> areas = new ArrayList<>();
    private final List<SecretBytes> memoryKeys = new CopyOnWriteArrayList<>();
    private final AtomicReference<Machine> watched = new AtomicReference<>();
    private final AtomicReference<PlatformIdentity> identity = new AtomicReference<>();
    private final AtomicReference<SecretBytes> transportKey = new AtomicReference<>();
    private Optional<MemoryTrace> trace = Optional.empty();
    private int commands;

    /** A recorder that keeps secrets only if they are to be shown. */
    public RunRecorder(Disclosure disclosure) {
        this.disclosure = disclosure;
    }

    /** Begins the assembly of a machine with a clock of its own. */
    public Machine.Assembly assemblyOf(MachineSpec spec) {
        SimClock clock = new SimClock();
        Machine.Assembly assembly = Machine.of(spec).clock(clock);
        attach(assembly, clock);
        return assembly;
    }

    @Override
    public void attach(Machine.Assembly assembly, SimClock clock) {
        MemoryTrace records = new MemoryTrace(clock);
        trace = Optional.of(records);
        assembly.trace(new Watching(records));
        if (disclosure == Disclosure.REVEALED) {
            assembly.keys(this::key);
        }
    }

    private void key(String name, SecretBytes key) {
        if (name.equals(TEK)) {
            transportKey.set(key);
        } else if (name.startsWith(MEMORY_KEY)) {
            memoryKeys.add(key);
        }
    }

    @Override
    public void begin(Machine machine) {
        watched.set(machine);
    }

    /** The run so far. */
    public Run run(MachineSpec spec) {
        RecordedRun recorded = new RecordedRun(
                spec.seed(),
                spec.traceInputs(),
                trace.map(MemoryTrace::records).orElseThrow(() -> new IllegalStateException("nothing was recorded")));
        List<Area> all = new ArrayList<>(areas);
        Optional.ofNullable(transportKey.get())
                .flatMap(key -> secretTable(Run.of(recorded), key))
                .ifPresent(all::add);
        return new Run(recorded, Optional.empty(), all, keys(), disclosure, OptionalLong.empty(), List.of());
    }

    private Keys keys() {
        return new Keys(
                Optional.ofNullable(watched.get()).map(Machine::signedCek),
                Optional.ofNullable(identity.get()),
                memoryKeys);
    }

    /** The packet of the owner, opened with the key that the owner made. */
    private static Optional<Area> secretTable(Run run, SecretBytes key) {
        return run.lastFrame(FrameType.LAUNCH_SECRET_PACKET, LaunchSecretPacket.class)
                .map(sent -> {
                    SecretHeader header = SecretHeader.CODEC.decode(sent.header());
                    byte[] plain = new SecretPacket(header, sent.payload()).open(key);
                    return new Area(-1, AreaKind.SECRET_TABLE, Bytes.copyOf(plain));
                });
    }

    private void command(TraceEvent event) {
        int number = commands++;
        Machine machine = watched.get();
        if (machine == null || event.raw().isEmpty()) {
            return; // The host's driver initialises the platform while the machine is assembled.
        }
        MemoryPort port = machine.hostMemory();
        MailboxCommand command = (MailboxCommand)
                FrameCodec.decode(FrameType.MAILBOX_COMMAND, event.raw().get().asLittleEndian());
        Optional<CommandId> named = CommandId.fromCode(command.id());
        if (disclosure == Disclosure.REVEALED && named.equals(Optional.of(CommandId.LAUNCH_START))) {
            machine.processor().identity().ifPresent(identity::set);
        }
        named.filter(id -> id == CommandId.LAUNCH_UPDATE_DATA || id == CommandId.LAUNCH_UPDATE_VMSA)
                .ifPresent(id -> read(port, command.bufferAddress(), LaunchUpdate.SIZE)
                        .map(LaunchUpdate.CODEC::decode)
                        .flatMap(update -> read(port, update.address(), update.length()))
                        .flatMap(content -> kind(id, content).map(kind -> new Area(number, kind, content)))
                        .ifPresent(areas::add));
    }

    private static Optional<AreaKind> kind(CommandId id, Bytes content) {
        if (id == CommandId.LAUNCH_UPDATE_VMSA) {
            return content.length() == Vmsa.SIZE ? Optional.of(AreaKind.SAVE_AREA) : Optional.empty();
        }
        if (KernelHashes.decode(content).isPresent()) {
            return Optional.of(AreaKind.KERNEL_HASHES);
        }
        return OvmfTable.read(content).entries().isEmpty() ? Optional.empty() : Optional.of(AreaKind.IMAGE);
    }

    private static Optional<Bytes> read(MemoryPort port, long address, int length) {
        return length > 0 && port.contains(address, length)
                ? Optional.of(port.read(new SystemPhysical(address), length))
                : Optional.empty();
    }

    /** Keeps the records, and reads memory when a command is about to be executed. */
    private final class Watching implements Trace {
        private final MemoryTrace records;

        Watching(MemoryTrace records) {
            this.records = records;
        }

        @Override
        public void record(TraceEvent event) {
            records.record(event);
        }

        @Override
        public Operation begin() {
            return records.begin();
        }

        @Override
        public Scope enter(TraceEvent event) {
            if (event.kind().equals(FrameType.MAILBOX_COMMAND.kind())) {
                command(event);
            }
            return records.enter(event);
        }

        @Override
        public void refused(RefusedCommand refusal) {
            records.refused(refusal);
        }

        @Override
        public boolean enabled() {
            return true;
        }
    }
}
