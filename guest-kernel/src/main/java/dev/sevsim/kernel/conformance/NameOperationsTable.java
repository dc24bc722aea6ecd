package dev.sevsim.kernel.conformance;

import dev.sevsim.kernel.fs.Answer;
import dev.sevsim.kernel.fs.FileSystemStatus;
import dev.sevsim.kernel.fs.SystemCalls;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * The operations of a recording that are about paths.
 *
 * @param calls the process
 * @param numbers numbers of inodes that were seen
 */
record NameOperationsTable(SystemCalls calls, Supplier<Numbering> numbers) {
    private static final int PIPE_MODE = 0600;

    /** A path as recordings write it. */
    static String path(String word) {
        return word.equals("EMPTY") ? "" : word;
    }

    static int octal(String word) {
        return Integer.parseInt(word, 8);
    }

    void addTo(Map<String, Function<List<String>, Map<String, Object>>> operations) {
        Map<String, ToIntFunction<List<String>>> plain = new LinkedHashMap<>();
        addNames(plain);
        addAttributes(plain);
        plain.forEach((name, call) -> operations.put(name, a -> Map.of("r", call.applyAsInt(a))));
        operations.put("stat", a -> numbers.get().describe(calls.stat(path(a.get(0)))));
        operations.put("statfs", a -> fileSystem(calls.statFileSystem(path(a.get(0)))));
    }

    private void addNames(Map<String, ToIntFunction<List<String>>> plain) {
        plain.put("rename", a -> calls.rename(path(a.get(0)), path(a.get(1))));
        plain.put("link", a -> calls.link(path(a.get(0)), path(a.get(1))));
        plain.put("symlink", a -> calls.symbolicLink(path(a.get(0)), path(a.get(1))));
        plain.put("readlink", a -> calls.readLink(path(a.get(0))).errno());
        plain.put("mkdir", a -> calls.makeDirectory(path(a.get(0)), octal(a.get(1))));
        plain.put("rmdir", a -> calls.removeDirectory(path(a.get(0))));
        plain.put("unlink", a -> calls.unlink(path(a.get(0))));
        plain.put("mknod", a -> calls.makePipe(path(a.get(0)), PIPE_MODE));
        plain.put("chdir", a -> calls.changeDirectory(path(a.get(0))));
    }

    private void addAttributes(Map<String, ToIntFunction<List<String>>> plain) {
        plain.put("access", a -> calls.access(path(a.get(0)), octal(a.get(1))));
        plain.put("truncate", a -> calls.truncate(path(a.get(0)), Long.parseLong(a.get(1))));
        plain.put("chmod", a -> calls.changeMode(path(a.get(0)), octal(a.get(1))));
        plain.put("chown", a -> calls.changeOwner(path(a.get(0)), id(a.get(1)), id(a.get(2))));
        plain.put("utimes", a -> calls.setTimes(path(a.get(0)), seconds(a.get(1)), seconds(a.get(2))));
        plain.put("utimenow", a -> calls.touch(path(a.get(0))));
        plain.put("setxattr", a -> calls.setExtendedAttribute(path(a.get(0)), a.get(1)));
        plain.put("getxattr", a -> calls.extendedAttribute(path(a.get(0)), a.get(1)));
        plain.put("listxattr", a -> calls.listExtendedAttributes(path(a.get(0))));
    }

    private static Map<String, Object> fileSystem(Answer<FileSystemStatus> answer) {
        return answer.value()
                .<Map<String, Object>>map(status -> Map.of(
                        "r", 0,
                        "type", Integer.toHexString(status.type()),
                        "bsize", status.blockSize(),
                        "blocks", status.blocks(),
                        "files", status.files(),
                        "namelen", status.nameLength()))
                .orElseGet(() -> Map.of("r", answer.errno()));
    }

    private static OptionalInt id(String word) {
        return word.equals("-1") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(word));
    }

    private static Instant seconds(String word) {
        return Instant.ofEpochSecond(Long.parseLong(word));
    }
}
