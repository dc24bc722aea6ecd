package dev.sevsim.kernel.shell;

import dev.sevsim.abi.Errno;
import dev.sevsim.kernel.fs.FileSystem;
import dev.sevsim.kernel.fs.Mount;
import dev.sevsim.kernel.fs.Paths;

/** {@code mount}: the mounts, or a new one. */
final class MountCommand extends OptionCommand {
    private static final int MOUNT_FAILURE = 32;

    MountCommand() {
        super("mount", "list mounts; mount -t TYPE SOURCE DIRECTORY", "t:o:", 1, Refusal.LINE);
    }

    @Override
    int run(ShellContext shell, Options options) {
        if (options.operands().isEmpty()) {
            for (Mount mount : shell.environment().namespace().mounts()) {
                shell.out().printLine(mount.line("%s on %s type %s (%s)"));
            }
            return 0;
        }
        if (options.operands().size() == 1) {
            shell.err().printLine("mount: " + options.operands().get(0) + ": can't find in /etc/fstab.");
            return 1;
        }
        if (options.operands().size() != 2) {
            shell.err().printLine("mount: bad usage");
            shell.err().printLine("Try 'mount --help' for more information.");
            return 1;
        }
        return mount(shell, options);
    }

    private static int mount(ShellContext shell, Options options) {
        String source = options.operands().get(0);
        String target = Paths.normalise(
                shell.calls().workingDirectory(), options.operands().get(1));
        String type = options.values().getOrDefault('t', source);
        FileSystem fileSystem = shell.environment().fileSystems().get(type);
        String complaint;
        if (shell.calls().stat(target).errno() < 0) {
            complaint = "mount point does not exist.";
        } else if (fileSystem == null) {
            complaint = "unknown filesystem type '" + type + "'.";
        } else {
            int errno = shell.environment().namespace().mount(source, target, fileSystem, "rw,relatime");
            if (errno == 0) {
                return 0;
            }
            complaint = errno == -Errno.EBUSY.code()
                    ? source + " already mounted on " + target + "."
                    : "mount(2) system call failed: " + ShellContext.strerror(errno) + ".";
        }
        shell.err().printLine("mount: " + target + ": " + complaint);
        shell.err().printLine("       dmesg(1) may have more information after failed mount system call.");
        return MOUNT_FAILURE;
    }
}
