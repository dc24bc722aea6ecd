package dev.sevsim.kernel.conformance;

import static dev.sevsim.abi.Errno.EINVAL;

import dev.sevsim.abi.Bytes;
import dev.sevsim.kernel.fs.Answer;
import dev.sevsim.kernel.fs.OpenFlag;
import dev.sevsim.kernel.fs.SystemCalls;
import dev.sevsim.kernel.fs.Whence;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The operations of a recording that are about open files, which it keeps in numbered slots. */
final class FileOperationsTable {
    private static final Set<OpenFlag> READ = EnumSet.of(OpenFlag.READ);
    private static final int WHOLE_FILE = 1 << 16;
    private static final int LARGEST_COUNT = 1 << 24;
    private static final int REMOVE_DIRECTORY = 0x200;

    /** Flags by their names in recordings; those that are not here have no effect. */
    private static final Map<String, Set<OpenFlag>> FLAGS = Map.ofEntries(
            Map.entry("RDONLY", READ),
            Map.entry("WRONLY", EnumSet.of(OpenFlag.WRITE)),
            Map.entry("RDWR", EnumSet.of(OpenFlag.READ, OpenFlag.WRITE)),
            Map.entry("ACC3", EnumSet.of(OpenFlag.READ, OpenFlag.WRITE)),
            Map.entry("CREAT", EnumSet.of(OpenFlag.CREATE)),
            Map.entry("EXCL", EnumSet.of(OpenFlag.EXCLUSIVE)),
            Map.entry("TRUNC", EnumSet.of(OpenFlag.TRUNCATE)),
            Map.entry("APPEND", EnumSet.of(OpenFlag.APPEND)),
            Map.entry("DIRECTORY", EnumSet.of(OpenFlag.DIRECTORY)),
            Map.entry("NOFOLLOW", EnumSet.of(OpenFlag.NO_FOLLOW)),
            Map.entry("NOATIME", EnumSet.of(OpenFlag.NO_ACCESS_TIME)),
            Map.entry("DIRECT", EnumSet.of(OpenFlag.DIRECT)),
            Map.entry("PATH", EnumSet.of(OpenFlag.PATH)),
            Map.entry("TMPFILE", EnumSet.of(OpenFlag.TEMPORARY)));

    private final SystemCalls calls;
    private final Supplier<Numbering> numbers;
    private final Map<String, Integer> slots = new HashMap<>();

    /** Empty slots. */
    FileOperationsTable(SystemCalls calls, Supplier<Numbering> numbers) {
        this.calls = calls;
        this.numbers = numbers;
    }

    void addTo(Map<String, Function<List<String>, Map<String, Object>>> operations) {
        Map<String, ToLongFunction<List<String>>> plain = new HashMap<>();
        addOpening(plain);
        addPlain(plain);
        plain.forEach((name, call) -> operations.put(name, a -> Map.of("r", call.applyAsLong(a))));
        operations.put("read", a -> read(count(a.get(1)), buffer -> calls.read(file(a), buffer)));
        operations.put("pread", a -> read(count(a.get(1)), buffer -> calls.readAt(file(a), buffer, value(a.get(2)))));
        operations.put("readv", a -> read(count(a.get(1)) + count(a.get(2)), buffer -> calls.read(file(a), buffer)));
        operations.put("readpath", a -> readPath(NameOperationsTable.path(a.get(0))));
        operations.put("fstat", a -> numbers.get().describe(calls.status(file(a))));
        operations.put("getdents", a -> names(calls.names(file(a))));
        operations.put("list", a -> list(NameOperationsTable.path(a.get(0))));
        operations.put("poll", a -> {
            int events = calls.poll(file(a));
            return Map.of("r", events == 0 ? 0 : 1, "ev", events);
        });
    }

    private void addOpening(Map<String, ToLongFunction<List<String>>> plain) {
        plain.put(
                "open",
                a -> keep(
                        a.get(0),
                        calls.open(
                                NameOperationsTable.path(a.get(1)),
                                flags(a.get(2)),
                                NameOperationsTable.octal(a.get(3)))));
        plain.put(
                "openat",
                a -> keep(
                        a.get(0),
                        calls.openAt(slot(a.get(1)), a.get(2), flags(a.get(3)), NameOperationsTable.octal(a.get(4)))));
        plain.put("reopen", a -> keep(a.get(0), calls.reopen(slot(a.get(1)), flags(a.get(2)))));
        plain.put("close", a -> {
            int descriptor = file(a);
            slots.remove(a.get(0));
            return calls.close(descriptor);
        });
    }

