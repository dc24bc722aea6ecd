package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.ghcb.Ghcb;
import dev.sevsim.abi.ghcb.GhcbExit;
import dev.sevsim.abi.ghcb.GhcbMsr;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.Intercept;
import dev.sevsim.bus.frame.PortAccess;
import dev.sevsim.bus.frame.VcpuExit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why a guest has left its vCPU, with or without encrypted state: what a GHCB asks for is read as the exit of the instruction that it
 * stands for.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4.
 *
 * @param nestedCr3 nested page table of the VM
 * @param raw the exit as the processor shows it
 * @param meant the exit of the instruction; {@code raw} itself for one without a GHCB, and for a request of the protocol's own
 * @param page the GHCB with its frame; empty for an exit without a page
 */
record GuestExit(long nestedCr3, VcpuExit raw, VcpuExit meant, Optional<SharedPage> page) {
    /** Names of the fields of an exit; those of port, MSR and CPUID belong to their exits. */
    static final List<String> FIELDS = List.of(
            "vcpu", "info1", "info2", "rax", "rbx", "rcx", "rdx", "port", "width", "count", "msr", "leaf", "subleaf",
            "code");

    /**
     * A GHCB.
     *
     * @param frame where it lies
     * @param content as the guest wrote it
     */
    record SharedPage(SystemPhysical frame, Ghcb content) {}

    /** Reads an exit; a GHCB that lies nowhere is an exit without a page, which KVM answers with the same MSR. */
    static GuestExit of(VcpuExit exit, HostPorts ports, long nestedCr3) {
        if (exit.reason() != ExitReason.VMGEXIT) {
            return new GuestExit(nestedCr3, exit, exit, Optional.empty());
        }
        if (GhcbMsr.code(exit.rax()) != 0) {
            return new GuestExit(nestedCr3, exit, ofMsr(exit), Optional.empty());
        }
        Optional<SharedPage> page = ports.guest(nestedCr3)
                .flatMap(guest -> guest.pages().frameOf(new GuestPhysical(exit.rax())))
                .map(frame -> new SharedPage(frame, Ghcb.decode(ports.memory().read(frame, Page.SIZE))));
        return new GuestExit(
                nestedCr3,
                exit,
                page.map(shown -> ofPage(exit, shown.content())).orElse(exit),
                page);
    }

    /** Whether the guest asks through the GHCB MSR alone. */
    boolean isMsrProtocol() {
        return raw.reason() == ExitReason.VMGEXIT && page.isEmpty();
    }

    /** The names of its event, the most specific first. */
    List<String> names() {
        List<String> names = new ArrayList<>(List.of(EventNames.of(meant.reason())));
        if (meant.reason() != raw.reason()) {
            names.add(EventNames.of(raw.reason()));
        }
        return names;
    }

    /** The fields that this exit has, as text. */
    Map<String, String> fields() {
        Map<String, Long> fields = new LinkedHashMap<>();
        fields.put("vcpu", (long) meant.vcpu());
        fields.put("info1", meant.info1());
        fields.put("info2", meant.info2());
        fields.put("rax", meant.rax());
        fields.put("rbx", meant.rbx());
        fields.put("rcx", meant.rcx());
        fields.put("rdx", meant.rdx());
        switch (meant.reason()) {
            case IOIO -> {
                PortAccess access = PortAccess.of(meant);
                fields.put("port", (long) access.port());
                fields.put("width", (long) access.width());
                fields.put("count", access.count());
            }
            case MSR -> fields.put("msr", meant.rcx());
            case CPUID -> {
                fields.put("leaf", meant.info1());
                fields.put("subleaf", meant.info2());
            }
            case VMGEXIT -> fields.put("code", code());
            default -> {} // the registers are all that it shows
        }
        Map<String, String> texts = new LinkedHashMap<>();
        fields.forEach((name, value) -> texts.put(name, Texts.hex(value)));
        return texts;
    }

    /** The request of the protocol's own: of the page, or of the MSR. */
    private long code() {
        return page.map(shown -> shown.content().get(Ghcb.SW_EXIT_CODE))
                .orElseGet(() -> (long) GhcbMsr.code(raw.rax()));
    }

    /** Of the requests in the MSR only CPUID stands for an instruction. */
    private static VcpuExit ofMsr(VcpuExit exit) {
        return GhcbMsr.code(exit.rax()) == GhcbMsr.CPUID_REQUEST
                ? with(exit, new Intercept(ExitReason.CPUID, Integer.toUnsignedLong(GhcbMsr.high(exit.rax())), 0))
                : exit;
    }

    /** A request whose code is that of an SVM exit stands for that instruction; the protocol's own codes stay VMGEXIT. */
    private static VcpuExit ofPage(VcpuExit exit, Ghcb page) {
        Optional<ExitReason> reason = GhcbExit.fromCode(page.get(Ghcb.SW_EXIT_CODE))
                .flatMap(asked -> Arrays.stream(ExitReason.values())
                        .filter(one -> one.name().equals(asked.name()))
                        .findFirst());
        if (reason.isEmpty()) {
            return exit;
        }
        Intercept intercept = switch (reason.get()) {
            case CPUID -> new Intercept(ExitReason.CPUID, page.get(Ghcb.RAX), page.get(Ghcb.RCX));
            case IOIO -> new Intercept(ExitReason.IOIO, page.get(Ghcb.SW_EXIT_INFO_1), count(page));
            default -> new Intercept(reason.get(), page.get(Ghcb.SW_EXIT_INFO_1), 0);
        };
        GuestRegisters registers =
                new GuestRegisters(page.get(Ghcb.RAX), page.get(Ghcb.RBX), page.get(Ghcb.RCX), page.get(Ghcb.RDX));
        return new VcpuExit(exit.vcpu(), intercept, registers, Bytes.EMPTY);
    }

    /** Only a string has a count. */
    private static long count(Ghcb page) {
        boolean string = (page.get(Ghcb.SW_EXIT_INFO_1) & GhcbExit.IO_STRING) != 0;
        return string ? page.get(Ghcb.SW_EXIT_INFO_2) : 1;
    }

    private static VcpuExit with(VcpuExit exit, Intercept intercept) {
        return new VcpuExit(exit.vcpu(), intercept, exit.registers(), exit.data());
    }
}
