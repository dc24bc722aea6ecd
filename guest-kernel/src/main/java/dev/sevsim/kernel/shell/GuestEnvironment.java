package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.KernelTime;
import dev.sevsim.kernel.core.ModuleTable;
import dev.sevsim.kernel.fs.FileSystem;
import dev.sevsim.kernel.fs.MountNamespace;
import dev.sevsim.kernel.memory.UserMemory;
import java.util.SortedMap;

/**
 * The running kernel as user space reaches it.
 *
 * @param release {@code uname -r}
 * @param version {@code uname -v}
 * @param time clocks
 * @param log message ring
 * @param modules modules
 * @param namespace mounts
 * @param fileSystems what can be mounted, by type
 * @param memory memory of processes
 */
public record GuestEnvironment(
        String release,
        String version,
        KernelTime time,
        KernelLog log,
        ModuleTable modules,
        MountNamespace namespace,
        SortedMap<String, FileSystem> fileSystems,
        UserMemory memory) {}
