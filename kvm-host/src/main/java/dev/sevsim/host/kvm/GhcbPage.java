package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.ghcb.Ghcb;
import dev.sevsim.abi.ghcb.GhcbError;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.host.kernel.ProcessMemory;
import dev.sevsim.host.kvm.ExitOutcome.Resume;

/**
 * A guest's GHCB as it was when the hypervisor took it over, and the way to answer in it.
 *
 * <p>The bitmap is cleared in the page when it is taken over, so what is valid afterwards was answered.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4.
 */
final class GhcbPage {
    private final ProcessMemory memory;
    private final GuestPhysical guestAddress;
    private final HostVirtual address;
    private final Ghcb taken;

    private GhcbPage(ProcessMemory memory, GuestPhysical guestAddress, HostVirtual address) {
        this.memory = memory;
        this.guestAddress = guestAddress;
        this.address = address;
        this.taken = Ghcb.decode(memory.read(address, Ghcb.SIZE));
    }

    /** Takes over what the guest wrote and clears the bitmap in the page. */
    static GhcbPage take(ProcessMemory memory, GuestPhysical guestAddress, HostVirtual address) {
        GhcbPage page = new GhcbPage(memory, guestAddress, address);
        memory.write(address.plus(Ghcb.VALID_BITMAP.offset()), Bytes.zeros(Ghcb.VALID_BITMAP.width()));
        return page;
    }

    /** What the guest wrote. */
    Ghcb taken() {
        return taken;
    }

    /** A register; 0 when the guest does not show it. */
    long get(Field register) {
        return taken.get(register);
    }

    GuestPhysical guestAddress() {
        return guestAddress;
    }

    /** Gives the guest the registers that it may see, valid, and enters it again. */
    Resume answer(EntryRegisters registers) {
        answer(Ghcb.RAX, registers.rax());
        answer(Ghcb.RBX, registers.rbx());
        answer(Ghcb.RCX, registers.rcx());
        answer(Ghcb.RDX, registers.rdx());
        return resume();
    }

    /** Gives the guest RAX back and leaves the other registers as it showed them. */
    Resume answerRax(long rax) {
        return answer(shown(rax, get(Ghcb.RDX)));
    }

    /** Gives the guest RDX and RAX back and leaves the other registers as it showed them. */
    Resume answerRaxRdx(long rax, long rdx) {
        return answer(shown(rax, rdx));
    }

    /** Says that the request is refused and enters the guest again. */
    Resume refuse(GhcbError why) {
        outcome(GhcbError.FAILED, why.code());
        return resume();
    }

    /** The two words that say how the request went. */
    void outcome(long info1, long info2) {
        write(Ghcb.SW_EXIT_INFO_1, info1);
        write(Ghcb.SW_EXIT_INFO_2, info2);
    }

    /** Enters the guest again; its MSR still holds the address of this page. */
    Resume resume() {
        return new Resume(EntryRegisters.ofRax(guestAddress.value()));
    }

    private EntryRegisters shown(long rax, long rdx) {
        return new EntryRegisters(rax, get(Ghcb.RBX), get(Ghcb.RCX), rdx, Bytes.EMPTY);
    }

    private void answer(Field register, long value) {
        write(register, value);
        int bit = Ghcb.bitOf(register);
        HostVirtual at = address.plus(Ghcb.VALID_BITMAP.offset() + bit / Byte.SIZE);
        int have = memory.read(at, 1).u8(0);
        memory.write(at, Bytes.of(have | 1 << bit % Byte.SIZE));
    }

    private void write(Field field, long value) {
        memory.write(address.plus(field.offset()), Bytes.u64Le(value));
    }
}
