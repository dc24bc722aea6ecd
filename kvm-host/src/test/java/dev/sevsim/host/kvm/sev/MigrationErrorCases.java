package dev.sevsim.host.kvm.sev;

import static dev.sevsim.abi.Errno.EBADF;
import static dev.sevsim.abi.Errno.EFAULT;
import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.Errno.EIO;
import static dev.sevsim.abi.Errno.ENOMEM;
import static dev.sevsim.abi.Errno.ENOTTY;
import static dev.sevsim.abi.uapi.KvmSevCommandId.RECEIVE_START;
import static dev.sevsim.abi.uapi.KvmSevCommandId.RECEIVE_UPDATE_DATA;
import static dev.sevsim.abi.uapi.KvmSevCommandId.SEND_START;
import static dev.sevsim.abi.uapi.KvmSevCommandId.SEND_UPDATE_DATA;
import static dev.sevsim.host.kvm.sev.ErrorCase.errorCase;
import static dev.sevsim.host.kvm.sev.ErrorCaseBuffers.BLOB;
import static dev.sevsim.host.kvm.sev.ErrorCaseBuffers.FLUSH;
import static dev.sevsim.host.kvm.sev.ErrorCaseBuffers.NONE;
import static dev.sevsim.host.kvm.sev.ErrorCaseBuffers.TOO_LONG;
import static dev.sevsim.host.kvm.sev.ErrorCaseBuffers.UNMAPPED;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.KvmSevReceiveStart;
import dev.sevsim.abi.uapi.KvmSevReceiveUpdateData;
import dev.sevsim.abi.uapi.KvmSevSendStart;
import dev.sevsim.abi.uapi.KvmSevSendUpdateData;
import dev.sevsim.host.kvm.sev.ErrorCaseBuffers.ThreeBuffers;
import dev.sevsim.host.kvm.sev.ErrorCaseBuffers.TwoBuffers;
import dev.sevsim.host.kvm.sev.ErrorCaseScene.Stage;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Of sending and receiving. */
final class MigrationErrorCases {
    private static final ThreeBuffers PACKET = (header, headerLength, guest, guestLength, transport, transportLength) ->
            new KvmSevSendUpdateData(header, headerLength, guest, guestLength, transport, transportLength).encode();
    private static final ThreeBuffers RECEIVED =
            (header, headerLength, guest, guestLength, transport, transportLength) -> new KvmSevReceiveUpdateData(
                            header, headerLength, guest, guestLength, transport, transportLength)
                    .encode();
    private static final TwoBuffers RECEIVE = (pdh, pdhLength, session, sessionLength) ->
            new KvmSevReceiveStart(0, 1, pdh, pdhLength, session, sessionLength).encode();

    private MigrationErrorCases() {}

    static Stream<ErrorCase> all() {
        return Stream.of(sendStart(), sendUpdate(), receiveStart(), receiveUpdate())
                .flatMap(List::stream);
    }

    private static Function<ErrorCaseScene, Bytes> send(
            Function<ErrorCaseScene, Long> pdh,
            Function<ErrorCaseScene, Long> platform,
            Function<ErrorCaseScene, Long> amd,
            Function<ErrorCaseScene, Long> session,
            int sessionLength) {
        return scene -> new KvmSevSendStart(
                        0,
                        pdh.apply(scene),
                        64,
                        platform.apply(scene),
                        64,
                        amd.apply(scene),
                        64,
                        session.apply(scene),
                        sessionLength)
                .encode();
    }

