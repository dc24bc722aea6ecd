package dev.sevsim.kernel.conformance;

import static dev.sevsim.abi.Errno.EPERM;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.efi.CocoSecretArea;
import dev.sevsim.kernel.boot.RootTree;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.KernelOops;
import dev.sevsim.kernel.core.LogLine;
import dev.sevsim.kernel.core.ModuleTable;
import dev.sevsim.kernel.fs.Credentials;
import dev.sevsim.kernel.fs.SecurityFs;
import dev.sevsim.kernel.fs.SystemCalls;
import dev.sevsim.kernel.memory.E820Map;
import dev.sevsim.kernel.memory.IoRemapper;
import dev.sevsim.kernel.memory.PlainMemory;
import dev.sevsim.kernel.secret.EfiSecretModule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/** The kernel of a guest with one secret area, its module loaded, and one process that makes the calls. */
final class RecordedGuest {
    private static final long AREA = 0x10000000L;
    private static final long PAIR = 0x0F000000L;
    private static final int PHYSICAL_BITS = 40;
    private static final String CHILD = "F ";
    private static final String MOUNT_OPTIONS = "rw,nosuid,nodev,noexec,relatime";

    private final RecordedTime time = new RecordedTime();
    private final PlainMemory memory = new PlainMemory();
    private final KernelLog log = new KernelLog(time, line -> {});
    private final RootTree tree = new RootTree(time);
    private final ModuleTable modules = new ModuleTable();
    private final EfiSecretModule module;
    private final SystemCalls calls;
    private final Map<String, Function<List<String>, Map<String, Object>>> operations = new HashMap<>();
    private Numbering numbers = new Numbering();
    private int logged;

    /** Boots and loads; {@code area} is hexadecimal, with zeros behind it. */
    RecordedGuest(String area, long size) {
        memory.write(AREA, Bytes.fromHex(area));
        memory.write(PAIR, new CocoSecretArea(AREA, size).encode());
        IoRemapper remapper = new IoRemapper(memory, new E820Map(List.of()), PHYSICAL_BITS, log);
        module = new EfiSecretModule(OptionalLong.of(PAIR), remapper, tree.secrets(), log);
        modules.add(module, module.use());
        tree.populate(new byte[0]);
        tree.describe("", "", modules);
        tree.mountAll();
        calls = new SystemCalls(tree.namespace(), Credentials.ROOT);
        new FileOperationsTable(calls, () -> numbers).addTo(operations);
        new NameOperationsTable(calls, () -> numbers).addTo(operations);
        addOwn();
        time.moveTo(-1);
        int unused = modules.load(EfiSecretModule.NAME);
    }

    /** The answer to a call, without its number and text. */
    Map<String, Object> answer(int index, String call) {
        time.moveTo(index);
        boolean inChild = call.startsWith(CHILD);
        Numbering before = numbers;
        numbers = inChild ? before.copy() : before;
        try {
            List<String> words = List.of((inChild ? call.substring(CHILD.length()) : call).split(" ", -1));
            Function<List<String>, Map<String, Object>> operation = operations.get(words.get(0));
            if (operation == null) {
                throw new IllegalArgumentException("unknown call " + words.get(0));
            }
            return operation.apply(words.subList(1, words.size()));
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("too few words in " + call, e);
        } catch (KernelOops e) {
            return Map.of("r", "killed by signal 9");
        } finally {
            numbers = before;
        }
    }

    private void addOwn() {
        operations.put("user", a -> {
            calls.becomeUser(new Credentials(Integer.parseInt(a.get(0)), Integer.parseInt(a.get(1))));
            return Map.of("r", 0);
        });
        operations.put("insmod", a -> {
            int result = isRoot() ? modules.load(EfiSecretModule.NAME) : -EPERM.code();
            boolean bound = module.probeResult().orElse(-1) == 0;
            return Map.of("r", result, "bound", bound ? 1 : 0);
        });
        operations.put("rmmod", a -> Map.of("r", isRoot() ? modules.unload(EfiSecretModule.NAME) : -EPERM.code()));
        operations.put("refcount", a -> Map.of("r", users()));
        operations.put(
                "area",
                a -> Map.of(
                        "r",
                        0,
                        "d",
                        memory.read(AREA, FileOperationsTable.count(a.get(0))).toHex()));
        operations.put("log", a -> Map.of("r", 0, "log", newLines()));
        operations.put(
                "mount",
                a -> Map.of(
                        "r",
                        calls.mount(
                                SecurityFs.TYPE,
                                NameOperationsTable.path(a.get(0)),
                                tree.security().fileSystem(),
                                MOUNT_OPTIONS)));
        operations.put("umount", a -> Map.of("r", calls.unmount(NameOperationsTable.path(a.get(0)))));
    }

    private boolean isRoot() {
        return calls.credentials().uid() == 0;
    }

    private Object users() {
        return modules.isLoaded(EfiSecretModule.NAME) ? (Object) module.use().count() : "not loaded";
    }

    private List<String> newLines() {
        List<LogLine> all = log.lines();
        List<String> fresh = all.subList(logged, all.size()).stream()
                .map(line -> "<" + line.level().value() + ">" + line.text())
                .toList();
        logged = all.size();
        return fresh;
    }
}
