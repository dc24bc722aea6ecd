package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.kvm.sev.ErrorCaseScene.Stage;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A structure of a sub-command whose fields are buffers of the caller, as pairs of address and length.
 *
 * <p>A buffer is written as a word for its memory and its length: {@code blob 52} is mapped memory, {@code none 52} a null
 * address, {@code unmapped 52} an address without memory, {@code scattered 0x2000} two pages that are not neighbours in
 * physical memory, {@code crossing 32} memory that begins 16 bytes before the end of a page.
 */
@FunctionalInterface
interface ErrorCaseBuffers {
    /** One page flushed. */
    String FLUSH = "CLFLUSH 1000";

    /** The structure with these addresses and lengths, in the order of its fields. */
    Bytes encode(long[] addresses, int[] lengths);

    /** The structure in a scene; one text for each buffer. */
    default Function<ErrorCaseScene, Bytes> of(String... buffers) {
        return scene -> encode(
                Arrays.stream(buffers)
                        .mapToLong(buffer -> address(scene, buffer))
                        .toArray(),
                Arrays.stream(buffers).mapToInt(ErrorCaseBuffers::length).toArray());
    }

    /**
     * Error cases that differ in the buffers: one a line, with the errno, the description, the buffers and the number of
     * pages that are flushed before the failure.
     */
    default Stream<ErrorCase> cases(KvmSevCommandId id, Stage stage, String table) {
        return table.lines().map(line -> {
            List<String> cells = List.of(line.split(" *\\| *", -1));
            int last = cells.size() - 1;
            String[] flushes = Stream.generate(() -> FLUSH)
                    .limit(Integer.parseInt(cells.get(last)))
                    .toArray(String[]::new);
            return ErrorCase.errorCase(id, cells.get(1), stage, Errno.valueOf(cells.get(0)))
                    .with(of(cells.subList(2, last).toArray(String[]::new)))
                    .logging(flushes);
        });
    }

    private static long address(ErrorCaseScene scene, String buffer) {
        return switch (buffer.split(" ", -1)[0]) {
            case "none" -> 0;
            case "unmapped" -> ErrorCaseScene.NOWHERE;
            case "scattered" -> scene.scattered();
            case "crossing" -> scene.memory(0x2000) + 0xFF0;
            case "blob" -> scene.memory(Math.min(length(buffer), 0x2000));
            default -> throw new IllegalArgumentException(buffer);
        };
    }

    private static int length(String buffer) {
        return Integer.decode(buffer.split(" ", -1)[1]);
    }
}
