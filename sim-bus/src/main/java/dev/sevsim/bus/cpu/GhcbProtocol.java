package dev.sevsim.bus.cpu;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.ghcb.Ghcb;
import dev.sevsim.abi.ghcb.GhcbError;
import dev.sevsim.abi.ghcb.GhcbExit;
import dev.sevsim.abi.ghcb.GhcbMsr;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.bus.frame.PortAccess;
import dev.sevsim.bus.memory.Encryption;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The handler of the VMM communication exception: asks the hypervisor for what an intercepted instruction would have
 * done.
 *
 * <p>Without a page only CPUID can be asked for, through the GHCB MSR; every other instruction then ends the guest with
 * a termination request. With a page ({@link #usePage}) each instruction is one request in it. An answer that the
 * hypervisor left incomplete, or a refusal, ends the guest as well; an exception that it asks for is a triple fault,
 * since modelled guests have no handler for one.
 *
 * <p>A guest vectors its handler once, when it finds encrypted state in {@code SEV_STATUS}, and goes on using its {@link
 * GuestCpu} as before. Firmware and kernel each vector their own.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4, docs/reference/guest-kernel.md section 11.
 */
public final class GhcbProtocol implements InterceptedInstructions {
    /** Lowest protocol version that this handler supports. */
    public static final int LOWEST_VERSION = 1;

    /** Highest protocol version that this handler supports. */
    public static final int HIGHEST_VERSION = 2;

    private static final int EXTENDED_STATE_LEAF = 0xD;
    private static final int X87_STATE = 1;
    private static final int KERNEL = 0;
    private static final long LOW_32 = 0xFFFF_FFFFL;

    private final GuestCpu cpu;
    private int version = LOWEST_VERSION;
    private @Nullable GuestPhysical page;

    private GhcbProtocol(GuestCpu cpu) {
        this.cpu = cpu;
    }

    /** Vectors a handler without a page on {@code cpu}. */
    public static GhcbProtocol vectoredOn(GuestCpu cpu) {
        GhcbProtocol handler = new GhcbProtocol(cpu);
        cpu.vectorVmmCommunication(handler);
        return handler;
    }

    /**
     * Requests the hypervisor's protocol versions and selects the highest that both support; without one the guest ends.
     *
     * @return the answer, to be read with {@link GhcbMsr}: versions and the position of the C-bit
     */
    public long negotiate() {
        long info = ask(GhcbMsr.SEV_INFO_REQUEST, GhcbMsr.SEV_INFO_RESPONSE);
        if (GhcbMsr.highestVersion(info) < LOWEST_VERSION || GhcbMsr.lowestVersion(info) > HIGHEST_VERSION) {
            throw terminate(0, GhcbMsr.TERMINATED_PROTOCOL);
        }
        version = Math.min(HIGHEST_VERSION, GhcbMsr.highestVersion(info));
        return info;
    }

    /**
     * From now on every request goes through a page of the guest's memory that it shares with the hypervisor: the guest
     * must not use it for anything else, nor touch it with the C-bit set.
     */
    public void usePage(GuestPhysical ghcb) {
        cpu.write(ghcb, Encryption.PLAIN, Bytes.zeros(Ghcb.SIZE));
        page = ghcb;
        cpu.writeMsr(GhcbMsr.NUMBER, ghcb.value());
    }

    /** Asks the hypervisor to end the guest; does not return, whatever the hypervisor does. */
    public AssertionError terminate(int reasonSet, int reason) {
        cpu.writeMsr(GhcbMsr.NUMBER, GhcbMsr.terminate(reasonSet, reason));
        cpu.vmgexit();
        throw cpu.deadLoop();
    }

    @Override
    public int in(int port, int widthBytes) {
        Ghcb answer = answered(request(GhcbExit.IOIO, PortAccess.info(true, port, widthBytes), 0), Ghcb.RAX);
        return (int) (answer.get(Ghcb.RAX) & widthMask(widthBytes));
    }

    @Override
    public void out(int port, int widthBytes, int value) {
        long shown = value & widthMask(widthBytes);
        answered(request(GhcbExit.IOIO, PortAccess.info(false, port, widthBytes), 0)
                .show(Ghcb.RAX, shown));
    }

    @Override
    public void outBytes(int port, Bytes values) {
        for (int done = 0; done < values.length(); ) {
            Bytes piece = values.slice(done, Math.min(values.length(), done + Ghcb.SHARED_BUFFER.width()));
            answered(string(PortAccess.info(false, port, 1), piece.length()).shared(piece));
            done += piece.length();
        }
    }

    @Override
    public Bytes inBytes(int port, int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(count);
        while (all.size() < count) {
            int piece = Math.min(count - all.size(), Ghcb.SHARED_BUFFER.width());
            Ghcb answer = answered(string(PortAccess.info(true, port, 1), piece));
            int from = Ghcb.SHARED_BUFFER.offset();
            all.writeBytes(answer.content().slice(from, from + piece).toArray());
        }
        return Bytes.copyOf(all.toByteArray());
    }

    @Override
    public long readMsr(int msr) {
        Ghcb answer = answered(request(GhcbExit.MSR, 0, 0).show(Ghcb.RCX, msr & LOW_32), Ghcb.RAX, Ghcb.RDX);
        return answer.get(Ghcb.RDX) << 32 | (answer.get(Ghcb.RAX) & LOW_32);
    }

    @Override
    public void writeMsr(int msr, long value) {
        answered(request(GhcbExit.MSR, 1, 0)
                .show(Ghcb.RCX, msr & LOW_32)
                .show(Ghcb.RAX, value & LOW_32)
                .show(Ghcb.RDX, value >>> 32));
    }

    @Override
    public CpuidResult cpuid(int leaf, int subleaf) {
        if (page == null) {
            return new CpuidResult(
                    cpuidRegister(leaf, 0), cpuidRegister(leaf, 1), cpuidRegister(leaf, 2), cpuidRegister(leaf, 3));
        }
        Ghcb.Builder request =
                request(GhcbExit.CPUID, 0, 0).show(Ghcb.RAX, leaf & LOW_32).show(Ghcb.RCX, subleaf & LOW_32);
        if (leaf == EXTENDED_STATE_LEAF) {
            request.show(Ghcb.XCR0, X87_STATE);
        }
        Ghcb answer = answered(request, Ghcb.RAX, Ghcb.RBX, Ghcb.RCX, Ghcb.RDX);
        return new CpuidResult((int) answer.get(Ghcb.RAX), (int) answer.get(Ghcb.RBX), (int) answer.get(Ghcb.RCX), (int)
                answer.get(Ghcb.RDX));
    }

    @Override
    public long hypercall(long number, long a0, long a1, long a2) {
        return answered(
                        request(GhcbExit.VMMCALL, 0, 0)
                                .show(Ghcb.CPL, KERNEL)
                                .show(Ghcb.RAX, number)
                                .show(Ghcb.RBX, a0)
                                .show(Ghcb.RCX, a1)
                                .show(Ghcb.RDX, a2),
                        Ghcb.RAX)
                .get(Ghcb.RAX);
    }

    @Override
    public void writeBackCaches() {
        answered(request(GhcbExit.WBINVD, 0, 0));
    }

    private int cpuidRegister(int leaf, int register) {
        return GhcbMsr.high(ask(GhcbMsr.cpuidRequest(leaf, register), GhcbMsr.CPUID_RESPONSE));
    }

    /** A request in the MSR; an answer of another kind ends the guest. */
    private long ask(long request, int response) {
        cpu.writeMsr(GhcbMsr.NUMBER, request);
        cpu.vmgexit();
        long answer = cpu.readMsr(GhcbMsr.NUMBER);
        if (GhcbMsr.code(answer) != response) {
            throw terminate(0, GhcbMsr.TERMINATED_GENERAL);
        }
        return answer;
    }

    private Ghcb.Builder request(GhcbExit exit, long info1, long info2) {
        return new Ghcb.Builder(version)
                .show(Ghcb.SW_EXIT_CODE, exit.code())
                .show(Ghcb.SW_EXIT_INFO_1, info1)
                .show(Ghcb.SW_EXIT_INFO_2, info2);
    }

    private Ghcb.Builder string(long ioInfo, int units) {
        long scratch = required().value() + Ghcb.SHARED_BUFFER.offset();
        return request(GhcbExit.IOIO, ioInfo | GhcbExit.IO_STRING, units).show(Ghcb.SW_SCRATCH, scratch);
    }

    /** Leaves with a request and checks that the registers that it is about came back. */
    private Ghcb answered(Ghcb.Builder request, Field... wanted) {
        GuestPhysical at = required();
        cpu.write(at, Encryption.PLAIN, request.build().content());
        cpu.vmgexit();
        Ghcb answer = Ghcb.decode(cpu.read(at, Encryption.PLAIN, Ghcb.SIZE));
        int outcome = (int) answer.outcome();
        if (outcome == GhcbError.EXCEPTION) {
            throw cpu.tripleFault();
        }
        if (outcome != 0 || !answer.areValid(wanted)) {
            throw terminate(0, GhcbMsr.TERMINATED_GENERAL);
        }
        return answer;
    }

    private GuestPhysical required() {
        if (page == null) {
            throw terminate(0, GhcbMsr.TERMINATED_GENERAL);
        }
        return page;
    }

    private static long widthMask(int widthBytes) {
        return LOW_32 >>> (32 - 8 * widthBytes);
    }
}
