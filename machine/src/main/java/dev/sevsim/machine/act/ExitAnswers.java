package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.ghcb.Ghcb;
import dev.sevsim.abi.ghcb.GhcbMsr;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.memory.MemoryPort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * Other answers to exits than KVM's: they take its place when the vCPU is entered again, in the registers, in the GHCB, or in the GHCB
 * MSR.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4.
 */
final class ExitAnswers {
    private final HostPorts ports;
    private final Map<Vcpu, List<UnaryOperator<VcpuEntry>>> pending = new HashMap<>();

    /** A vCPU of a VM. */
    private record Vcpu(long nestedCr3, int index) {
        static Vcpu of(VcpuEntry entry) {
            return new Vcpu(entry.control().nestedCr3(), entry.vcpu());
        }
    }

    ExitAnswers(HostPorts ports) {
        this.ports = ports;
    }

    /** The entry with the answers that are due at it. */
    VcpuEntry amend(VcpuEntry entry) {
        VcpuEntry amended = entry;
        for (UnaryOperator<VcpuEntry> answer : pending.getOrDefault(Vcpu.of(entry), List.of())) {
            amended = answer.apply(amended);
        }
        pending.remove(Vcpu.of(entry));
        return amended;
    }

    /** Answers an exit with registers; a request in the GHCB MSR, which is for one register of CPUID, with that one. */
    void registers(GuestExit exit, GuestRegisters answer) {
        if (exit.page().isPresent()) {
            Map<Field, Long> shown = new LinkedHashMap<>();
            shown.put(Ghcb.RAX, answer.rax());
            shown.put(Ghcb.RBX, answer.rbx());
            shown.put(Ghcb.RCX, answer.rcx());
            shown.put(Ghcb.RDX, answer.rdx());
            SystemPhysical page = exit.page().get().frame();
            add(exit, next -> {
                shown.forEach((register, value) -> show(page, register, value));
                return next;
            });
        } else if (exit.isMsrProtocol()) {
            long[] registers = {answer.rax(), answer.rbx(), answer.rcx(), answer.rdx()};
            long asked = registers[GhcbMsr.cpuidRegister(exit.raw().rax())];
            ghcbMsr(exit, GhcbMsr.cpuidResponse((int) asked));
        } else {
            add(exit, next -> next.with(answer));
        }
    }

    /** Answers with another GHCB MSR. */
    void ghcbMsr(GuestExit exit, long value) {
        add(exit, next -> next.with(GuestRegisters.ofRax(value)));
    }

    /** Replaces the two result words of a GHCB, and RAX where it is given. */
    void outcome(GuestExit exit, SystemPhysical page, long info1, long info2, OptionalLong rax) {
        add(exit, next -> {
            write(page, Ghcb.SW_EXIT_INFO_1, info1);
            write(page, Ghcb.SW_EXIT_INFO_2, info2);
            rax.ifPresent(value -> show(page, Ghcb.RAX, value));
            return next;
        });
    }

    private void add(GuestExit exit, UnaryOperator<VcpuEntry> answer) {
        pending.computeIfAbsent(new Vcpu(exit.nestedCr3(), exit.raw().vcpu()), first -> new ArrayList<>())
                .add(answer);
    }

    /** Writes a register and marks it valid. */
    private void show(SystemPhysical page, Field register, long value) {
        write(page, register, value);
        int bit = Ghcb.bitOf(register);
        MemoryPort memory = ports.memory();
        SystemPhysical at = new SystemPhysical(page.value() + Ghcb.VALID_BITMAP.offset() + bit / Byte.SIZE);
        memory.write(at, Bytes.of(memory.read(at, 1).u8(0) | 1 << bit % Byte.SIZE));
    }

    /** The page is shared: what the host writes is what the guest reads. */
    private void write(SystemPhysical page, Field field, long value) {
        ports.memory().write(new SystemPhysical(page.value() + field.offset()), Bytes.u64Le(value));
    }
}
