package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.kvm.sev.ErrorCaseScene.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One error case of a sub-command, with all that its caller and the firmware observe.
 *
 * @param id sub-command
 * @param what description
 * @param stage state of the VM
 * @param structure contents of the structure at {@code data}; empty for an address that is not mapped
 * @param before action before the call
 * @param errno errno of the ioctl
 * @param error the header's {@code error} afterwards
 * @param writtenBack offset and 32-bit value that the structure gets; empty when it is unchanged
 * @param log cache and firmware commands, in order
 */
record ErrorCase(
        KvmSevCommandId id,
        String what,
        Stage stage,
        Optional<Function<ErrorCaseScene, Bytes>> structure,
        Consumer<ErrorCaseScene> before,
        Errno errno,
        int error,
        Optional<WrittenBack> writtenBack,
        List<String> log) {
    record WrittenBack(int offset, int value) {}

    /** A call without a structure; it fails without the firmware. */
    static ErrorCase errorCase(KvmSevCommandId id, String what, Stage stage, Errno errno) {
        return new ErrorCase(
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

    /**
     * What every sub-command with a structure and a firmware command of its name refuses before and after the checks of its
     * buffers. Without INIT the errno is ENOTTY, for RECEIVE_UPDATE_DATA alone EINVAL.
     *
     * @param stage where the sub-command belongs: INITIALISED for one that makes a context, else LAUNCHED
     * @param flushed pages that are flushed before the descriptor is looked up
     */
    static Stream<ErrorCase> common(
            KvmSevCommandId id,
            Stage stage,
            Function<ErrorCaseScene, Bytes> good,
            SevStatus refusal,
            String... flushed) {
        ErrorCase closed = stage == Stage.LAUNCHED
                ? errorCase(id, "descriptor closed", Stage.CLOSED, Errno.EBADF)
                : errorCase(id, "descriptor closed", stage, Errno.EBADF)
                        .after(scene -> scene.fixture.close(scene.sevFd));
        List<String> log = new ArrayList<>(List.of(flushed));
        log.add(id.name());
        Errno noInit = id == KvmSevCommandId.RECEIVE_UPDATE_DATA ? Errno.EINVAL : Errno.ENOTTY;
        return Stream.of(
                errorCase(id, "no init", Stage.ORDINARY, noInit).with(good),
                errorCase(id, "structure not mapped", stage, Errno.EFAULT),
                closed.with(good).logging(flushed),
                errorCase(id, "firmware refuses", stage, Errno.EIO)
                        .with(good)
                        .refused(CommandId.valueOf(id.name()), refusal)
                        .logging(log.toArray(String[]::new)));
    }

    ErrorCase with(Function<ErrorCaseScene, Bytes> content) {
        return new ErrorCase(id, what, stage, Optional.of(content), before, errno, error, writtenBack, log);
    }

    ErrorCase after(Consumer<ErrorCaseScene> action) {
        return new ErrorCase(id, what, stage, structure, action, errno, error, writtenBack, log);
    }

    /** Cache and firmware commands up to the failure. */
    ErrorCase logging(String... entries) {
        return new ErrorCase(id, what, stage, structure, before, errno, error, writtenBack, List.of(entries));
    }

    /** The firmware refuses a command; it is the whole log unless {@link #logging} follows. */
    ErrorCase refused(CommandId command, SevStatus status) {
        return failing(status.code())
                .after(scene -> scene.fixture.firmware.answer(command, status))
                .logging(command.name());
    }

    /** The header's error afterwards. */
    ErrorCase failing(int code) {
        return new ErrorCase(id, what, stage, structure, before, errno, code, writtenBack, log);
    }

    ErrorCase writingBack(int offset, int value) {
        return new ErrorCase(
                id, what, stage, structure, before, errno, error, Optional.of(new WrittenBack(offset, value)), log);
    }

    @Override
    public String toString() {
        return id + ": " + what + " -> " + errno + (error == HostFixture.UNTOUCHED ? "" : "/" + error);
    }
}
