package dev.sevsim.bus.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.ghcb.Ghcb;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.Intercept;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.frame.VmcbControl;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.memory.NestedPaging;
import dev.sevsim.bus.time.SeededRandom;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A guest with encrypted state and a hypervisor played by hand; offsets as in docs/reference/kvm-host.md section 4.4.
 */
class GhcbProtocolTest {
    private static final int ASID = 3;
    private static final int FLAGS = 7;
    private static final long PAGE = 0x5000;
    private static final long RESET_MSR = 0x0002_0001_3300_0001L;
    private static final GuestPhysical RESET = new GuestPhysical(0x1000);

    private final FakeMemory memory = new FakeMemory();
    private final NestedPaging paging = new NestedPaging();
    private final long nestedCr3 = paging.install(page -> page);
    private final List<Object> seen = new ArrayList<>();
    private final List<VirtualCpu> cpus = new ArrayList<>();

    @AfterEach
    void close() {
        cpus.forEach(VirtualCpu::close);
    }

    private VirtualCpu running(Consumer<GuestCpu> code) {
        GuestProgram program = TestProgram.at(RESET, cpu -> code.accept(cpu));
        VirtualCpu cpu = new VirtualCpu(
                0, TestProgram.board(memory, paging, List.of(program)).startingAt(RESET), SeededRandom.of(42));
        cpus.add(cpu);
        return cpu;
    }

    private VcpuEntry entry(long msr) {
        return new VcpuEntry(0, new VmcbControl(ASID, FLAGS, nestedCr3, 0), GuestRegisters.ofRax(msr), Bytes.EMPTY);
    }

    /** The exit of a guest that shows nothing but its GHCB MSR. */
    private static VcpuExit vmgexit(long msr) {
        return new VcpuExit(0, Intercept.of(ExitReason.VMGEXIT), GuestRegisters.ofRax(msr), Bytes.EMPTY);
    }

    private static VcpuExit plain(ExitReason reason) {
        return VcpuExit.of(0, reason);
    }

    private Ghcb page() {
        byte[] raw = new byte[Page.SIZE];
        memory.read(ASID, Encryption.PLAIN, PAGE, raw, 0, raw.length);
        return Ghcb.decode(Bytes.copyOf(raw));
    }

    private void answer(Ghcb.Builder answer) {
        byte[] raw = answer.build().content().toArray();
        memory.write(ASID, Encryption.PLAIN, PAGE, raw, 0, raw.length);
    }

    private static Ghcb.Builder done() {
        return new Ghcb.Builder(1);
    }

    private VirtualCpu withPage(Consumer<GuestCpu> code) {
        return running(cpu -> {
            GhcbProtocol.vectoredOn(cpu).usePage(new GuestPhysical(PAGE));
            code.accept(cpu);
        });
    }

    @Test
    void shutsDownOnAnInterceptedInstructionWithoutAHandler() {
        VirtualCpu cpu = running(guest -> seen.add(guest.cpuid(0, 0)));

        assertThat(cpu.enter(entry(RESET_MSR))).isEqualTo(plain(ExitReason.SHUTDOWN));
        assertThat(seen).isEmpty();
    }

    @Test
    void leavesByItselfForHaltAlone() {
        VirtualCpu cpu = running(GuestCpu::halt);

        assertThat(cpu.enter(entry(RESET_MSR))).isEqualTo(plain(ExitReason.HLT));
        assertThat(cpu.enter(entry(0))).isEqualTo(plain(ExitReason.SHUTDOWN));
    }

    @Test
    void findsTheMsrAsTheHypervisorLeftItAndKeepsItOverOtherExits() {
        VirtualCpu cpu = running(guest -> {
            seen.add(guest.readMsr(0xC0010131));
            seen.add(guest.readMsr(0xC0010130));
            guest.halt();
            seen.add(guest.readMsr(0xC0010130));
        });

        cpu.enter(entry(RESET_MSR));
        cpu.enter(entry(0x77));

        assertThat(seen).containsExactly(3L, RESET_MSR, RESET_MSR);
    }