    private void addPlain(Map<String, ToLongFunction<List<String>>> plain) {
        plain.put("lseek", this::seek);
        plain.put("write", a -> calls.write(file(a), new byte[count(a.get(1))]));
        plain.put("pwrite", a -> calls.writeAt(file(a), new byte[count(a.get(1))], value(a.get(2))));
        plain.put("ftruncate", a -> calls.truncate(file(a), value(a.get(1))));
        plain.put("fchmod", a -> calls.changeMode(file(a), NameOperationsTable.octal(a.get(1))));
        plain.put("fsync", a -> calls.sync(file(a)));
        plain.put("fallocate", a -> calls.allocate(file(a), number(a.get(1))));
        plain.put("mmap", a -> calls.map(file(a), value(a.get(1)), number(a.get(2)), number(a.get(3))));
        plain.put("sendfile", a -> withOutput(out -> calls.send(out, file(a), count(a.get(1)))));
        plain.put("copyfr", a -> withOutput(out -> calls.copyRange(file(a), out, count(a.get(1)))));
        plain.put(
                "unlinkat",
                a -> number(a.get(2)) == REMOVE_DIRECTORY
                        ? calls.removeDirectoryAt(file(a), a.get(1))
                        : calls.unlinkAt(file(a), a.get(1)));
    }

    /** A call with a file of the root file system to write to. */
    private long withOutput(ToLongFunction<Integer> call) {
        int out = calls.open("/dev/out", EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE), 0666);
        long result = call.applyAsLong(out);
        int unused = calls.close(out);
        return result;
    }

    private int keep(String slot, int descriptor) {
        if (descriptor < 0) {
            return descriptor;
        }
        Integer former = slots.put(slot, descriptor);
        if (former != null) {
            int unused = calls.close(former);
        }
        return 0;
    }

    private int slot(String name) {
        return slots.getOrDefault(name, -1);
    }

    private int file(List<String> arguments) {
        return slot(arguments.get(0));
    }

    private long seek(List<String> arguments) {
        Optional<Whence> whence = Whence.fromCode(number(arguments.get(2)));
        if (whence.isEmpty()) {
            long current = calls.seek(file(arguments), 0, Whence.CURRENT);
            return current < 0 ? current : -EINVAL.code();
        }
        return calls.seek(file(arguments), value(arguments.get(1)), whence.get());
    }

    private static Map<String, Object> read(int count, ToLongFunction<byte[]> call) {
        byte[] buffer = new byte[count];
        int result = (int) call.applyAsLong(buffer);
        return result > 0
                ? Map.of("r", result, "d", Bytes.copyOf(buffer, 0, result).toHex())
                : Map.of("r", result);
    }

    private Map<String, Object> readPath(String path) {
        int descriptor = calls.open(path, READ, 0);
        if (descriptor < 0) {
            return Map.of("r", descriptor);
        }
        byte[] buffer = new byte[WHOLE_FILE];
        int count = calls.read(descriptor, buffer);
        int unused = calls.close(descriptor);
        return Map.of("r", count, "d", Bytes.copyOf(buffer, 0, count).toHex());
    }

    private Map<String, Object> list(String path) {
        int descriptor = calls.open(path, EnumSet.of(OpenFlag.READ, OpenFlag.DIRECTORY), 0);
        if (descriptor < 0) {
            return Map.of("r", descriptor);
        }
        try {
            return names(calls.names(descriptor));
        } finally {
            int unused = calls.close(descriptor);
        }
    }

    private static Map<String, Object> names(Answer<List<String>> answer) {
        return Map.of("r", 0, "n", answer.value().orElse(new ArrayList<>()), "end", answer.errno());
    }

    private static Set<OpenFlag> flags(String words) {
        EnumSet<OpenFlag> flags = EnumSet.noneOf(OpenFlag.class);
        for (String word : words.split("\\|", -1)) {
            flags.addAll(FLAGS.getOrDefault(word, Set.of()));
        }
        if (!flags.contains(OpenFlag.WRITE) && !flags.contains(OpenFlag.PATH)) {
            flags.add(OpenFlag.READ);
        }
        return flags;
    }

    /** A number of bytes to move, which is bounded. */
    static int count(String word) {
        int count = Integer.parseInt(word);
        if (count < 0 || count > LARGEST_COUNT) {
            throw new IllegalArgumentException(count + " bytes, expected 0 to " + LARGEST_COUNT);
        }
        return count;
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }

    private static long value(String word) {
        return Long.parseLong(word);
    }
}
