package dev.sevsim.psp.model;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Values for the fields of a command: such as the command requires, and one in four times a wrong one among them. */
final class Values {
    private static final long[] POLICIES = {
        0, 0, 0, 1, 2, 3, 4, 4, 4, 4, 4, 4, 4, 5, 8, 0xC, 0x10, 0x20, 0x24, 0x30, 0x38010020, 0xFFC0
    };
    private static final long[] LENGTHS = {
        0,
        1,
        8,
        0xF,
        0x10,
        0x11,
        0x18,
        0x20,
        0x2F,
        0x30,
        0x31,
        0x33,
        0x34,
        0x35,
        0x40,
        0x7F,
        0x80,
        0x81,
        0xCF,
        0xD0,
        0x823,
        0x824,
        0x825,
        0x186B,
        0x186C,
        0xFF0,
        0x1000,
        0x1010,
        0x2000,
        0x5000,
        0x5010,
        0x100000,
        0x4000010,
        0x8000000,
        0x8001000,
        0x7FFFFFF0,
        0x80000000L,
        0xFFFFF000L,
        0xFFFFFFF0L,
        0xFFFFFFFFL
    };
    private static final long[] ADDRESSES = {
        0,
        Layout.C_BIT,
        Layout.DATA,
        Layout.DATA + 0x1000,
        Layout.DRAM - 0x10,
        Layout.DRAM - 0x1000,
        Layout.DRAM,
        Layout.TRUSTED,
        Layout.TRUSTED + 0xFFFF0,
        Layout.TRUSTED + 0x100000,
        Layout.TRUSTED - 0x10,
        0x3FFFFF0,
        0x3FFF000,
        0x4000000,
        0x7FFF000,
        1L << 50,
        1L << 47,
        -1,
        -16,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Layout.DRAM | Layout.C_BIT
    };
    private static final long[] BUFFERS = {
        0x1003,
        0x1800,
        Layout.BUFFER | Layout.C_BIT,
        0x7FFFFF8,
        Layout.DRAM - 4,
        Layout.DRAM,
        Layout.TRUSTED + 0x100,
        0,
        Layout.C_BIT,
        1L << 50,
        -1
    };
    private static final long[] HANDLES = {0, 1, 2, 3, 6, 7, 1024, 1025, 0x7FFFFFFF, 0x80000001L, 0xFFFFFFFFL};
    private static final long[] ASIDS = {0, 1, 2, 99, 100, 101, 509, 510, 0x80000000L, 0xFFFFFFFFL};
    private static final Set<String> NOT_ADDRESSES = Set.of("NONCE", "NONCE2", "SOFTWARE");
    private static final int LONG = 0x20000;

    private final World world;
    private final SplittableRandom random;
    private final Slots slots;

    // of the command that is being made
    private CommandId id = CommandId.NOP;
    private @Nullable Vm vm;
    private int slot;
    private int owned;
    private boolean fromSender;
    private boolean large;
    private boolean saveArea;
    private long policy;

    Values(World world, SplittableRandom random) {
        this.world = world;
        this.random = random;
        slots = new Slots(world, random);
    }

    Step seal(Vm guest) {
        int chosen = random.nextInt(Layout.SLOTS);
        int length = guest.has(Vm.ES) && guest.state == GuestState.RUPDATE && chance(2)
                ? 0x1000
                : 16 * (1 + random.nextInt(4));
        slots.packet(chosen, guest, length);
        return new Step.Seal(guest.handle, chosen, length, chance(8) ? 1 : 0);
    }

    Step.Command command(CommandId wanted, @Nullable Vm guest) {
        Step.Command made;
        do {
            made = attempt(wanted, guest);
        } while (isTooLong(made) || isTooTangled(made));
        return made;
    }

