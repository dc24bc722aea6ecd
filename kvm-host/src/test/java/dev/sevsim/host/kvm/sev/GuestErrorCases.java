package dev.sevsim.host.kvm.sev;

import static dev.sevsim.abi.Errno.EBADF;
import static dev.sevsim.abi.Errno.EFAULT;
import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.Errno.EIO;
import static dev.sevsim.abi.Errno.ENOMEM;
import static dev.sevsim.abi.Errno.ENOTTY;
import static dev.sevsim.abi.uapi.KvmSevCommandId.DBG_DECRYPT;
import static dev.sevsim.abi.uapi.KvmSevCommandId.DBG_ENCRYPT;
import static dev.sevsim.abi.uapi.KvmSevCommandId.GUEST_STATUS;
import static dev.sevsim.abi.uapi.KvmSevCommandId.LAUNCH_FINISH;
import static dev.sevsim.abi.uapi.KvmSevCommandId.RECEIVE_FINISH;
import static dev.sevsim.abi.uapi.KvmSevCommandId.SEND_CANCEL;
import static dev.sevsim.abi.uapi.KvmSevCommandId.SEND_FINISH;
import static dev.sevsim.host.kvm.sev.ErrorCase.errorCase;
import static dev.sevsim.host.kvm.sev.ErrorCaseBuffers.FLUSH;
import static dev.sevsim.host.kvm.sev.ErrorCaseScene.NOWHERE;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.KvmSevDebug;
import dev.sevsim.host.kvm.sev.ErrorCaseScene.Stage;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Of a guest as it is: the end of a launch or migration, its status, its memory. */
final class GuestErrorCases {

    private GuestErrorCases() {}

    static Stream<ErrorCase> all() {
        return Stream.of(handleOnly(), guestStatus(), debug()).flatMap(List::stream);
    }

    private static List<ErrorCase> handleOnly() {
        return Stream.of(LAUNCH_FINISH, SEND_FINISH, SEND_CANCEL, RECEIVE_FINISH)
                .flatMap(id -> Stream.of(
                        errorCase(id, "no init", Stage.ORDINARY, ENOTTY),
                        errorCase(id, "no launch started", Stage.INITIALISED, EBADF)
                                .after(scene -> scene.fixture.close(scene.sevFd)),
                        errorCase(id, "descriptor closed", Stage.CLOSED, EBADF),
                        errorCase(id, "descriptor of another file", Stage.REUSED, EBADF),
                        errorCase(id, "firmware refuses", Stage.LAUNCHED, EIO)
                                .refused(CommandId.valueOf(id.name()), SevStatus.INVALID_GUEST_STATE)))
                .toList();
    }

    private static List<ErrorCase> guestStatus() {
        Function<ErrorCaseScene, Bytes> good = scene -> Bytes.zeros(12);
        return List.of(
                errorCase(GUEST_STATUS, "no init", Stage.ORDINARY, ENOTTY).with(good),
                errorCase(GUEST_STATUS, "structure not mapped", Stage.LAUNCHED, EFAULT)
                        .failing(0)
                        .logging("GUEST_STATUS"),
                errorCase(GUEST_STATUS, "descriptor closed", Stage.CLOSED, EBADF)
                        .with(good),
                errorCase(GUEST_STATUS, "firmware refuses", Stage.LAUNCHED, EIO)
                        .with(good)
                        .refused(CommandId.GUEST_STATUS, SevStatus.INVALID_PLATFORM_STATE));
    }

    private static List<ErrorCase> debug() {
        Function<ErrorCaseScene, Bytes> good =
                scene -> new KvmSevDebug(scene.memory(4096), scene.memory(4096), 16).encode();
        return Stream.of(DBG_DECRYPT, DBG_ENCRYPT)
                .flatMap(id -> Stream.of(
                        errorCase(id, "no init", Stage.ORDINARY, ENOTTY).with(good),
                        errorCase(id, "structure not mapped", Stage.LAUNCHED, EFAULT),
                        errorCase(id, "nothing", Stage.LAUNCHED, EINVAL)
                                .with(scene -> new KvmSevDebug(scene.memory(16), scene.memory(16), 0).encode()),
                        errorCase(id, "source wraps", Stage.LAUNCHED, EINVAL)
                                .with(scene -> new KvmSevDebug(-8, scene.memory(16), 16).encode()),
                        errorCase(id, "no destination", Stage.LAUNCHED, EINVAL)
                                .with(scene -> new KvmSevDebug(scene.memory(16), 0, 16).encode()),
                        errorCase(id, "source not mapped", Stage.LAUNCHED, ENOMEM)
                                .with(scene -> new KvmSevDebug(NOWHERE, scene.memory(16), 16).encode()),
                        errorCase(id, "destination not mapped", Stage.LAUNCHED, ENOMEM)
                                .with(scene -> new KvmSevDebug(scene.memory(16), NOWHERE, 16).encode()),
                        errorCase(id, "descriptor closed", Stage.CLOSED, EBADF)
                                .with(good)
                                .logging(FLUSH, FLUSH),
                        errorCase(id, "policy forbids it", Stage.LAUNCHED, EIO)
                                .with(good)
                                .refused(CommandId.valueOf(id.name()), SevStatus.POLICY_FAILURE)
                                .logging(FLUSH, FLUSH, id.name())))
                .toList();
    }
}