    @Test
    void asksForCpuidInTheMsrWhileThereIsNoPage() {
        VirtualCpu cpu = running(guest -> {
            var unused = GhcbProtocol.vectoredOn(guest);
            seen.add(guest.cpuid(0x8000_001F, 5));
        });

        assertThat(cpu.enter(entry(RESET_MSR))).isEqualTo(vmgexit(0x8000_001F_0000_0004L));
        assertThat(cpu.enter(entry(0x0000_000A_0000_0005L))).isEqualTo(vmgexit(0x8000_001F_4000_0004L));
        assertThat(cpu.enter(entry(0x0000_000B_0000_0005L))).isEqualTo(vmgexit(0x8000_001F_8000_0004L));
        assertThat(cpu.enter(entry(0x0000_000C_0000_0005L))).isEqualTo(vmgexit(0x8000_001F_C000_0004L));
        assertThat(cpu.enter(entry(0x0000_000D_0000_0005L))).isEqualTo(plain(ExitReason.SHUTDOWN));
        assertThat(seen).containsExactly(new CpuidResult(10, 11, 12, 13));
    }

    @Test
    void endsWhenTheHypervisorAnswersSomethingElse() {
        VirtualCpu cpu = running(guest -> {
            var unused = GhcbProtocol.vectoredOn(guest);
            seen.add(guest.cpuid(0, 0));
        });
        cpu.enter(entry(RESET_MSR));

        assertThat(cpu.enter(entry(0x0000_000A_0000_0006L))).isEqualTo(vmgexit(0x100));
        assertThat(cpu.enter(entry(0))).isEqualTo(plain(ExitReason.DEAD_LOOP));
        assertThat(seen).isEmpty();
    }

    @Test
    void endsWhenItNeedsAPageThatIsNotThere() {
        VirtualCpu cpu = running(guest -> {
            var unused = GhcbProtocol.vectoredOn(guest);
            guest.out(0x3F8, 1, 'x');
        });

        assertThat(cpu.enter(entry(RESET_MSR))).isEqualTo(vmgexit(0x100));
    }

    @Test
    void takesTheHighestCommonVersion() {
        VirtualCpu cpu = running(guest -> {
            GhcbProtocol handler = GhcbProtocol.vectoredOn(guest);
            seen.add(handler.negotiate());
            handler.usePage(new GuestPhysical(PAGE));
            guest.writeBackCaches();
        });

        assertThat(cpu.enter(entry(RESET_MSR))).isEqualTo(vmgexit(0x002));
        assertThat(cpu.enter(entry(0x0009_0001_3300_0001L))).isEqualTo(vmgexit(PAGE));
        assertThat(seen).containsExactly(0x0009_0001_3300_0001L);
        assertThat(page().protocolVersion()).isEqualTo(2);
        assertThat(page().get(Ghcb.SW_EXIT_CODE)).isEqualTo(0x89);
    }

    @Test
    void endsWithoutACommonVersion() {
        VirtualCpu cpu =
                running(guest -> seen.add(GhcbProtocol.vectoredOn(guest).negotiate()));
        cpu.enter(entry(RESET_MSR));

        assertThat(cpu.enter(entry(0x0009_0003_3300_0001L))).isEqualTo(vmgexit(0x1_0100));
    }

