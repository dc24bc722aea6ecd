package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.ghcb.Ghcb;
import dev.sevsim.abi.ghcb.GhcbError;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.host.kernel.AddressSpace;
import dev.sevsim.host.kvm.ExitOutcome.Resume;

/**
 * A guest's GHCB as it was at the exit, and the answers that are written to it.
 *
 * <p>The valid bitmap of the page is cleared at the exit: registers that are valid afterwards belong to the answer.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4.
 *
 * @param taken the page as the guest wrote it
 */
record GhcbPage(AddressSpace memory, GuestPhysical guestAddress, HostVirtual address, Ghcb taken) {
    /** Copies the page and clears its valid bitmap. */
    static GhcbPage take(AddressSpace memory, GuestPhysical guestAddress, HostVirtual address) {
        GhcbPage page = new GhcbPage(memory, guestAddress, address, Ghcb.decode(memory.read(address, Ghcb.SIZE)));
        memory.write(address.plus(Ghcb.VALID_BITMAP.offset()), Bytes.zeros(Ghcb.VALID_BITMAP.width()));
        return page;
    }

    /** A register; 0 when it is not valid. */
    long get(Field register) {
        return taken.get(register);
    }

    /** Writes the registers of the answer, marks them valid, and enters the guest. */
    Resume answer(EntryRegisters registers) {
        answer(Ghcb.RAX, registers.rax());
        answer(Ghcb.RBX, registers.rbx());
        answer(Ghcb.RCX, registers.rcx());
        answer(Ghcb.RDX, registers.rdx());
        return resume();
    }

    /** Answers with RAX; the other registers stay as the guest wrote them. */
    Resume answerRax(long rax) {
        return answer(shown(rax, get(Ghcb.RDX)));
    }

    /** Answers with RAX and RDX; the other registers stay as the guest wrote them. */
    Resume answerRaxRdx(long rax, long rdx) {
        return answer(shown(rax, rdx));
    }

    /** Writes the refusal and enters the guest. */
    Resume refuse(GhcbError why) {
        outcome(GhcbError.FAILED, why.code());
        return resume();
    }

    /** Writes the two result words. */
    void outcome(long info1, long info2) {
        write(Ghcb.SW_EXIT_INFO_1, info1);
        write(Ghcb.SW_EXIT_INFO_2, info2);
    }

    /** Enters the guest; its GHCB MSR keeps the address of this page. */
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