    private static List<ErrorCase> sendStart() {
        return List.of(
                errorCase(SEND_START, "no init", Stage.ORDINARY, ENOTTY).with(send(BLOB, BLOB, BLOB, BLOB, 128)),
                errorCase(SEND_START, "structure not mapped", Stage.LAUNCHED, EFAULT),
                errorCase(SEND_START, "asks for the length", Stage.LAUNCHED, EIO)
                        .with(send(NONE, NONE, NONE, NONE, 0))
                        .failing(4)
                        .writingBack(64, 128)
                        .logging("SEND_START"),
                errorCase(SEND_START, "no PDH", Stage.LAUNCHED, EINVAL).with(send(NONE, BLOB, BLOB, BLOB, 128)),
                errorCase(SEND_START, "no session buffer", Stage.LAUNCHED, EINVAL)
                        .with(send(BLOB, BLOB, BLOB, NONE, 128)),
                errorCase(SEND_START, "session too long", Stage.LAUNCHED, EINVAL)
                        .with(send(BLOB, BLOB, BLOB, BLOB, TOO_LONG)),
                errorCase(SEND_START, "PDH not mapped", Stage.LAUNCHED, EFAULT)
                        .with(send(UNMAPPED, NONE, BLOB, BLOB, 128)),
                errorCase(SEND_START, "no platform certificates", Stage.LAUNCHED, EINVAL)
                        .with(send(BLOB, NONE, UNMAPPED, BLOB, 128)),
                errorCase(SEND_START, "AMD certificates not mapped", Stage.LAUNCHED, EFAULT)
                        .with(send(BLOB, BLOB, UNMAPPED, BLOB, 128)),
                errorCase(SEND_START, "descriptor closed", Stage.CLOSED, EBADF).with(send(BLOB, BLOB, BLOB, BLOB, 128)),
                errorCase(SEND_START, "firmware refuses", Stage.LAUNCHED, EIO)
                        .with(send(BLOB, BLOB, BLOB, BLOB, 128))
                        .refused(CommandId.SEND_START, SevStatus.POLICY_FAILURE),
                errorCase(SEND_START, "session not mapped", Stage.LAUNCHED, EFAULT)
                        .with(send(BLOB, BLOB, BLOB, UNMAPPED, 128))
                        .failing(0)
                        .logging("SEND_START"));
    }

    private static List<ErrorCase> sendUpdate() {
        Function<ErrorCaseScene, Bytes> good = PACKET.of(BLOB, 52, BLOB, 64, BLOB, 64);
        return List.of(
                errorCase(SEND_UPDATE_DATA, "no init", Stage.ORDINARY, ENOTTY).with(good),
                errorCase(SEND_UPDATE_DATA, "structure not mapped", Stage.LAUNCHED, EFAULT),
                errorCase(SEND_UPDATE_DATA, "asks for the lengths", Stage.LAUNCHED, EIO)
                        .with(PACKET.of(NONE, 0, NONE, 0, NONE, 0))
                        .failing(4)
                        .writingBack(8, 52)
                        .logging("SEND_UPDATE_DATA"),
                errorCase(SEND_UPDATE_DATA, "no transport buffer", Stage.LAUNCHED, EINVAL)
                        .with(PACKET.of(BLOB, 52, BLOB, 64, NONE, 64)),
                errorCase(SEND_UPDATE_DATA, "no guest memory", Stage.LAUNCHED, EINVAL)
                        .with(PACKET.of(BLOB, 52, NONE, 64, BLOB, 64)),
                errorCase(SEND_UPDATE_DATA, "no guest length", Stage.LAUNCHED, EINVAL)
                        .with(PACKET.of(BLOB, 52, BLOB, 0, BLOB, 64)),
                errorCase(SEND_UPDATE_DATA, "no header buffer", Stage.LAUNCHED, EINVAL)
                        .with(PACKET.of(NONE, 52, BLOB, 64, BLOB, 64)),
                errorCase(SEND_UPDATE_DATA, "more than a page", Stage.LAUNCHED, EINVAL)
                        .with(PACKET.of(BLOB, 52, scene -> scene.memory(0x2000), 0x1001, BLOB, 64)),
                errorCase(SEND_UPDATE_DATA, "crosses a page", Stage.LAUNCHED, EINVAL)
                        .with(PACKET.of(BLOB, 52, scene -> scene.memory(0x2000) + 0xFF0, 32, BLOB, 64)),
                errorCase(SEND_UPDATE_DATA, "guest memory not mapped", Stage.LAUNCHED, ENOMEM)
                        .with(PACKET.of(BLOB, 52, UNMAPPED, 64, BLOB, 64)),
                errorCase(SEND_UPDATE_DATA, "descriptor closed", Stage.CLOSED, EBADF)
                        .with(good),
                errorCase(SEND_UPDATE_DATA, "firmware refuses", Stage.LAUNCHED, EIO)
                        .with(good)
                        .refused(CommandId.SEND_UPDATE_DATA, SevStatus.INVALID_GUEST_STATE),
                errorCase(SEND_UPDATE_DATA, "transport buffer not mapped", Stage.LAUNCHED, EFAULT)
                        .with(PACKET.of(BLOB, 52, BLOB, 64, UNMAPPED, 64))
                        .failing(0)
                        .logging("SEND_UPDATE_DATA"));
    }

