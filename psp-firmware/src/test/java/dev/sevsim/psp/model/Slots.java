package dev.sevsim.psp.model;

import dev.sevsim.abi.firmware.CommandId;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What the generator put into its slots of memory, so that it can hand the right one back. */
final class Slots {
    private final World world;
    private final SplittableRandom random;
    private final @Nullable Channel[] packetOf = new @Nullable Channel[Layout.SLOTS];
    private final long[] packetLengths = new long[Layout.SLOTS];
    private final int[] pageOf = new int[Layout.SLOTS];
    private final long[] pageBits = new long[Layout.SLOTS];

    Slots(World world, SplittableRandom random) {
        this.world = world;
        this.random = random;
    }

    /** A slot that has what the command requires, if there is one and chance does not prefer another. */
    int choose(CommandId id, @Nullable Vm vm) {
        int start = random.nextInt(Layout.SLOTS);
        for (int i = 0; i < Layout.SLOTS && random.nextInt(8) != 0; i++) {
            int slot = (start + i) % Layout.SLOTS;
            if (vm != null && suits(id, vm, slot)) {
                return slot;
            }
        }
        return start;
    }

    private boolean suits(CommandId id, Vm vm, int slot) {
        return switch (id) {
            case LAUNCH_SECRET, RECEIVE_UPDATE_DATA -> packetOf[slot] == vm.channel;
            case RECEIVE_UPDATE_VMSA -> packetOf[slot] == vm.channel && packetLengths[slot] == 0x1000;
            case SWAP_IN -> pageOf[slot] == vm.swapKey;
            case RECEIVE_START -> sentPolicy(slot, -1) != -1;
            default -> true;
        };
    }

    void packet(int slot, @Nullable Vm vm, int length) {
        packetOf[slot] = vm == null ? null : vm.channel;
        packetLengths[slot] = length;
    }

    long length(int slot) {
        return packetLengths[slot];
    }

    void page(int slot, @Nullable Vm vm, long bits) {
        pageOf[slot] = vm == null ? 0 : vm.swapKey;
        pageBits[slot] = bits;
    }

    long bits(int slot) {
        return pageBits[slot];
    }

    /** The policy of the session that SEND_START left in the slot. */
    long sentPolicy(int slot, long otherwise) {
        World.SentSession sent = world.sentSessions.get(world.read(Layout.SENT_SESSIONS + 0x80L * slot, 0x80));
        return sent == null ? otherwise : sent.policy();
    }
}
