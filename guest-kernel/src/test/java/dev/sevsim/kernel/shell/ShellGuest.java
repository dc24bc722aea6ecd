package dev.sevsim.kernel.shell;

import dev.sevsim.abi.uapi.E820Type;
import dev.sevsim.kernel.core.FakeModule;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.KernelTime;
import dev.sevsim.kernel.core.ModuleTable;
import dev.sevsim.kernel.core.ModuleUse;
import dev.sevsim.kernel.fs.Credentials;
import dev.sevsim.kernel.fs.DirectoryOperations;
import dev.sevsim.kernel.fs.FileSystem;
import dev.sevsim.kernel.fs.MountNamespace;
import dev.sevsim.kernel.fs.RamDirectoryOperations;
import dev.sevsim.kernel.fs.RamFile;
import dev.sevsim.kernel.fs.RegularFile;
import dev.sevsim.kernel.fs.SystemCalls;
import dev.sevsim.kernel.memory.E820Map;
import dev.sevsim.kernel.memory.MemBlock;
import dev.sevsim.kernel.memory.PlainMemory;
import dev.sevsim.kernel.memory.UserMemory;
import dev.sevsim.kernel.program.UserProgram;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** A shell on a root file system that a test fills. */
final class ShellGuest {
    static final Instant NOW = Instant.parse("2022-06-28T11:54:00Z");

    final Clock time = new Clock();
    final FileSystem rootFs = new FileSystem("rootfs", 2, time, new RamDirectoryOperations());
    final MountNamespace namespace = new MountNamespace(rootFs);
    final ModuleTable modules = new ModuleTable();
    final ModuleUse use = new ModuleUse();
    final KernelLog log = new KernelLog(time, line -> {});
    final SystemCalls calls = new SystemCalls(namespace, Credentials.ROOT);
    final PlainMemory memory = new PlainMemory();
    final UserMemory processes = new UserMemory(
            memory, new MemBlock(new E820Map(List.of(new E820Map.Entry(0x100000, 0x100000, E820Type.RAM)))));
    final Shell shell;

    /** Time that a test moves. */
    static final class Clock implements KernelTime {
        Instant now = NOW;

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public long uptimeNanos() {
            return 1_234_567_890L;
        }
    }

    ShellGuest(UserProgram... programs) {
        TreeMap<String, FileSystem> types = new TreeMap<>();
        types.put("securityfs", new FileSystem("securityfs", 6, time, DirectoryOperations.LOOKUP_ONLY));
        modules.add(new FakeModule(), use);
        shell = new Shell(
                calls,
                new GuestEnvironment("6.1.0-sevsim", "#1 SMP", time, log, modules, namespace, types, processes),
                List.of(programs));
    }

    void file(String name, byte[] content) {
        rootFs.root().enter(name, new RegularFile(rootFs, 0644, new RamFile(content)));
    }

    /** What the terminal shows after a line, one character to a byte. */
    String run(String line) {
        return new String(shell.execute(line), StandardCharsets.ISO_8859_1);
    }
}