    private static List<ErrorCase> receiveStart() {
        Function<ErrorCaseScene, Bytes> good = RECEIVE.of(BLOB, 64, BLOB, 64);
        return List.of(
                errorCase(RECEIVE_START, "no init", Stage.ORDINARY, ENOTTY).with(good),
                errorCase(RECEIVE_START, "structure not mapped", Stage.INITIALISED, EFAULT),
                errorCase(RECEIVE_START, "no PDH", Stage.INITIALISED, EINVAL).with(RECEIVE.of(NONE, 64, BLOB, 64)),
                errorCase(RECEIVE_START, "empty PDH", Stage.INITIALISED, EINVAL).with(RECEIVE.of(BLOB, 0, BLOB, 64)),
                errorCase(RECEIVE_START, "no session", Stage.INITIALISED, EINVAL)
                        .with(RECEIVE.of(BLOB, 64, NONE, 64)),
                errorCase(RECEIVE_START, "PDH too long", Stage.INITIALISED, EINVAL)
                        .with(RECEIVE.of(BLOB, TOO_LONG, BLOB, 64)),
                errorCase(RECEIVE_START, "session not mapped", Stage.INITIALISED, EFAULT)
                        .with(RECEIVE.of(BLOB, 64, UNMAPPED, 64)),
                errorCase(RECEIVE_START, "descriptor closed", Stage.INITIALISED, EBADF)
                        .with(good)
                        .after(scene -> scene.fixture.close(scene.sevFd)),
                errorCase(RECEIVE_START, "firmware refuses", Stage.INITIALISED, EIO)
                        .with(good)
                        .refused(CommandId.RECEIVE_START, SevStatus.BAD_MEASUREMENT),
                errorCase(RECEIVE_START, "ASID cannot be activated", Stage.INITIALISED, EIO)
                        .with(good)
                        .refused(CommandId.ACTIVATE, SevStatus.DFFLUSH_REQUIRED)
                        .logging("RECEIVE_START", "ACTIVATE", "DECOMMISSION"));
    }

    private static List<ErrorCase> receiveUpdate() {
        Function<ErrorCaseScene, Bytes> good = RECEIVED.of(BLOB, 52, BLOB, 64, BLOB, 64);
        return List.of(
                errorCase(RECEIVE_UPDATE_DATA, "no init, the odd one out", Stage.ORDINARY, EINVAL)
                        .with(good),
                errorCase(RECEIVE_UPDATE_DATA, "structure not mapped", Stage.LAUNCHED, EFAULT),
                errorCase(RECEIVE_UPDATE_DATA, "no header", Stage.LAUNCHED, EINVAL)
                        .with(RECEIVED.of(NONE, 52, BLOB, 64, BLOB, 64)),
                errorCase(RECEIVE_UPDATE_DATA, "empty header", Stage.LAUNCHED, EINVAL)
                        .with(RECEIVED.of(BLOB, 0, BLOB, 64, BLOB, 64)),
                errorCase(RECEIVE_UPDATE_DATA, "empty packet", Stage.LAUNCHED, EINVAL)
                        .with(RECEIVED.of(BLOB, 52, BLOB, 64, BLOB, 0)),
                errorCase(RECEIVE_UPDATE_DATA, "crosses a page", Stage.LAUNCHED, EINVAL)
                        .with(RECEIVED.of(BLOB, 52, scene -> scene.memory(0x2000) + 0xFF0, 32, BLOB, 32)),
                errorCase(RECEIVE_UPDATE_DATA, "header too long", Stage.LAUNCHED, EINVAL)
                        .with(RECEIVED.of(BLOB, TOO_LONG, BLOB, 64, BLOB, 64)),
                errorCase(RECEIVE_UPDATE_DATA, "packet not mapped", Stage.LAUNCHED, EFAULT)
                        .with(RECEIVED.of(BLOB, 52, UNMAPPED, 64, UNMAPPED, 64)),
                errorCase(RECEIVE_UPDATE_DATA, "guest memory not mapped", Stage.LAUNCHED, ENOMEM)
                        .with(RECEIVED.of(BLOB, 52, UNMAPPED, 64, BLOB, 64)),
                errorCase(RECEIVE_UPDATE_DATA, "descriptor closed", Stage.CLOSED, EBADF)
                        .with(good)
                        .logging(FLUSH),
                errorCase(RECEIVE_UPDATE_DATA, "firmware refuses", Stage.LAUNCHED, EIO)
                        .with(good)
                        .refused(CommandId.RECEIVE_UPDATE_DATA, SevStatus.BAD_MEASUREMENT)
                        .logging(FLUSH, "RECEIVE_UPDATE_DATA"));
    }
}
