package dev.sevsim.kernel.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.kernel.core.KernelTime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The answers of a real kernel to 12,000 calls on tmpfs; see vectors/file-system/README.md. */
class TmpfsCallsTest {
    private static final EnumSet<OpenFlag> CREATE = EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE);
    private static final EnumSet<OpenFlag> CREATE_NEW = EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE);
    private static final EnumSet<OpenFlag> LIST = EnumSet.of(OpenFlag.READ, OpenFlag.DIRECTORY);
    private static final String NOTHING = "None";

    private static List<String> recorded() throws IOException {
        try (InputStream in = TmpfsCallsTest.class.getResourceAsStream("/vectors/file-system/tmpfs-calls.tsv.gz")) {
            return new String(new GZIPInputStream(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static SystemCalls freshProcess() {
        KernelTime time = KernelTime.fixed(Instant.EPOCH);
        FileSystem fileSystem = new FileSystem("tmpfs", 9, time, new RamDirectoryOperations());
        SystemCalls calls = new SystemCalls(new MountNamespace(fileSystem), Credentials.ROOT);
        calls.makeDirectory("/w", 0755);
        calls.makeDirectory("/w/r", 0755);
        calls.changeDirectory("/w/r");
        return calls;
    }

    @Test
    void givesEveryRecordedAnswer() throws IOException {
        List<String> differing = new ArrayList<>();
        List<String> lines = recorded();
        String sequence = "";
        SystemCalls calls = freshProcess();
        for (String line : lines) {
            String[] columns = line.split("\t", -1);
            if (!columns[0].equals(sequence)) {
                sequence = columns[0];
                calls = freshProcess();
            }
            String ours = answer(calls, columns[1], columns[2], columns[3]);
            if (!ours.equals(columns[4] + "\t" + columns[5])) {
                differing.add(line + ", ours: " + ours);
            }
        }

        assertThat(lines).hasSize(12_000);
        assertThat(differing).isEmpty();
    }

    private static String answer(SystemCalls calls, String call, String path, String second) {
        return switch (call) {
            case "stat" ->
                answer(calls.statLink(path).map(status -> Integer.toOctalString(status.mode()) + " " + status.links()));
            case "list" ->
                answer(calls.list(path)
                        .map(names -> String.join(" ", names.stream().sorted().toList())));
            case "readlink" -> answer(calls.readLink(path));
            default -> plain(calls, call, path, second) + "\t" + NOTHING;
        };
    }

    private static String answer(Answer<String> answer) {
        return answer.errno() + "\t" + answer.value().orElse(NOTHING);
    }

    private static int plain(SystemCalls calls, String call, String path, String second) {
        return switch (call) {
            case "mkdir" -> calls.makeDirectory(path, 0755);
            case "rmdir" -> calls.removeDirectory(path);
            case "unlink" -> calls.unlink(path);
            case "rename" -> calls.rename(path, second);
            case "link" -> calls.link(path, second);
            case "symlink" -> calls.symbolicLink(second, path);
            case "access" -> calls.stat(path).errno();
            case "chmod" -> calls.changeMode(path, 0750);
            case "trunc" -> calls.truncate(path, 5L);
            case "creat" -> opened(calls, calls.open(path, CREATE, 0666));
            case "excl" -> opened(calls, calls.open(path, CREATE_NEW, 0666));
            case "opendir" -> opened(calls, calls.open(path, LIST, 0));
            default -> throw new IllegalArgumentException("unknown call " + call);
        };
    }

    private static int opened(SystemCalls calls, int descriptor) {
        return descriptor < 0 ? descriptor : calls.close(descriptor);
    }
}
