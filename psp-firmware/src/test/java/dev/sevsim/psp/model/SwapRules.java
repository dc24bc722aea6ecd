package dev.sevsim.psp.model;

import static dev.sevsim.abi.firmware.PlatformState.WORKING;
import static dev.sevsim.psp.model.Refusal.unless;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.SevStatus;
import java.util.EnumSet;

/** SWAP_OUT and SWAP_IN: docs/reference/sev-firmware-api.md section 4.6. */
record SwapRules(World world) {
    private static final int ENTRY = 0x40;
    private static final int LARGE = 1;
    private static final int VMSA = 4;
    private static final int TYPE = 6;
    private static final int IN_PLACE = 8;

    private static int size(Call call) {
        return (call.get("BITS") & LARGE) != 0 ? 2 << 20 : 4096;
    }

    /** Ranges and alignment; which comes first shows only for null addresses, and is left open. */
    private void places(Call call) {
        int size = size(call);
        EnumSet<SevStatus> faults = EnumSet.noneOf(SevStatus.class);
        world.copyFault(call.get("SRC"), size).ifPresent(faults::add);
        world.copyFault(call.get("DST"), size).ifPresent(faults::add);
        world.copyFault(call.get("MDATA"), ENTRY).ifPresent(faults::add);
        boolean aligned = World.plain(call.get("SRC")) % size == 0
                && World.plain(call.get("DST")) % size == 0
                && call.get("MDATA") % ENTRY == 0;
        if (!aligned) {
            faults.add(SevStatus.INVALID_ADDRESS);
        }
        if (!faults.isEmpty()) {
            throw new Refusal(faults);
        }
        unless(!overlaps(call, "SRC") && !overlaps(call, "DST"), SevStatus.INVALID_PARAM);
    }

    private static boolean overlaps(Call call, String page) {
        long metadata = World.plain(call.get("MDATA"));
        long start = World.plain(call.get(page));
        return metadata < start + size(call) && start < metadata + ENTRY;
    }

    void swapOut(Call call) {
        world.mustBe(WORKING);
        places(call);
        int size = size(call);
        long bits = call.get("BITS");
        unless((bits & TYPE) != VMSA || (bits & LARGE) == 0, SevStatus.INVALID_PARAM);
        Vm vm = world.vm(call);
        World.mustBeActive(vm);
        Plain plain = world.memory.read(vm.vek, call.get("SRC"), size);
        boolean large = (bits & LARGE) != 0;
        unless((bits & TYPE) == (!large && vm.isSaveArea(plain) ? VMSA : 0), SevStatus.INVALID_PARAM);
        unless(!large || !holdsSaveArea(vm, World.plain(call.get("SRC")), size), SevStatus.INVALID_PARAM);
        vm.swapCounter++;
        long counter = vm.swapCounter;
        call.after(() -> {
            Bytes entry = world.read(call.get("MDATA"), ENTRY);
            Bytes page = world.read(call.get("DST"), size);
            world.sealed.put(Bytes.concat(entry, page), new World.Sealed(vm.swapKey, plain));
            boolean right =
                    entry.slice(0, 16).equals(Bytes.concat(Bytes.u64Le(call.get("SOFTWARE")), Bytes.u64Le(counter)))
                            && entry.slice(0x20, 0x3C).isAllZero()
                            && entry.from(0x3C).equals(Bytes.u32Le((int) bits & (LARGE | TYPE)));
            return right ? "" : "metadata entry " + entry + " with counter " + counter;
        });
    }

    /** A large page is data, unless one of its small ones is not. */
    private boolean holdsSaveArea(Vm vm, long start, int size) {
        return vm.saveAreas.stream()
                .filter(at -> at % 4096 == 0 && at >= start && at < start + size)
                .anyMatch(at -> vm.isSaveArea(world.memory.read(vm.vek, at, 4096)));
    }

    void swapIn(Call call) {
        world.mustBe(WORKING);
        places(call);
        int size = size(call);
        long bits = call.get("BITS");
        Bytes entry = world.read(call.get("MDATA"), ENTRY);
        int entryBits = entry.asLittleEndian().getInt(0x3C);
        unless(((entryBits ^ bits) & (LARGE | TYPE)) == 0, SevStatus.INVALID_PARAM);
        boolean vmsa = (bits & TYPE) == VMSA;
        boolean inPlace = (bits & IN_PLACE) != 0;
        boolean same = World.plain(call.get("SRC")) == World.plain(call.get("DST"));
        unless(!inPlace || (!vmsa && same), SevStatus.INVALID_PARAM);
        Vm vm = world.vm(call);
        World.mustBeActive(vm);
        Bytes key = Bytes.concat(entry, world.read(call.get("SRC"), size));
        World.Sealed found = world.sealed.get(key);
        if (found == null || found.swapKey() != vm.swapKey) {
            throw Refusal.with(SevStatus.BAD_MEASUREMENT);
        }
        Plain page = found.page();
        Plain kept = vmsa && !vm.isSaveArea(page) ? world.records.add(vm, page) : page;
        call.after(() -> world.memory.remember(vm.vek, call.get("DST"), kept));
    }
}
