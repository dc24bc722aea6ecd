package dev.sevsim.bridge;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/**
 * Kind of a message between a supervisor and the server, in the order of docs/linux-bridge.md.
 *
 * <p>All numbers are little-endian.
 */
enum MessageType {
    /** First message of a connection: version (4 bytes), number of the process (8), group (16). Answered by a result. */
    HELLO(1),
    /** open of a device: its code in {@code DevicePath} (4), flags (4). */
    OPEN(2),
    /** ioctl: descriptor (4), number of its file (8), request (4), argument (8). */
    IOCTL(3),
    /** The last descriptor of a file was closed: its number (8). */
    CLOSE(4),
    /** Bytes that the server asked for. */
    DATA(5),
    /** A number that the server asked for (8); an errno is negative. */
    NUMBER(6),
    /** Asks for the list of the host's files, before HELLO. Answered by the list. */
    FILES(7),
    /** What a system call returns (8). */
    RESULT(16),
    /** Asks for memory of the program: address (8), length (4). */
    READ(17),
    /** Writes memory of the program: address (8), bytes. */
    WRITE(18),
    /** Asks whether a range is mapped, 1 or 0: address (8), length (8). */
    PROBE(19),
    /** Asks for a descriptor for a file: its number (8), bytes that can be mapped (4), its name in {@code /proc}. */
    INSTALL(20),
    /** Asks for the number of the file behind a descriptor, 0 for none: descriptor (4). */
    FIND(21),
    /** Asks for a file's pages from the start: number of the file (8), length (4). */
    READ_PAGES(22),
    /** Overwrites a file's pages from the start: number of the file (8), bytes. */
    WRITE_PAGES(23),
    /** The list of the host's files, {@link HostFileList}. */
    FILE_LIST(24);

    private static final CodeTable<MessageType> CODES = CodeTable.of(values(), MessageType::code);

    private final int code;

    MessageType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Optional<MessageType> fromCode(int code) {
        return CODES.find(code);
    }
}
