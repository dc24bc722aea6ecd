package dev.sevsim.kernel.boot;

import dev.sevsim.abi.Page;
import dev.sevsim.bus.cpu.BootPhase;
import dev.sevsim.bus.cpu.CpuidLeaf;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.cpu.GuestObserver;
import dev.sevsim.kernel.boot.KernelMemory.Area;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.LogLevel;
import dev.sevsim.kernel.core.ModuleTable;
import dev.sevsim.kernel.efi.EfiTables;
import dev.sevsim.kernel.fs.Credentials;
import dev.sevsim.kernel.fs.SystemCalls;
import dev.sevsim.kernel.memory.BounceBuffers;
import dev.sevsim.kernel.memory.E820Map;
import dev.sevsim.kernel.memory.IoRemapper;
import dev.sevsim.kernel.memory.MemBlock;
import dev.sevsim.kernel.memory.PhysicalMemory;
import dev.sevsim.kernel.memory.UserMemory;
import dev.sevsim.kernel.nio.GuestTasks;
import dev.sevsim.kernel.program.UserProgram;
import dev.sevsim.kernel.secret.SecretModule;
import dev.sevsim.kernel.shell.GuestEnvironment;
import dev.sevsim.kernel.shell.Shell;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The kernel from its first log lines to a shell on the console; its input is boot_params.
 *
 * <p>Source: docs/reference/guest-kernel.md sections 1, 3, 9 and 10.
 */
public final class KernelBoot {
    private static final List<String> DISKS = List.of("sda", "sdb");
    private static final int DEFAULT_PHYSICAL_BITS = 52;

    private final GuestTasks tasks;
    private final List<UserProgram> programs;
    private final GuestObserver observer;
    private final GuestCpu cpu;
    private final PhysicalMemory memory;
    private final KernelImage image;
    private final SevFeatures sev;
    private final EarlyMemory early;
    private final KernelMemory kernelMemory;
    private final BootParams params;
    private final String version;
    private final String release;
    private final SecretInterface secretInterface;
    private final CommandLine commandLine;
    private final SerialPort serial;
    private final KvmClock clock;
    private final KernelLog log;

    /**
     * The kernel after its early boot.
     *
     * @param tasks run when the console is idle
     * @param programs what the shell can start besides its own commands
     * @param observer is told which secrets are shown
     */
    public KernelBoot(EarlyBoot boot, GuestTasks tasks, List<UserProgram> programs, GuestObserver observer) {
        this.tasks = tasks;
        this.programs = programs;
        this.observer = observer;
        this.cpu = boot.cpu();
        this.memory = boot.memory().memory();
        this.image = boot.image();
        this.sev = boot.sev();
        this.early = boot.memory();
        this.kernelMemory = boot.kernelMemory();
        this.params = boot.params();
        this.version = image.version();
        this.release = image.release();
        this.secretInterface = SecretInterface.of(image.era());
        this.commandLine = boot.commandLine();
        this.serial = boot.serial();
        this.clock = boot.clock();
        this.log = boot.log();
    }

    /** Boots and serves the console until the machine is switched off; does not return. */
    public AssertionError run() {
        observer.begins(BootPhase.START_KERNEL);
        E820Map e820 = params.e820();
        announce(e820);
        OptionalLong secretTable = findSecretTable();
        MemBlock free = early.allocator(e820, params, image);
        secretInterface.reserve(secretTable, memory, free, log);
        startClock();
        early.meetHypervisor(KvmFeatures.detect(cpu), e820);
        Optional<BounceBuffers> bounce = startEncryption(e820, free);
        free.useSmallestBlocks(memory);
        RootTree tree = new RootTree(clock);
        unpackInitrd(tree, e820);
        ModuleTable modules = new ModuleTable();
        IoRemapper remapper = new IoRemapper(PhysicalMemory.encrypted(cpu), e820, physicalBits(), log);
        SecretModule secrets = secretInterface.module(secretTable, remapper, tree, log);
        secrets.observe(observer);
        modules.add(secrets, secrets.use());
        tree.describe(version, commandLine.text(), modules);
        bounce.map(pool -> new FwCfgDevice(cpu, memory, pool, kernelMemory.address(Area.DEVICE_BUFFER)))
                .filter(device -> device.revision().isPresent())
                .ifPresent(device -> tree.addFirmwareConfiguration(device::revision));
        findDisks(tree);
        boolean loads = secretInterface.loadsItself(secretTable, remapper, log);
        log.log(LogLevel.INFO, "Run /init as init process");
        observer.ends(BootPhase.START_KERNEL);
        tree.mountAll();
        if (loads) {
            int unused = modules.load(secrets.name());
        }
        return serveConsole(tree, modules, new UserMemory(memory, free));
    }

