package dev.sevsim.kernel.conformance;

import dev.sevsim.kernel.fs.Answer;
import dev.sevsim.kernel.fs.FileStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Device and inode numbers by their first appearance, since the real ones differ from boot to boot.
 *
 * @param inodes device and inode numbers in the order of appearance, counted from 0
 * @param devices device numbers in the order of appearance, counted from 1
 */
record Numbering(List<String> inodes, List<Integer> devices) {
    Numbering() {
        this(new ArrayList<>(), new ArrayList<>());
    }

    /** What a child of the process starts with, and loses when it ends. */
    Numbering copy() {
        return new Numbering(new ArrayList<>(inodes), new ArrayList<>(devices));
    }

    /** The answer to a call that fills a {@code stat} structure. */
    Map<String, Object> describe(Answer<FileStatus> answer) {
        return answer.value().map(this::describe).orElseGet(() -> Map.of("r", answer.errno()));
    }

    private Map<String, Object> describe(FileStatus status) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("r", 0);
        answer.put("mode", Integer.toOctalString(status.mode()));
        answer.put("nlink", status.links());
        answer.put("uid", status.uid());
        answer.put("gid", status.gid());
        answer.put("size", status.size());
        answer.put("blocks", 0);
        answer.put("blksize", FileStatus.BLOCK_SIZE);
        answer.put("ino", index(inodes, status.device() + ":" + status.inode()));
        answer.put("dev", index(devices, status.device()) + 1);
        answer.put("a", RecordedTime.name(status.accessed()));
        answer.put("m", RecordedTime.name(status.modified()));
        answer.put("c", RecordedTime.name(status.changed()));
        return answer;
    }

    private static <T> int index(List<T> seen, T value) {
        if (!seen.contains(value)) {
            seen.add(value);
        }
        return seen.indexOf(value);
    }
}
