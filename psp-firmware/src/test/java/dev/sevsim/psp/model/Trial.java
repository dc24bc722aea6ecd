package dev.sevsim.psp.model;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SevStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** One machine beside the model of it: every step is done to both and compared. */
final class Trial implements AutoCloseable {
    private static final int RESPONSE = 1 << 31;

    final World world;
    private final Machine machine;
    private int sealsMade;
    private Bytes lastPlaintext = Bytes.EMPTY;

    Trial(Machine machine) {
        this.machine = machine;
        Genuine.prepare(machine);
        world = new World(machine, Genuine.CHAIN);
    }

    /** Runs the steps on a new machine, looking at all that is visible after each; where they part, if they do. */
    static Optional<String> replay(List<Step> steps, Supplier<Machine> machines) {
        try (Trial trial = new Trial(machines.get())) {
            for (Step step : steps) {
                Optional<String> difference = trial.run(step).or(trial::look);
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return Optional.empty();
        }
    }

    /** Does one step; what differs, if anything does. An exception of the machine is a difference too. */
    Optional<String> run(Step step) {
        try {
            String difference = difference(step);
            return difference.isEmpty() ? Optional.empty() : Optional.of(difference);
        } catch (IllegalStateException | IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            return Optional.of("exception: " + e + " at " + e.getStackTrace()[0]);
        }
    }

    private String difference(Step step) {
        if (step instanceof Step.Command command) {
            return command(command);
        }
        if (step instanceof Step.UnknownCommand unknown) {
            return compare(Set.of(world.expectUnknown()), machine.ring(unknown.code() << 16, Layout.BUFFER));
        }
        if (step instanceof Step.WriteBack writeBack) {
            world.asids.writeBack(writeBack.core());
            for (int core = 0; core < Asids.CORES; core++) {
                if (writeBack.core() < 0 || writeBack.core() == core) {
                    machine.writeBackInvalidate(core);
                }
            }
            return "";
        }
        if (step instanceof Step.Seal seal) {
            seal(seal);
            return "";
        }
        throw new IllegalArgumentException("no such step: " + step);
    }

    private String command(Step.Command command) {
        Shape shape = Shape.of(command.id());
        boolean reachable = shape.size() > 0 && world.isLegal(command.at(), shape.size());
        if (reachable) {
            machine.write(command.at(), shape.encode(command.values()));
        }
        Call call = world.expect(command);
        int response = machine.ring(command.id().code() << 16, shape.size() > 0 ? command.at() : 0);
        String wrong = compare(call.statuses(), response);
        if (!wrong.isEmpty()) {
            return command.id() + ": " + wrong;
        }
        wrong = reachable ? call.compareBuffer(machine.read(command.at(), shape.size())) : "";
        return wrong.isEmpty() ? call.compareMemory() : command.id() + ": " + wrong;
    }

    private static String compare(Set<SevStatus> expected, int response) {
        Optional<SevStatus> actual = SevStatus.fromCode(response & 0xFFFF);
        boolean right = (response & 0xFFFF0000) == RESPONSE && actual.isPresent() && expected.contains(actual.get());
        return right
                ? ""
                : "expected " + expected + ", was "
                        + actual.map(SevStatus::name).orElse("code " + response);
    }

    /** Compares PLATFORM_STATUS and the GUEST_STATUS of every handle, and of one more. */
    Optional<String> look() {
        if (world.queueMode) {
            return Optional.empty();
        }
        Optional<String> difference = run(query(CommandId.PLATFORM_STATUS, 0));
        int last = world.vms.isEmpty() ? 0 : world.vms.lastKey();
        for (int handle = 1; difference.isEmpty() && handle <= last + 1; handle++) {
            difference = run(query(CommandId.GUEST_STATUS, handle));
        }
        return difference.map(text -> "looking at the state: " + text);
    }

    private static Step.Command query(CommandId id, int handle) {
        List<Long> values = Shape.of(id).places().stream()
                .map(place -> place.name().equals("HANDLE") ? (long) handle : 0L)
                .toList();
        return new Step.Command(id, values, Layout.BUFFER);
    }

    private void seal(Step.Seal seal) {
        Vm vm = world.vms.get(seal.handle());
        Channel channel = vm != null && vm.channel.isKnown() ? vm.channel : Channel.unowned();
        boolean migrates = vm != null && vm.state == GuestState.RUPDATE;
        Bytes measure = migrates || vm == null ? Bytes.EMPTY : vm.measure;
        sealsMade++;
        Bytes iv = Bytes.concat(Bytes.u64Le(sealsMade), Bytes.u64Le(0));
        byte[] plaintext = new byte[seal.length()];
        for (int i = 0; i < plaintext.length; i++) {
            plaintext[i] = (byte) (sealsMade + 3 * i);
        }
        lastPlaintext = Bytes.copyOf(plaintext);
        Bytes packet = channel.seal(migrates ? Channel.DATA : Channel.SECRET, seal.flags(), iv, lastPlaintext, measure);
        machine.write(
                Layout.HEADERS + 0x40L * seal.slot(), packet.slice(0, 0x34).toArray());
        machine.write(
                Layout.PACKETS + Layout.PACKET_SLOT * seal.slot(),
                packet.from(0x34).toArray());
    }

    /** What the owner sealed last. */
    Bytes lastPlaintext() {
        return lastPlaintext;
    }

    @Override
    public void close() {
        machine.close();
    }
}
