package dev.sevsim.kernel;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.efi.CocoSecretArea;
import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.KernelTime;
import dev.sevsim.kernel.fs.Answer;
import dev.sevsim.kernel.fs.Credentials;
import dev.sevsim.kernel.fs.FileStatus;
import dev.sevsim.kernel.fs.MountNamespace;
import dev.sevsim.kernel.fs.OpenFlag;
import dev.sevsim.kernel.fs.SecurityFs;
import dev.sevsim.kernel.fs.SystemCalls;
import dev.sevsim.kernel.memory.E820Map;
import dev.sevsim.kernel.memory.IoRemapper;
import dev.sevsim.kernel.memory.PlainMemory;
import dev.sevsim.kernel.secret.EfiSecretModule;
import dev.sevsim.kernel.secret.SecretProviders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Result of loading the secret module on a secret area, run on memory that holds only the area.
 *
 * <p>The area is at 0x10000000 in memory of EFI type 0, and its length is the size that the firmware publishes.
 *
 * @param probe 0, or the negative errno of the module's probe
 * @param log kernel messages without debug level
 * @param files sorted by name; empty when the directory does not exist
 */
public record SecretAreaInspection(int probe, List<Message> log, Optional<List<SecretFile>> files) {
    private static final long AREA = 0x10000000L;
    private static final long PAIR = 0x0F000000L;
    private static final int PHYSICAL_BITS = 40;
    private static final String COCO = "/secrets/coco";

    /**
     * A kernel message.
     *
     * @param level as in printk: 3 error, 4 warning, 6 information
     * @param text without level and time
     */
    public record Message(int level, String text) {}

    /**
     * A file that the kernel shows.
     *
     * @param name lower-case GUID
     * @param mode octal {@code st_mode}
     * @param size {@code st_size}, always 0
     * @param data what a full read gives
     */
    public record SecretFile(String name, String mode, long size, Bytes data) {}

    public SecretAreaInspection {
        log = List.copyOf(log);
        files = files.map(List::copyOf);
    }

    /** Loads the module on an area and reads every file as root; files are sorted by name. */
    public static SecretAreaInspection of(Bytes area) {
        PlainMemory memory = PlainMemory.holding(AREA, area);
        memory.write(PAIR, new CocoSecretArea(AREA, area.length()).encode());
        KernelTime time = KernelTime.fixed(Instant.EPOCH);
        KernelLog log = new KernelLog(time, line -> {});
        long pages = Math.max(1, (area.length() + Page.SIZE - 1) / Page.SIZE);
        E820Map e820 =
                E820Map.ofEfiMap(List.of(new EfiMemoryDescriptor(EfiMemoryType.RESERVED.code(), AREA, 0, pages, 0)));
        SecurityFs securityFs = new SecurityFs(1, time);
        EfiSecretModule module = new EfiSecretModule(
                OptionalLong.of(PAIR),
                new IoRemapper(memory, e820, PHYSICAL_BITS, log),
                new SecretProviders(securityFs),
                log);
        module.load();
        List<Message> messages = log.lines().stream()
                .map(line -> new Message(line.level().value(), line.text()))
                .toList();
        SystemCalls calls = new SystemCalls(new MountNamespace(securityFs.fileSystem()), Credentials.ROOT);
        return new SecretAreaInspection(module.probeResult().orElseThrow(), messages, readFiles(calls));
    }

    private static Optional<List<SecretFile>> readFiles(SystemCalls calls) {
        Answer<List<String>> names = calls.list(COCO);
        if (names.errno() != 0) {
            return Optional.empty();
        }
        List<SecretFile> files = new ArrayList<>();
        for (String name : names.orElseThrow().stream().sorted().toList()) {
            FileStatus status = calls.stat(COCO + "/" + name).orElseThrow();
            files.add(new SecretFile(
                    name, Integer.toOctalString(status.mode()), status.size(), readWhole(calls, COCO + "/" + name)));
        }
        return Optional.of(files);
    }

    private static Bytes readWhole(SystemCalls calls, String path) {
        int descriptor = calls.open(path, EnumSet.of(OpenFlag.READ), 0);
        byte[] buffer = new byte[Page.SIZE];
        Bytes content = Bytes.EMPTY;
        for (int count = calls.read(descriptor, buffer); count > 0; count = calls.read(descriptor, buffer)) {
            content = Bytes.concat(content, Bytes.copyOf(buffer, 0, count));
        }
        calls.close(descriptor);
        return content;
    }
}
