package dev.sevsim.kernel.boot;

import dev.sevsim.kernel.core.KernelTime;
import dev.sevsim.kernel.core.ModuleTable;
import dev.sevsim.kernel.fs.Directory;
import dev.sevsim.kernel.fs.DirectoryOperations;
import dev.sevsim.kernel.fs.FileOperations;
import dev.sevsim.kernel.fs.FileSystem;
import dev.sevsim.kernel.fs.Inode;
import dev.sevsim.kernel.fs.Mount;
import dev.sevsim.kernel.fs.MountNamespace;
import dev.sevsim.kernel.fs.RamDirectoryOperations;
import dev.sevsim.kernel.fs.RegularFile;
import dev.sevsim.kernel.fs.SecurityFs;
import dev.sevsim.kernel.fs.SingleShotHandle;
import dev.sevsim.kernel.secret.EfiSecretModule;
import dev.sevsim.kernel.secret.SecretProviders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The file systems of the guest: the root, proc, sysfs and securityfs. What is not modelled is not there. */
public final class RootTree {
    private static final int READ_ONLY = 0444;
    private static final int DISK_MODE = 0660;
    private static final int NULL_MODE = 0666;
    private static final int MOUNT_POINT_MODE = 0555;

    /** A directory of sysfs, in which the methods for removing and moving exist and refuse. */
    private static final DirectoryOperations SYSFS = new DirectoryOperations() {
        @Override
        public boolean removesNames() {
            return true;
        }
    };

    private static final String MOUNT_OPTIONS = "rw,nosuid,nodev,noexec,relatime";

    /** Minor numbers of the anonymous devices of the file systems, as {@code stat} shows them. */
    private enum Device {
        ROOT(2),
        SECURITY(6),
        SYS(20),
        PROC(21);

        private final int minor;

        Device(int minor) {
            this.minor = minor;
        }
    }

    private final KernelTime time;
    private final RamDirectoryOperations operations = new RamDirectoryOperations();
    private final FileSystem root;
    private final FileSystem proc;
    private final FileSystem sys;
    private final SecurityFs security;
    private final SecretProviders secrets;
    private final MountNamespace namespace;

    /** An empty root; {@link #populate} and {@link #describe} fill the tree. */
    public RootTree(KernelTime time) {
        this.time = time;
        this.root = new FileSystem("rootfs", Device.ROOT.minor, time, operations);
        this.proc = new FileSystem("proc", Device.PROC.minor, time, DirectoryOperations.LOOKUP_ONLY);
        this.sys = new FileSystem("sysfs", Device.SYS.minor, time, SYSFS);
        this.security = new SecurityFs(Device.SECURITY.minor, time);
        this.secrets = new SecretProviders(security);
        this.namespace = new MountNamespace(root);
    }

    public SecurityFs security() {
        return security;
    }

    public SecretProviders secrets() {
        return secrets;
    }

    public MountNamespace namespace() {
        return namespace;
    }

    /** What {@code mount -t} can name. */
    public SortedMap<String, FileSystem> types() {
        SortedMap<String, FileSystem> types = new TreeMap<>();
        types.put("proc", proc);
        types.put("sysfs", sys);
        types.put(SecurityFs.TYPE, security.fileSystem());
        return types;
    }

    /** Unpacks an initrd, then makes the directories that init mounts on if they are missing. */
    public Optional<String> populate(byte[] initrd) {
        Optional<String> stopped = new Initramfs(root.root(), operations).unpack(initrd);
        for (String name : new String[] {"dev", "etc", "lib", "proc", "sys", "tmp"}) {
            directory(root.root(), name, operations);
        }
        if (root.root().child("dev").orElse(null) instanceof Directory devices
                && devices.child("null").isEmpty()) {
            devices.enter("null", RegularFile.nullDevice(root, NULL_MODE));
        }
        return stopped;
    }

    /** Makes the files of proc and sysfs. */
    public void describe(String version, String commandLine, ModuleTable modules) {
        Directory top = proc.root();
        computed(top, "cmdline", () -> commandLine + "\n");
        computed(top, "version", () -> "Linux version " + version + "\n");
        computed(top, "modules", () -> modules(modules));
        computed(top, "mounts", this::mounts);
        computed(top, "uptime", () -> {
            double seconds = time.uptimeNanos() / 1e9;
            return "%.2f %.2f\n".formatted(seconds, seconds);
        });
        Directory kernel = directory(sys.root(), "kernel", SYSFS);
        kernel.enter("security", new Directory(sys, MOUNT_POINT_MODE, DirectoryOperations.MOUNT_POINT));
        computed(security.root(), "lsm", () -> "capability");
        Optional<Directory> unused = security.createDirectory(security.root(), "integrity");
    }

    /** The firmware configuration device in sysfs; its revision is read by DMA each time. */
    void addFirmwareConfiguration(Supplier<Optional<Integer>> revision) {
        Directory firmware = directory(sys.root(), "firmware", SYSFS);
        computed(
                directory(firmware, "qemu_fw_cfg", SYSFS),
                "rev",
                () -> revision.get().map(value -> value + "\n").orElse(""));
    }

    /** The device of the secret area, and its driver while it is there. */
    void addPlatformDevice(EfiSecretModule module) {
        PlatformSysfs unused = new PlatformSysfs(sys.root(), module);
    }

    /** A disk as a node in /dev. */
    void addDisk(String name, FileOperations disk) {
        Directory devices = directory(root.root(), "dev", operations);
        devices.enter(name, RegularFile.blockDevice(root, DISK_MODE, disk));
    }

    /** What init mounts before anything else. */
    public void mountAll() {
        namespace.mount("proc", "/proc", proc, MOUNT_OPTIONS);
        namespace.mount("sysfs", "/sys", sys, MOUNT_OPTIONS);
        namespace.mount(SecurityFs.TYPE, "/sys/kernel/security", security.fileSystem(), MOUNT_OPTIONS);
    }

    private static Directory directory(Directory parent, String name, DirectoryOperations operations) {
        Inode there = parent.child(name).orElse(null);
        if (there instanceof Directory existing) {
            return existing;
        }
        Directory made = new Directory(parent.fileSystem(), 0755, operations);
        if (there == null) {
            parent.enter(name, made);
        }
        return made;
    }

    private static void computed(Directory parent, String name, Supplier<String> text) {
        FileOperations operations =
                () -> new SingleShotHandle(() -> Optional.of(text.get().getBytes(StandardCharsets.UTF_8)), () -> {});
        parent.enter(name, new RegularFile(parent.fileSystem(), READ_ONLY, operations));
    }

    private static String modules(ModuleTable modules) {
        StringBuilder text = new StringBuilder();
        for (ModuleTable.Loaded module : modules.loaded()) {
            // The address is shown as zero, as to a reader without privilege; the model has no kernel addresses.
            text.append("%s %d %d - Live 0x0000000000000000\n"
                    .formatted(module.name(), module.sizeBytes(), module.users()));
        }
        return text.toString();
    }

    private String mounts() {
        StringBuilder text = new StringBuilder();
        for (Mount mount : namespace.mounts()) {
            text.append(mount.line("%s %s %s %s 0 0\n"));
        }
        return text.toString();
    }
}
