package dev.sevsim.kernel.boot;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.cpu.GhcbProtocol;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.kernel.boot.KernelMemory.Area;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.LogLine;
import dev.sevsim.kernel.memory.PhysicalMemory;
import java.nio.charset.StandardCharsets;

/**
 * What the kernel has after its first instructions: page tables, boot_params, command line, console, clock and log.
 *
 * <p>Source: docs/reference/guest-kernel.md sections 9 and 10.
 *
 * @param cpu the boot processor
 * @param image the kernel's own image
 * @param kernelMemory where the stub put the kernel's own data
 * @param sev features of memory encryption
 * @param memory page tables and what is shared with the hypervisor
 * @param params boot_params
 * @param commandLine kernel command line
 * @param serial the console
 * @param clock time
 * @param log message ring, shown on the console by level
 */
public record EarlyBoot(
        GuestCpu cpu,
        KernelImage image,
        KernelMemory kernelMemory,
        SevFeatures sev,
        EarlyMemory memory,
        BootParams params,
        CommandLine commandLine,
        SerialPort serial,
        KvmClock clock,
        KernelLog log) {
    private static final int COMMAND_LINE_SIZE = 2048;

    /**
     * Runs the kernel's first instructions: vectors #VC, detects SEV, builds page tables and checks the C-bit, shares
     * what the hypervisor reads and writes.
     */
    public static EarlyBoot start(GuestCpu cpu, EfiStub stub) {
        // First of all, since CPUID is the first instruction that an SEV-ES guest cannot execute by itself.
        GhcbProtocol exceptions = GhcbProtocol.vectoredOn(cpu);
        SevFeatures sev = SevFeatures.detect(cpu);
        EarlyMemory memory = new EarlyMemory(cpu, stub.kernelMemory(), sev);
        memory.start();
        if (sev.isSevEs()) {
            memory.startCommunication(exceptions);
        }
        BootParams params = new BootParams(memory.memory(), stub.kernelMemory().address(Area.BOOT_PARAMS));
        CommandLine commandLine = new CommandLine(text(memory.memory(), params.commandLine()));
        SerialPort serial = new SerialPort(cpu);
        KvmClock clock = new KvmClock(cpu, memory.memory(), stub.kernelMemory().address(Area.DECRYPTED));
        int shownBelow = commandLine.hasSerialConsole() ? commandLine.consoleLevel() : 0;
        KernelLog log = new KernelLog(clock, line -> show(line, shownBelow, serial));
        return new EarlyBoot(
                cpu, stub.image(), stub.kernelMemory(), sev, memory, params, commandLine, serial, clock, log);
    }

    private static void show(LogLine line, int shownBelow, SerialPort serial) {
        if (line.level().value() < shownBelow) {
            serial.write((line.withTime() + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String text(PhysicalMemory memory, long address) {
        Bytes raw = memory.read(address, COMMAND_LINE_SIZE);
        byte[] text = raw.toArray();
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }
}