    @Test
    void showsThePortAndTheValueAndTakesTheAnswer() {
        VirtualCpu cpu = withPage(guest -> {
            guest.out(0x3F8, 1, 0x141);
            seen.add(guest.in(0x510, 2));
        });

        assertThat(cpu.enter(entry(RESET_MSR))).isEqualTo(vmgexit(PAGE));
        assertThat(page().get(Ghcb.SW_EXIT_CODE)).isEqualTo(0x7B);
        assertThat(page().get(Ghcb.SW_EXIT_INFO_1)).isEqualTo(0x3F8_0010L);
        assertThat(page().get(Ghcb.RAX)).isEqualTo(0x41);
        answer(done());
        assertThat(cpu.enter(entry(PAGE))).isEqualTo(vmgexit(PAGE));
        assertThat(page().get(Ghcb.SW_EXIT_INFO_1)).isEqualTo(0x510_0021L);
        assertThat(page().isValid(Ghcb.RAX)).isFalse();
        answer(done().show(Ghcb.RAX, 0xABCD_1234L));
        cpu.enter(entry(PAGE));

        assertThat(seen).containsExactly(0x1234);
    }

    @Test
    void movesRunsOfBytesThroughTheSharedBufferInPieces() {
        byte[] many = new byte[2033];
        many[0] = 1;
        many[2032] = 2;
        VirtualCpu cpu = withPage(guest -> {
            guest.outBytes(0x3F8, Bytes.copyOf(many));
            seen.add(guest.inBytes(0x511, 3));
            seen.add(guest.inBytes(0x511, 0));
            guest.outBytes(0x3F8, Bytes.EMPTY);
        });

        cpu.enter(entry(RESET_MSR));
        assertThat(page().get(Ghcb.SW_EXIT_INFO_1)).isEqualTo(0x3F8_0014L);
        assertThat(page().get(Ghcb.SW_EXIT_INFO_2)).isEqualTo(2032);
        assertThat(page().get(Ghcb.SW_SCRATCH)).isEqualTo(PAGE + 0x800);
        assertThat(page().content().u8(0x800)).isEqualTo(1);
        answer(done());
        cpu.enter(entry(PAGE));
        assertThat(page().get(Ghcb.SW_EXIT_INFO_2)).isEqualTo(1);
        assertThat(page().content().u8(0x800)).isEqualTo(2);
        answer(done());
        cpu.enter(entry(PAGE));
        assertThat(page().get(Ghcb.SW_EXIT_INFO_1)).isEqualTo(0x511_0015L);
        assertThat(page().get(Ghcb.SW_EXIT_INFO_2)).isEqualTo(3);
        answer(done().shared(Bytes.of(7, 8, 9, 10)));

        assertThat(cpu.enter(entry(PAGE))).isEqualTo(plain(ExitReason.SHUTDOWN));
        assertThat(seen).containsExactly(Bytes.of(7, 8, 9), Bytes.EMPTY);
    }

    @Test
    void splitsMsrsOverTwoRegisters() {
        VirtualCpu cpu = withPage(guest -> {
            guest.writeMsr(0x4B56_4D01, 0x1122_3344_5566_7788L);
            seen.add(guest.readMsr(0xC000_0080));
        });

        cpu.enter(entry(RESET_MSR));
        assertThat(page().get(Ghcb.SW_EXIT_CODE)).isEqualTo(0x7C);
        assertThat(page().get(Ghcb.SW_EXIT_INFO_1)).isEqualTo(1);
        assertThat(page().get(Ghcb.RCX)).isEqualTo(0x4B56_4D01L);
        assertThat(page().get(Ghcb.RAX)).isEqualTo(0x5566_7788L);
        assertThat(page().get(Ghcb.RDX)).isEqualTo(0x1122_3344L);
        answer(done());
        cpu.enter(entry(PAGE));
        assertThat(page().get(Ghcb.SW_EXIT_INFO_1)).isZero();
        assertThat(page().get(Ghcb.RCX)).isEqualTo(0xC000_0080L);
        answer(done().show(Ghcb.RAX, 0x8000_0001L).show(Ghcb.RDX, 2));
        cpu.enter(entry(PAGE));

        assertThat(seen).containsExactly(0x0000_0002_8000_0001L);
    }

