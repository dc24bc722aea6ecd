package dev.sevsim.psp.model;

import static dev.sevsim.abi.firmware.PlatformState.WORKING;
import static dev.sevsim.psp.model.Refusal.unless;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.SevStatus;

/** DBG_DECRYPT and DBG_ENCRYPT: docs/reference/sev-firmware-api.md section 4.6. */
record DebugRules(World world) {
    private static final int NODBG = 1;

    private Vm debuggable(Call call) {
        world.mustBe(WORKING);
        unless(call.get("SRC") % 16 == 0 && call.get("DST") % 16 == 0, SevStatus.INVALID_ADDRESS);
        unless(call.get("LENGTH") % 16 == 0, SevStatus.INVALID_LENGTH);
        Vm vm = world.vm(call);
        unless(!vm.has(NODBG), SevStatus.POLICY_FAILURE);
        World.mustBeActive(vm);
        unless(call.get("LENGTH") != 0, SevStatus.INVALID_LENGTH);
        world.copyable(call.get("SRC"), call.get("LENGTH"));
        world.copyable(call.get("DST"), call.get("LENGTH"));
        return vm;
    }

    void decrypt(Call call) {
        Vm vm = debuggable(call);
        long source = call.get("SRC");
        int length = (int) call.get("LENGTH");
        Bytes raw = world.memory.raw(source, length);
        call.after(() -> {
            Plain shown = Plain.of(world.read(call.get("DST"), length));
            return world.memory.remember(vm.vek, source, raw, shown);
        });
    }

    void encrypt(Call call) {
        Vm vm = debuggable(call);
        Plain plain = Plain.of(world.read(call.get("SRC"), call.get("LENGTH")));
        call.after(() -> world.memory.remember(vm.vek, call.get("DST"), plain));
    }
}
