package dev.sevsim.machine.act;

import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VmcbControl;

/**
 * Enters a vCPU with another ASID, and so with another key. Belongs before VMRUN.
 *
 * <p>The ASID is the host's choice: docs/reference/sev-firmware-api.md section 8, row 10.
 */
@Describe("Enters a vCPU with another ASID, and so with another key. Belongs before VMRUN.")
record ChangeAsid(@Describe("ASID") long asid) implements Act {

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        VcpuEntry entry = entry(event);
        VmcbControl control = entry.control();
        event.replaceRequest(
                entry.with(new VmcbControl((int) asid, control.sevFlags(), control.nestedCr3(), control.saveArea())));
    }

    static VcpuEntry entry(HeldEvent event) {
        return event.request(VcpuEntry.class).orElseThrow(() -> new ActFailure("this act belongs before VMRUN"));
    }
}
