package dev.sevsim.machine.act;

import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VmcbControl;
import java.util.List;

/**
 * Enters a vCPU with another ASID, and so with another key.
 *
 * <p>The ASID is the host's choice: docs/reference/sev-firmware-api.md section 8, row 10.
 */
@Belongs(sides = Point.Side.BEFORE, to = EventKind.ENTRY)
@Describe("Enters a vCPU with another ASID, and so with another key.")
record ChangeAsid(@Describe("ASID") HostValue asid) implements Act {

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        VcpuEntry entry = entry(event);
        VmcbControl control = entry.control();
        int other = Texts.fitting("asid", asid.resolve(host));
        HostileHost.requireChange("the ASID", control.asid(), other);
        event.replaceRequest(
                entry.with(new VmcbControl(other, control.sevFlags(), control.nestedCr3(), control.saveArea())));
    }

    @Override
    public List<String> uses() {
        return asid.guest().stream().toList();
    }

    static VcpuEntry entry(HeldEvent event) {
        return event.request(VcpuEntry.class).orElseThrow(() -> new ActFailure("this act belongs before VMRUN"));
    }
}
