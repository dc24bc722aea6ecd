package dev.sevsim.kernel.secret;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import java.util.Arrays;

/** Secret areas put together by hand, field by field. */
final class Areas {
    static final Bytes HEADER = Bytes.fromHex("42F5741EDD71664D963EEF4287FF173B");

    private Areas() {}

    /** Header with a length that the caller chooses, then the entries. */
    static Bytes table(int length, Bytes... entries) {
        return Bytes.concat(HEADER, Bytes.u32Le(length), Bytes.concat(entries));
    }

    /** An entry whose GUID is made of {@code number}, with {@code data} bytes. */
    static Bytes entry(int number, int data) {
        byte[] content = new byte[data];
        Arrays.fill(content, (byte) (0x40 + number));
        return Bytes.concat(Bytes.u32Le(number).paddedTo(16), Bytes.u32Le(20 + data), Bytes.copyOf(content));
    }

    static Bytes entries(int from, int count, int data) {
        Bytes all = Bytes.EMPTY;
        for (int i = 0; i < count; i++) {
            all = Bytes.concat(all, entry(from + i, data));
        }
        return all;
    }

    static String name(int number) {
        return Guid.of("%08x-0000-0000-0000-000000000000".formatted(number)).toString();
    }
}