    @Test
    void showsCpuidAndHypercallInputs() {
        VirtualCpu cpu = withPage(guest -> {
            seen.add(guest.cpuid(0xD, 1));
            seen.add(guest.hypercall(12, 0x7000, 1, 16));
        });

        cpu.enter(entry(RESET_MSR));
        assertThat(page().get(Ghcb.RAX)).isEqualTo(0xD);
        assertThat(page().get(Ghcb.RCX)).isEqualTo(1);
        assertThat(page().isValid(Ghcb.XCR0)).isTrue();
        answer(done().show(Ghcb.RAX, 1).show(Ghcb.RBX, 2).show(Ghcb.RCX, 3).show(Ghcb.RDX, 4));
        cpu.enter(entry(PAGE));
        assertThat(page().get(Ghcb.SW_EXIT_CODE)).isEqualTo(0x81);
        assertThat(page().areValid(Ghcb.CPL)).isTrue();
        assertThat(List.of(page().get(Ghcb.RAX), page().get(Ghcb.RBX), page().get(Ghcb.RCX), page().get(Ghcb.RDX)))
                .containsExactly(12L, 0x7000L, 1L, 16L);
        answer(done().show(Ghcb.RAX, -1000));
        cpu.enter(entry(PAGE));

        assertThat(seen).containsExactly(new CpuidResult(1, 2, 3, 4), -1000L);
    }

    @Test
    void endsOnAnAnswerWithoutItsRegistersAndOnARefusal() {
        VirtualCpu incomplete = withPage(guest -> seen.add(guest.in(0x510, 1)));
        incomplete.enter(entry(RESET_MSR));
        answer(done());
        assertThat(incomplete.enter(entry(PAGE))).isEqualTo(vmgexit(0x100));

        VirtualCpu refused = withPage(GuestCpu::writeBackCaches);
        refused.enter(entry(RESET_MSR));
        answer(done().show(Ghcb.SW_EXIT_INFO_1, 2));
        assertThat(refused.enter(entry(PAGE))).isEqualTo(vmgexit(0x100));
        assertThat(seen).isEmpty();
    }

    @Test
    void hasNoHandlerForAnInjectedException() {
        VirtualCpu cpu = withPage(guest -> guest.writeMsr(0x10, 1));
        cpu.enter(entry(RESET_MSR));
        answer(done().show(Ghcb.SW_EXIT_INFO_1, 1).show(Ghcb.SW_EXIT_INFO_2, 0x8000_0B0DL));

        assertThat(cpu.enter(entry(PAGE))).isEqualTo(plain(ExitReason.SHUTDOWN));
    }

    @Test
    void keepsTheHandlerAcrossCallsAndReplacesIt() {
        VirtualCpu cpu = withPage(guest -> {
            guest.install(new GuestPhysical(0x3000), "callee", (callee, arguments) -> {
                callee.out(0x80, 1, 1);
                return 0;
            });
            long unused = guest.call(new GuestPhysical(0x3000));
            GhcbProtocol.vectoredOn(guest).usePage(new GuestPhysical(0x6000));
            guest.out(0x80, 1, 2);
        });

        assertThat(cpu.enter(entry(RESET_MSR))).isEqualTo(vmgexit(PAGE));
        answer(done());
        assertThat(cpu.enter(entry(PAGE))).isEqualTo(vmgexit(0x6000));
    }

    @Test
    void makesVmgexitAnOrdinaryHypercallElsewhere() {
        VirtualCpu cpu = running(guest -> {
            guest.vectorVmmCommunication(forbidden());
            guest.vmgexit();
        });

        assertThat(cpu.enter(
                        new VcpuEntry(0, new VmcbControl(ASID, 3, nestedCr3, 0), GuestRegisters.NONE, Bytes.EMPTY)))
                .isEqualTo(plain(ExitReason.VMMCALL));
    }

    /** A handler that must not be asked. */
    private static InterceptedInstructions forbidden() {
        return (InterceptedInstructions) Proxy.newProxyInstance(
                InterceptedInstructions.class.getClassLoader(),
                new Class<?>[] {InterceptedInstructions.class},
                (self, method, arguments) -> {
                    throw new AssertionError(method.getName());
                });
    }
}
