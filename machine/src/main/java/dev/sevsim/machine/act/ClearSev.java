package dev.sevsim.machine.act;

import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VmcbControl;

/**
 * Enters a vCPU without SEV: the enabling bits of the VMCB are cleared.
 *
 * <p>The guest's code is fetched without its key then: docs/decisions/0035-running-code-is-fetched-at-every-vmrun.md.
 */
@Belongs(sides = Point.Side.BEFORE, to = EventKind.ENTRY)
@Describe("Enters a vCPU without SEV: the enabling bits of the VMCB are cleared.")
record ClearSev() implements Act {

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        VcpuEntry entry = ChangeAsid.entry(event);
        VmcbControl control = entry.control();
        int flags = control.sevFlags() & ~(VmcbControl.SEV | VmcbControl.SEV_ES);
        event.replaceRequest(
                entry.with(new VmcbControl(control.asid(), flags, control.nestedCr3(), control.saveArea())));
    }
}
