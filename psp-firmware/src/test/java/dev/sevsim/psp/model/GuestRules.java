package dev.sevsim.psp.model;

import static dev.sevsim.abi.firmware.PlatformState.INIT;
import static dev.sevsim.abi.firmware.PlatformState.WORKING;
import static dev.sevsim.psp.model.Refusal.unless;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SevStatus;
import java.util.Set;
import java.util.TreeSet;

/** docs/reference/sev-firmware-api.md section 4.2. */
record GuestRules(World world) {
    void decommission(Call call) {
        world.mustBe(WORKING);
        Vm vm = world.vm(call);
        unless(vm.asid == 0, SevStatus.ACTIVE);
        world.records.removeAll(vm);
        world.vms.remove(vm.handle);
        if (world.vms.isEmpty()) {
            world.platform = INIT;
        }
    }

    void activate(Call call) {
        world.mustBe(WORKING);
        Vm vm = world.vm(call);
        int asid = asidInRange(call);
        unless(world.vms.values().stream().noneMatch(other -> other.asid == asid), SevStatus.ASID_OWNED);
        unless(vm.asid == 0, SevStatus.ACTIVE);
        unless(vm.state != GuestState.SENT, SevStatus.INVALID_GUEST_STATE);
        mayBind(vm, asid);
        bind(vm, asid, Set.of(0, 1));
    }

    private static int asidInRange(Call call) {
        long asid = call.get("ASID");
        unless(asid >= 1 && asid <= Asids.MAXIMUM, SevStatus.INVALID_ASID);
        return (int) asid;
    }

    /** Steps 7 to 9 of ACTIVATE. */
    private void mayBind(Vm vm, int asid) {
        unless(!world.asids.isAnywhere(asid, Asids.Life.NEEDS_FLUSH), SevStatus.DFFLUSH_REQUIRED);
        boolean taken =
                world.asids.isAnywhere(asid, Asids.Life.RESERVED) || world.asids.isAnywhere(asid, Asids.Life.LIVE);
        unless(!taken, SevStatus.ASID_OWNED);
        unless(vm.has(Vm.ES) == asid < Asids.FIRST_WITHOUT_ES, SevStatus.INVALID_ASID);
    }

    private void bind(Vm vm, int asid, Set<Integer> complexes) {
        vm.asid = asid;
        complexes.forEach(complex -> world.asids.bind(asid, complex, vm.mayRun()));
    }

    void activateEx(Call call) {
        world.mustBe(WORKING);
        unless(call.get("EX_LEN") == 0x18, SevStatus.INVALID_PARAM);
        Vm vm = world.vm(call);
        int asid = asidInRange(call);
        long count = call.get("NUM_IDS");
        unless(count >= 1 && count <= 1024, SevStatus.INVALID_PARAM);
        Set<Integer> complexes = complexes(call, (int) count);
        unless(vm.state != GuestState.SENT, SevStatus.INVALID_GUEST_STATE);
        if (vm.asid == 0) {
            mayBind(vm, asid);
        } else {
            unless(vm.asid == asid, SevStatus.ACTIVE);
            complexes.removeIf(complex -> !world.asids.isFree(asid, complex));
        }
        bind(vm, asid, complexes);
    }

    private Set<Integer> complexes(Call call, int count) {
        world.copyable(call.get("IDS"), 4L * count);
        Bytes ids = world.read(call.get("IDS"), 4L * count);
        Set<Integer> complexes = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            int id = ids.asLittleEndian().getInt(4 * i);
            unless(id >= 0 && id < Asids.CORES, SevStatus.INVALID_PARAM);
            complexes.add(id / Asids.CORES_PER_COMPLEX);
        }
        return complexes;
    }

    void deactivate(Call call) {
        world.mustBe(WORKING);
        Vm vm = world.vm(call);
        World.mustBeActive(vm);
        world.asids.unbind(vm.asid);
        vm.asid = 0;
    }

    void guestStatus(Call call) {
        world.mustBe(INIT, WORKING);
        Vm vm = world.vms.get(call.handle());
        call.out("STATE", vm == null ? 0 : vm.state.code());
        if (vm != null) {
            call.out("POLICY", vm.policy);
            call.out("ASID", vm.asid);
        }
    }

    void copy(Call call) {
        world.mustBe(WORKING);
        Vm vm = world.vm(call);
        World.mustBeActive(vm);
        long length = call.get("LENGTH");
        long source = World.plain(call.get("SRC"));
        long destination = World.plain(call.get("DST"));
        unless(length != 0 && length % Page.SIZE == 0, SevStatus.INVALID_LENGTH);
        unless(source % Page.SIZE == 0 && destination % Page.SIZE == 0, SevStatus.INVALID_ADDRESS);
        if (source == destination) {
            return;
        }
        inOneWindow(source, length);
        inOneWindow(destination, length);
        Plain plain = world.memory.read(vm.vek, source, (int) length);
        call.after(() -> world.memory.remember(vm.vek, destination, plain));
    }

    private void inOneWindow(long address, long length) {
        unless(World.windows(address, length) == 0, SevStatus.INVALID_PARAM);
        world.copyable(address, length);
    }
}
