package dev.sevsim.machine.act;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.io.text.NearMiss;
import dev.sevsim.machine.act.Point.Side;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What kind of event a name means, and which fields it has. */
enum EventKind {
    /** The fields of its buffer; afterwards also its status. */
    FIRMWARE_COMMAND("a firmware command") {
        @Override
        Stream<String> fields(String name) {
            return CommandId.valueOf(name).layout().stream().flatMap(EventKind::fields);
        }

        @Override
        List<String> answered() {
            return List.of(STATUS);
        }
    },
    /** The structure of a sub-command is not decoded: the firmware command that it causes has the same values. */
    IOCTL("an ioctl") {
        @Override
        Stream<String> fields(String name) {
            return Stream.of(FILE);
        }

        @Override
        List<String> answered() {
            return List.of(ERRNO, STATUS);
        }
    },
    /** Both the question and the answer are frames between VMM and owner. */
    OWNER_MESSAGE("a question to the owner") {
        @Override
        Stream<String> fields(String name) {
            return Stream.of(POLICY);
        }

        @Override
        List<String> answered() {
            return List.of(ANSWER);
        }
    },
    /** The fields are those that the host sees with and without encrypted state. */
    ENTRY("VMRUN") {
        @Override
        Stream<String> fields(String name) {
            return Stream.of(VCPU, ASID);
        }
    },
    /** Has no moment before it: the guest leaves its vCPU when it happens. */
    EXIT("an exit") {
        @Override
        Stream<String> fields(String name) {
            return GuestExit.FIELDS.stream();
        }
    },
    /** Known to the simulator alone; a real host sees its accesses and exits. */
    BOOT_PHASE("a boot phase") {
        @Override
        Stream<String> fields(String name) {
            return Stream.of();
        }
    },
    QMP_COMMAND("a QMP command") {
        @Override
        Stream<String> fields(String name) {
            return Stream.of();
        }

        @Override
        List<String> answered() {
            return List.of(ERROR);
        }
    };

    static final String STATUS = "status";
    static final String ERRNO = "errno";
    static final String FILE = "file";
    static final String POLICY = "policy";
    static final String ANSWER = "answer";
    static final String ERROR = "error";
    static final String VCPU = "vcpu";
    static final String ASID = "asid";

    private final String title;

    EventKind(String title) {
        this.title = title;
    }

    /** With its article, for messages. */
    String title() {
        return title;
    }

    /** Names of the fields of the request. */
    abstract Stream<String> fields(String name);

    /** Names of the fields of the answer. */
    List<String> answered() {
        return List.of();
    }

    /** Names of the fields at one side of an event. */
    Set<String> fields(String name, Side side) {
        Set<String> names = new TreeSet<>(fields(name).toList());
        if (side == Side.AFTER) {
            names.addAll(answered());
        }
        return names;
    }

    /**
     * Refuses a value that a field never has.
     *
     * @throws IllegalArgumentException for text where the field is a number, and for the name of no status or errno
     */
    void requireValue(String field, String value) {
        switch (field) {
            case STATUS ->
                requireName(field, value, Arrays.stream(SevStatus.values()).map(SevStatus::name));
            case ERRNO ->
                requireName(field, value, Arrays.stream(Errno.values()).map(Errno::name));
            case ANSWER, ERROR -> {} // kinds of frames and classes of QMP errors are no closed list
            default -> {
                if (Texts.number(value).isEmpty()) {
                    throw new IllegalArgumentException(
                            "'" + field + "=" + value + "' is no condition on a field, expected a number");
                }
            }
        }
    }

    private static void requireName(String field, String value, Stream<String> names) {
        List<String> known = names.toList();
        if (!known.contains(value) && Texts.number(value).isEmpty()) {
            throw new IllegalArgumentException("'" + field + "=" + value
                    + "' is no condition on a field, expected the name" + " of one" + NearMiss.question(value, known));
        }
    }

    /** The name of a field of a structure that is a number: as in the specification, in lower case. */
    static String nameOf(Field field) {
        return field.name().toLowerCase(Locale.ROOT);
    }

    /** Longer fields are bytes, which have no value to compare. */
    static boolean isNumber(Field field) {
        return !field.reserved() && field.width() <= Long.BYTES;
    }

    private static Stream<String> fields(StructLayout layout) {
        return layout.fields().stream().filter(EventKind::isNumber).map(EventKind::nameOf);
    }
}