    private Step.Command attempt(CommandId wanted, @Nullable Vm guest) {
        id = wanted;
        vm = guest;
        slot = slots.choose(wanted, guest);
        owned = chance(2) ? random.nextInt(9) : random.nextInt(Sessions.ALL.size());
        if (world.es && chance(3)) {
            owned = Sessions.OF_ES_GUEST;
        }
        fromSender = wanted == CommandId.RECEIVE_START && !world.sentSessions.isEmpty() && !chance(4);
        large = chance(60);
        saveArea = id == CommandId.COPY && chance(3);
        choosePolicy();
        Shape shape = Shape.of(wanted);
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < shape.places().size(); i++) {
            all.add(shape.fit(i, plausible(shape.places().get(i).name())));
        }
        Step.Command command = new Step.Command(wanted, all, Layout.BUFFER);
        while (!all.isEmpty() && chance(4)) {
            int field = random.nextInt(all.size());
            Shape.Place place = shape.places().get(field);
            command = command.with(field, wrong(place, command.values().get(field)));
        }
        boolean elsewhere = !all.isEmpty() && chance(50);
        return elsewhere ? command.withAt(BUFFERS[random.nextInt(BUFFERS.length)]) : command;
    }

    private void choosePolicy() {
        policy = POLICIES[random.nextInt(POLICIES.length)];
        if (id == CommandId.RECEIVE_START || chance(4)) {
            policy = Sessions.ALL.get(owned).policy();
        }
        if (fromSender) {
            policy = slots.sentPolicy(slot, policy);
        }
    }

    private boolean isOwned() {
        return id == CommandId.RECEIVE_START
                || policy == Sessions.ALL.get(owned).policy();
    }

    private long plausible(String name) {
        return switch (name) {
            case "OPTIONS" -> chance(3) ? 0 : 1;
            case "TMR" -> Layout.TRUSTED + (chance(4) ? 0x100000 : 0) + (chance(8) ? Layout.C_BIT : 0);
            case "TMR_LEN" -> 0x100000;
            case "EX_LEN" -> id == CommandId.ACTIVATE_EX ? 0x18 : 0x24;
            case "HANDLE" -> handle();
            case "ASID" -> vm != null && vm.has(Vm.ES) ? 1 + random.nextInt(5) : 100 + random.nextInt(5);
            case "POLICY" -> policy;
            case "NUM_IDS" -> 1 + random.nextInt(2);
            case "IDS" -> Layout.IDS + 0x40L * random.nextInt(4);
            case "LOW_SIZE" -> 1;
            case "HIGH_SIZE" -> random.nextInt(2);
            case "LOW_CMD" -> Layout.DATA;
            case "LOW_STATUS" -> Layout.DATA + 0x1000;
            case "HIGH_CMD" -> Layout.DATA + 0x2000;
            case "HIGH_STATUS" -> Layout.DATA + 0x3000;
            case "BITS" -> bits();
            case "SOFTWARE", "NONCE", "NONCE2" -> random.nextInt(100);
            case "RESERVED", "RESERVED2", "RESERVED3" -> 0;
            default -> name.endsWith("LEN") || name.equals("LENGTH") ? length(name) : address(name);
        };
    }

    private long handle() {
        if (id == CommandId.LAUNCH_START || id == CommandId.RECEIVE_START) {
            return vm != null && chance(5) && vm.policy == policy ? vm.handle : 0;
        }
        return vm == null ? 1 : vm.handle;
    }

    private long bits() {
        if (large) {
            return 1;
        }
        if (id == CommandId.SWAP_OUT) {
            saveArea = vm != null && !vm.saveAreas.isEmpty() && chance(2);
            slots.page(slot, vm, saveArea ? 4 : 0);
            return saveArea ? 4 : 0;
        }
        return slots.bits(slot) | (chance(6) ? 8 : 0);
    }

    private long length(String name) {
        return switch (name) {
            case "CERT_LEN" -> 0x824;
            case "SESSION_LEN" -> 0x80;
            case "PDH_LEN" -> id == CommandId.PDH_CERT_EXPORT ? roomy(0x824) : 0x824;
            case "CERTS_LEN" -> roomy(0x186C);
            case "CSR_LEN" -> roomy(0x824);
            case "ID_LEN" -> roomy(0x40);
            case "NV_LEN" -> 0x8000;
            case "PLAT_LEN" -> 0x186C;
            case "AMD_LEN" -> 0xC80;
            case "HDR_LEN" -> id == CommandId.LAUNCH_SECRET ? 0x34 : roomy(0x34);
            case "GUEST_LEN", "TRANS_LEN" -> packetLength(name);
            case "LENGTH" -> dataLength();
            default -> 0x824;
        };
    }

    private long roomy(long exact) {
        return chance(4) ? exact + random.nextInt(64) : exact;
    }

    private long packetLength(String name) {
        if (id == CommandId.SEND_UPDATE_VMSA) {
            slots.packet(slot, vm, 0x1000);
        } else if (id == CommandId.SEND_UPDATE_DATA && name.equals("GUEST_LEN")) {
            slots.packet(slot, vm, 16 * (1 + random.nextInt(4)));
        }
        return slots.length(slot);
    }

    private long dataLength() {
        return switch (id) {
            case LAUNCH_UPDATE_VMSA -> 0x1000;
            case LAUNCH_MEASURE -> roomy(0x30);
            case ATTESTATION -> roomy(0xD0);
            case COPY -> chance(4) ? 0x2000 : 0x1000;
            case LAUNCH_UPDATE_DATA -> chance(8) ? 0x2000 : 16L * (1 + random.nextInt(8));
            default -> 16L * (1 + random.nextInt(8));
        };
    }

    private long address(String name) {
        return switch (name) {
            case "CERT" -> id == CommandId.LAUNCH_START && !isOwned() ? 0 : certificate();
            case "SESSION" -> session();
            case "NV" -> chance(3) ? 0 : Layout.STORES + 0x8000L * random.nextInt(2);
            case "PEK" -> Layout.OWNED_PEK;
            case "OCA" -> Layout.OWNED_OCA;
            case "PDH" -> Layout.PDH + (id == CommandId.PDH_CERT_EXPORT && chance(2) ? 0x6000 : 0);
            case "PLAT" -> Layout.PLATFORM_CERTS;
            case "AMD" -> Layout.AMD_CERTS;
            case "CERTS", "CSR", "ID" -> Layout.OUTPUT;
            case "HDR" -> Layout.HEADERS + 0x40L * slot;
            case "TRANS" -> Layout.PACKETS + Layout.PACKET_SLOT * slot;
            case "MDATA" -> Layout.METADATA + 0x40L * slot;
            case "SRC" -> id == CommandId.SWAP_IN && !large ? Layout.SWAPPED + 0x1000L * slot : data();
            case "DST" -> id == CommandId.SWAP_OUT && !large ? Layout.SWAPPED + 0x1000L * slot : data();
            case "PADDR" -> id == CommandId.LAUNCH_MEASURE || id == CommandId.ATTESTATION ? Layout.OUTPUT : data();
            default -> data();
        };
    }

    private long certificate() {
        return fromSender ? Layout.PDH : Layout.SESSIONS + owned * Layout.SESSION_SLOT;
    }

    private long session() {
        if (id == CommandId.SEND_START || fromSender) {
            return Layout.SENT_SESSIONS + 0x80L * slot;
        }
        return Layout.SESSIONS + owned * Layout.SESSION_SLOT + Layout.SESSION_IN_SLOT;
    }

    /** A page of guest data, or part of one. */
    private long data() {
        if (large) {
            return 0x600000 + 0x200000L * random.nextInt(3);
        }
        boolean wantsSaveArea = saveArea || id == CommandId.SEND_UPDATE_VMSA;
        if (wantsSaveArea && vm != null && !vm.saveAreas.isEmpty() && !chance(8)) {
            return vm.saveAreas.get(random.nextInt(vm.saveAreas.size()));
        }
        long page = Layout.DATA + 0x1000L * random.nextInt(6);
        boolean whole = id == CommandId.COPY
                || id == CommandId.SWAP_IN
                || id == CommandId.SWAP_OUT
                || id == CommandId.SEND_UPDATE_VMSA
                || id == CommandId.LAUNCH_UPDATE_VMSA;
        long at = whole || chance(2) ? page : page + 16L * random.nextInt(256);
        return chance(12) ? at | Layout.C_BIT : at;
    }

    private long wrong(Shape.Place place, long right) {
        if (place.width() == 8 && !NOT_ADDRESSES.contains(place.name())) {
            return switch (random.nextInt(5)) {
                case 0 -> right + 1;
                case 1 -> right + 8;
                case 2 -> right ^ Layout.C_BIT;
                default -> ADDRESSES[random.nextInt(ADDRESSES.length)];
            };
        }
        if (place.name().equals("HANDLE")) {
            return HANDLES[random.nextInt(HANDLES.length)];
        }
        if (place.name().equals("ASID")) {
            return ASIDS[random.nextInt(ASIDS.length)];
        }
        if (place.name().endsWith("LEN") || place.name().equals("LENGTH")) {
            return chance(3)
                    ? right + new int[] {-16, -1, 1, 16}[random.nextInt(4)]
                    : LENGTHS[random.nextInt(LENGTHS.length)];
        }
        return chance(2) ? right ^ 1L << random.nextInt(8 * place.width()) : random.nextInt(16);
    }

    /** What would work, but on so much memory that it takes too long. */
    private boolean isTooLong(Step.Command command) {
        Shape shape = Shape.of(command.id());
        if (!shape.has("LENGTH") || command.values().get(shape.indexOf("LENGTH")) <= LONG) {
            return false;
        }
        return shape.places().stream()
                .filter(place -> place.width() == 8 && !NOT_ADDRESSES.contains(place.name()))
                .allMatch(place -> world.isLegal(command.values().get(shape.indexOf(place.name())), LONG));
    }

    /** Where outputs would overwrite each other, or the command buffer. */
    private static boolean isTooTangled(Step.Command command) {
        return buriesItsBuffer(command) || writesOverItself(command);
    }

    private static boolean buriesItsBuffer(Step.Command command) {
        Shape shape = Shape.of(command.id());
        for (int i = 0; command.at() != Layout.BUFFER && i < shape.places().size(); i++) {
            long distance =
                    World.plain(command.at()) - World.plain(command.values().get(i));
            if (shape.places().get(i).width() == 8 && distance > -0x100 && distance < LONG) {
                return true;
            }
        }
        return false;
    }

    private static boolean writesOverItself(Step.Command command) {
        if (command.id() != CommandId.SEND_UPDATE_DATA && command.id() != CommandId.SEND_UPDATE_VMSA) {
            return false;
        }
        Shape shape = Shape.of(command.id());
        long header = World.plain(command.values().get(shape.indexOf("HDR")));
        long content = World.plain(command.values().get(shape.indexOf("TRANS")));
        return Math.abs(header - content) < 0x6000;
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
