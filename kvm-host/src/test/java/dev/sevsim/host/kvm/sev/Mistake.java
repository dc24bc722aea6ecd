package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.kvm.sev.MistakeScene.Stage;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One row of the table: a sub-command, what is wrong with it, and everything that the caller and the firmware see of it.
 *
 * @param id sub-command
 * @param what what is wrong
 * @param stage how far the VM is
 * @param structure what {@code data} points at; empty to point it at nothing
 * @param before done last before the call
 * @param errno what the ioctl fails with
 * @param error the header's {@code error} afterwards
 * @param writtenBack offset and 32-bit value that the structure gets; empty when it stays as it was
 * @param log cache and firmware commands, in order
 */
record Mistake(
        KvmSevCommandId id,
        String what,
        Stage stage,
        Optional<Function<MistakeScene, Bytes>> structure,
        Consumer<MistakeScene> before,
        Errno errno,
        int error,
        Optional<WrittenBack> writtenBack,
        List<String> log) {
    record WrittenBack(int offset, int value) {}

    /** A call without a structure; it fails without the firmware. */
    static Mistake mistake(KvmSevCommandId id, String what, Stage stage, Errno errno) {
        return new Mistake(
                id,
                what,
                stage,
                Optional.empty(),
                scene -> {},
                errno,
                HostFixture.UNTOUCHED,
                Optional.empty(),
                List.of());
    }

    Mistake with(Function<MistakeScene, Bytes> content) {
        return new Mistake(id, what, stage, Optional.of(content), before, errno, error, writtenBack, log);
    }

    Mistake after(Consumer<MistakeScene> action) {
        return new Mistake(id, what, stage, structure, action, errno, error, writtenBack, log);
    }

    /** What reaches caches and firmware before the failure. */
    Mistake logging(String... entries) {
        return new Mistake(id, what, stage, structure, before, errno, error, writtenBack, List.of(entries));
    }

    /** The firmware refuses a command, the last one in the log if nothing else is said. */
    Mistake refused(CommandId command, SevStatus status) {
        return failing(status.code())
                .after(scene -> scene.fixture.firmware.answer(command, status))
                .logging(command.name());
    }

    /** The header's error afterwards. */
    Mistake failing(int code) {
        return new Mistake(id, what, stage, structure, before, errno, code, writtenBack, log);
    }

    Mistake writingBack(int offset, int value) {
        return new Mistake(
                id, what, stage, structure, before, errno, error, Optional.of(new WrittenBack(offset, value)), log);
    }

    @Override
    public String toString() {
        return id + ": " + what + " -> " + errno + (error == HostFixture.UNTOUCHED ? "" : "/" + error);
    }
}