    private void findDisks(RootTree tree) {
        for (int drive = 0; drive < DISKS.size(); drive++) {
            Optional<AtaDisk> disk = AtaDisk.probe(cpu, drive);
            if (disk.isPresent()) {
                String name = DISKS.get(drive);
                log.log(
                        LogLevel.NOTICE,
                        "sd 0:0:%d:0: [%s] %d 512-byte logical blocks"
                                .formatted(drive, name, disk.get().sectors()));
                tree.addDisk(name, disk.get());
            }
        }
    }

    private OptionalLong findSecretTable() {
        if (!params.hasEfi()) {
            return OptionalLong.empty();
        }
        return EfiTables.parse(memory, params.systemTable(), secretInterface.table(), secretInterface.tableName(), log)
                .map(EfiTables::secret)
                .orElse(OptionalLong.empty());
    }

    private void announce(E820Map e820) {
        log.log(LogLevel.NOTICE, "Linux version " + version);
        log.log(LogLevel.INFO, "Command line: " + commandLine.text());
        log.log(LogLevel.INFO, "BIOS-provided physical RAM map:");
        for (E820Map.Entry entry : e820.entries()) {
            log.log(
                    LogLevel.INFO,
                    "BIOS-e820: [mem 0x%016x-0x%016x] %s"
                            .formatted(
                                    entry.address(),
                                    entry.end() - 1,
                                    entry.type().text()));
        }
    }

    private void startClock() {
        if (KvmFeatures.isKvm(cpu.cpuid(CpuidLeaf.HYPERVISOR, 0))) {
            log.log(LogLevel.INFO, "Hypervisor detected: KVM");
        }
        if (clock.start()) {
            log.log(LogLevel.INFO, "kvm-clock: Using msrs 4b564d01 and 4b564d00");
            log.log(LogLevel.INFO, "kvm-clock: using sched offset of " + clock.schedulerOffset() + " cycles");
        }
    }

    /** Makes the shared pool and logs the active features; empty where devices reach all memory themselves. */
    private Optional<BounceBuffers> startEncryption(E820Map e820, MemBlock free) {
        Optional<BounceBuffers> bounce = Optional.empty();
        if (sev.isSev()) {
            long megabytes = EarlyMemory.bounceMegabytes(e820);
            log.log(LogLevel.INFO, "SWIOTLB bounce buffer size adjusted to " + megabytes + "MB");
            bounce = early.bounceBuffers(free, megabytes);
            if (bounce.isEmpty()) {
                log.log(LogLevel.WARNING, "software IO TLB: Cannot allocate buffer");
            }
        }
        sev.announcements(release).forEach(line -> log.log(LogLevel.INFO, line));
        return bounce;
    }

    private int physicalBits() {
        int bits = cpu.cpuid(CpuidLeaf.ADDRESS_SIZES, 0).eax() & 0xFF;
        return bits == 0 ? DEFAULT_PHYSICAL_BITS : bits - sev.reducedBits();
    }

    /** An initrd that is larger than the stub loads, or not in memory, is left out: our choice. */
    private void unpackInitrd(RootTree tree, E820Map e820) {
        long size = params.ramdiskSize();
        boolean isThere = size <= EfiStub.LARGEST_INITRD && e820.isRam(params.ramdiskImage(), size);
        byte[] initrd = new byte[isThere ? (int) size : 0];
        if (initrd.length > 0) {
            log.log(LogLevel.INFO, "Unpacking initramfs...");
            memory.read(params.ramdiskImage(), initrd, 0, initrd.length);
        }
        observer.unpacksInitrd(initrd);
        tree.populate(initrd)
                .ifPresent(reason -> log.log(LogLevel.INFO, "sevsim: initramfs is not unpacked: " + reason));
        if (initrd.length > 0) {
            log.log(LogLevel.INFO, "Freeing initrd memory: " + (initrd.length + Page.SIZE - 1) / Page.SIZE * 4 + "K");
        }
    }

    private AssertionError serveConsole(RootTree tree, ModuleTable modules, UserMemory processes) {
        int mark = version.indexOf('#');
        GuestEnvironment environment = new GuestEnvironment(
                release,
                mark < 0 ? "#1" : version.substring(mark),
                clock,
                log,
                modules,
                tree.namespace(),
                tree.types(),
                processes);
        Shell shell = new Shell(new SystemCalls(tree.namespace(), Credentials.ROOT), environment, programs);
        Power power = new Power(cpu, log);
        SystemCalls outside = new SystemCalls(tree.namespace(), Credentials.ROOT);
        programs.stream().filter(UserProgram::startsWithSystem).forEach(program -> {
            byte[] unused = shell.execute(program.name());
        });
        serial.open();
        Terminal terminal = new Terminal(cpu, serial, power, () -> tasks.serve(outside), shell.completer());
        while (!shell.hasLeft()) {
            observer.begins(BootPhase.SHELL);
            Optional<String> line = terminal.readLine(shell.prompt());
            observer.ends(BootPhase.SHELL);
            if (line.isEmpty()) {
                terminal.write("\n");
                break;
            }
            terminal.write(shell.execute(line.orElseThrow()));
        }
        throw power.off();
    }
}
