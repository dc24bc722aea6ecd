package dev.sevsim.host.kvm;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.ghcb.Ghcb;
import dev.sevsim.abi.ghcb.GhcbError;
import dev.sevsim.abi.ghcb.GhcbExit;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.host.kvm.ExitOutcome.Resume;
import java.util.Optional;

/**
 * VMGEXIT: a request in the GHCB MSR, or in the page whose address it holds.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4.
 */
record GhcbHandler(Vm vm, GhcbMsrProtocol protocol, GhcbRequests requests) implements ExitHandler {
    @Override
    public ExitOutcome handle(VcpuExit exit) {
        long msr = exit.rax();
        if (GhcbMsrProtocol.isRequest(msr)) {
            return protocol.handle(msr);
        }
        GuestPhysical guestAddress = new GuestPhysical(msr);
        Optional<HostVirtual> address = vm.slots()
                .toUser(guestAddress)
                .filter(user -> msr != 0 && vm.owner().memory().isMapped(user, Page.SIZE));
        if (address.isEmpty()) {
            return new Resume(EntryRegisters.ofRax(msr));
        }
        return serve(exit, GhcbPage.take(vm.owner().memory(), guestAddress, address.get()));
    }

    private ExitOutcome serve(VcpuExit exit, GhcbPage page) {
        Ghcb taken = page.taken();
        if (taken.usage() != 0) {
            return page.refuse(GhcbError.INVALID_USAGE);
        }
        if (!taken.areValid(Ghcb.SW_EXIT_CODE, Ghcb.SW_EXIT_INFO_1, Ghcb.SW_EXIT_INFO_2)) {
            return page.refuse(GhcbError.MISSING_INPUT);
        }
        Optional<GhcbRequest> request =
                GhcbExit.fromCode(page.get(Ghcb.SW_EXIT_CODE)).flatMap(requests::find);
        if (request.isEmpty()) {
            return page.refuse(GhcbError.INVALID_EVENT);
        }
        if (!request.get().hasInputs(taken)) {
            return page.refuse(GhcbError.MISSING_INPUT);
        }
        page.outcome(0, 0);
        return request.get().serve(exit.vcpu(), page);
    }
}
