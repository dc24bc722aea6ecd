package dev.sevsim.psp.model;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.PlatformState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Chooses what a host does next: mostly what leads somewhere in the model's present state, sometimes anything. */
final class Generator {
    private static final int MOST_GUESTS = 5;

    /** What a guest's state invites; more often means more often. */
    private static final Map<GuestState, List<CommandId>> INVITED = Map.of(
            GuestState.LUPDATE,
                    List.of(
                            CommandId.LAUNCH_UPDATE_DATA,
                            CommandId.LAUNCH_UPDATE_DATA,
                            CommandId.LAUNCH_UPDATE_VMSA,
                            CommandId.LAUNCH_UPDATE_VMSA,
                            CommandId.LAUNCH_MEASURE),
            GuestState.LSECRET,
                    List.of(
                            CommandId.LAUNCH_SECRET,
                            CommandId.LAUNCH_SECRET,
                            CommandId.LAUNCH_FINISH,
                            CommandId.LAUNCH_FINISH),
            GuestState.RUNNING,
                    List.of(
                            CommandId.SEND_START,
                            CommandId.DEACTIVATE,
                            CommandId.DBG_DECRYPT,
                            CommandId.DBG_ENCRYPT,
                            CommandId.COPY,
                            CommandId.SWAP_OUT,
                            CommandId.SWAP_IN,
                            CommandId.GUEST_STATUS,
                            CommandId.DECOMMISSION),
            GuestState.SUPDATE,
                    List.of(
                            CommandId.SEND_UPDATE_DATA,
                            CommandId.SEND_UPDATE_DATA,
                            CommandId.SEND_UPDATE_VMSA,
                            CommandId.SEND_UPDATE_VMSA,
                            CommandId.RECEIVE_START,
                            CommandId.SEND_FINISH,
                            CommandId.SEND_CANCEL,
                            CommandId.SWAP_OUT),
            GuestState.RUPDATE,
                    List.of(
                            CommandId.RECEIVE_UPDATE_DATA,
                            CommandId.RECEIVE_UPDATE_DATA,
                            CommandId.RECEIVE_UPDATE_VMSA,
                            CommandId.RECEIVE_UPDATE_VMSA,
                            CommandId.RECEIVE_FINISH),
            GuestState.SENT, List.of(CommandId.DEACTIVATE, CommandId.DECOMMISSION, CommandId.DECOMMISSION));

    /** Costly or ending everything: seldom without a reason. */
    private static final Map<CommandId, Integer> RARE = Map.of(
            CommandId.SHUTDOWN, 12,
            CommandId.PEK_GEN, 8,
            CommandId.PDH_GEN, 12,
            CommandId.ATTESTATION, 6,
            CommandId.SEND_START, 4,
            CommandId.RECEIVE_START, 3,
            CommandId.RING_BUFFER, 3);

    private static final Map<CommandId, CommandId> WITHOUT_ES = Map.of(
            CommandId.LAUNCH_UPDATE_VMSA, CommandId.LAUNCH_UPDATE_DATA,
            CommandId.SEND_UPDATE_VMSA, CommandId.SEND_UPDATE_DATA,
            CommandId.RECEIVE_UPDATE_VMSA, CommandId.RECEIVE_UPDATE_DATA);

    private final World world;
    private final SplittableRandom random;
    private final List<CommandId> commands;
    private final Values values;

    Generator(World world, SplittableRandom random) {
        this.world = world;
        this.random = random;
        commands = List.copyOf(world.commands());
        values = new Values(world, random);
    }

    Step next() {
        if (chance(40)) {
            return new Step.WriteBack(chance(3) ? -1 : random.nextInt(Asids.CORES));
        }
        if (chance(300)) {
            return new Step.UnknownCommand(new int[] {0, 0x10, 0x26, 0x3F, 0x62, 0x72, 0x7F, 0x7FF}[random.nextInt(8)]);
        }
        Vm vm = anyVm();
        if (vm != null && chance(8) && (vm.state == GuestState.LSECRET || vm.state == GuestState.RUPDATE)) {
            return values.seal(vm);
        }
        CommandId id = chance(4) ? any() : invited(vm);
        if (id == CommandId.DF_FLUSH && !world.asids.allWritten() && !chance(3)) {
            return new Step.WriteBack(-1);
        }
        return values.command(id, vm);
    }

    private CommandId any() {
        CommandId id = commands.get(random.nextInt(commands.size()));
        int rarity = RARE.getOrDefault(id, 1);
        return rarity == 1 || chance(rarity) ? id : any();
    }

    private CommandId invited(@Nullable Vm vm) {
        if (world.platform == PlatformState.UNINIT) {
            return chance(5) ? CommandId.PLATFORM_RESET : chance(3) ? CommandId.INIT_EX : CommandId.INIT;
        }
        if (world.platform == PlatformState.INIT && chance(8)) {
            return chance(2) ? CommandId.PEK_CERT_IMPORT : CommandId.PEK_CSR;
        }
        if (vm == null || (world.vms.size() < MOST_GUESTS && chance(6))) {
            return world.asids.flushIsPending() && chance(2) ? CommandId.DF_FLUSH : CommandId.LAUNCH_START;
        }
        if (world.asids.flushIsPending() && chance(12)) {
            return CommandId.DF_FLUSH;
        }
        if (world.vms.size() >= MOST_GUESTS && chance(3)) {
            return vm.asid == 0 ? CommandId.DECOMMISSION : CommandId.DEACTIVATE;
        }
        if (vm.asid == 0 && vm.state != GuestState.SENT && !chance(5)) {
            return chance(4) ? CommandId.ACTIVATE_EX : CommandId.ACTIVATE;
        }
        List<CommandId> invited = INVITED.getOrDefault(vm.state, List.of(CommandId.GUEST_STATUS));
        CommandId id = invited.get(random.nextInt(invited.size()));
        if (!vm.has(Vm.ES) && !chance(8)) {
            id = WITHOUT_ES.getOrDefault(id, id);
        }
        return commands.contains(id) ? id : CommandId.GUEST_STATUS;
    }

    private @Nullable Vm anyVm() {
        List<Vm> all = new ArrayList<>(world.vms.values());
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
