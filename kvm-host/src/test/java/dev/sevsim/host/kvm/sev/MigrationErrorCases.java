package dev.sevsim.host.kvm.sev;

import static dev.sevsim.abi.Errno.EFAULT;
import static dev.sevsim.abi.Errno.EIO;
import static dev.sevsim.abi.uapi.KvmSevCommandId.RECEIVE_START;
import static dev.sevsim.abi.uapi.KvmSevCommandId.RECEIVE_UPDATE_DATA;
import static dev.sevsim.abi.uapi.KvmSevCommandId.SEND_START;
import static dev.sevsim.abi.uapi.KvmSevCommandId.SEND_UPDATE_DATA;
import static dev.sevsim.host.kvm.sev.ErrorCase.errorCase;
import static dev.sevsim.host.kvm.sev.ErrorCaseBuffers.FLUSH;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.KvmSevReceiveStart;
import dev.sevsim.abi.uapi.KvmSevReceiveUpdateData;
import dev.sevsim.abi.uapi.KvmSevSendStart;
import dev.sevsim.abi.uapi.KvmSevSendUpdateData;
import dev.sevsim.host.kvm.sev.ErrorCaseScene.Stage;
import java.util.function.Function;
import java.util.stream.Stream;

/** Of sending and receiving. */
final class MigrationErrorCases {
    private static final ErrorCaseBuffers SENT =
            (at, bytes) -> new KvmSevSendUpdateData(at[0], bytes[0], at[1], bytes[1], at[2], bytes[2]).encode();
    private static final ErrorCaseBuffers RECEIVED =
            (at, bytes) -> new KvmSevReceiveUpdateData(at[0], bytes[0], at[1], bytes[1], at[2], bytes[2]).encode();
    private static final ErrorCaseBuffers RECEIVE =
            (at, bytes) -> new KvmSevReceiveStart(0, 1, at[0], bytes[0], at[1], bytes[1]).encode();
    private static final ErrorCaseBuffers SEND = (at, bytes) ->
            new KvmSevSendStart(0, at[0], bytes[0], at[1], bytes[1], at[2], bytes[2], at[3], bytes[3]).encode();

    private MigrationErrorCases() {}

    static Stream<ErrorCase> all() {
        return Stream.of(sendStart(), sendUpdate(), receiveStart(), receiveUpdate())
                .flatMap(cases -> cases);
    }

    /** Buffers: PDH certificate, platform certificates, AMD's certificates, session. */
    private static Stream<ErrorCase> sendStart() {
        Function<ErrorCaseScene, Bytes> good = SEND.of("blob 64", "blob 64", "blob 64", "blob 128");
        return Stream.of(
                        ErrorCase.common(SEND_START, Stage.LAUNCHED, good, SevStatus.POLICY_FAILURE),
                        SEND.cases(SEND_START, Stage.LAUNCHED, """
                                EINVAL | no PDH | none 64 | blob 64 | blob 64 | blob 128 | 0
                                EINVAL | empty PDH | blob 0 | blob 64 | blob 64 | blob 128 | 0
                                EINVAL | PDH too long | blob 0x4001 | blob 64 | blob 64 | blob 128 | 0
                                EINVAL | no session buffer | blob 64 | blob 64 | blob 64 | none 128 | 0
                                EINVAL | session too long | blob 64 | blob 64 | blob 64 | blob 0x4001 | 0
                                EFAULT | PDH not mapped | unmapped 64 | none 64 | blob 64 | blob 128 | 0
                                EINVAL | no platform certificates | blob 64 | none 64 | unmapped 64 | blob 128 | 0
                                EFAULT | platform certificates not mapped | blob 64 | unmapped 64 | none 64 | blob 128 | 0
                                EINVAL | empty AMD certificates | blob 64 | blob 64 | blob 0 | blob 128 | 0
                                EFAULT | AMD certificates not mapped | blob 64 | blob 64 | unmapped 64 | blob 128 | 0
                                """),
                        Stream.of(
                                errorCase(SEND_START, "asks for the length", Stage.LAUNCHED, EIO)
                                        .with(SEND.of("none 64", "none 64", "none 64", "none 0"))
                                        .failing(4)
                                        .writingBack(64, 128)
                                        .logging("SEND_START"),
                                errorCase(SEND_START, "session not mapped", Stage.LAUNCHED, EFAULT)
                                        .with(SEND.of("blob 64", "blob 64", "blob 64", "unmapped 128"))
                                        .failing(0)
                                        .logging("SEND_START")))
                .flatMap(cases -> cases);
    }

    /** Buffers: packet header, guest memory, packet. */
    private static Stream<ErrorCase> sendUpdate() {
        Function<ErrorCaseScene, Bytes> good = SENT.of("blob 52", "blob 64", "blob 64");
        return Stream.of(
                        ErrorCase.common(SEND_UPDATE_DATA, Stage.LAUNCHED, good, SevStatus.INVALID_GUEST_STATE),
                        SENT.cases(SEND_UPDATE_DATA, Stage.LAUNCHED, """
                                EINVAL | no transport buffer | blob 52 | blob 64 | none 64 | 0
                                EINVAL | no guest memory | blob 52 | none 64 | blob 64 | 0
                                EINVAL | no guest length | blob 52 | blob 0 | blob 64 | 0
                                EINVAL | no header buffer | none 52 | blob 64 | blob 64 | 0
                                EINVAL | more than a page | blob 52 | blob 0x1001 | blob 64 | 0
                                EINVAL | crosses a page | blob 52 | crossing 32 | blob 64 | 0
                                ENOMEM | guest memory not mapped | blob 52 | unmapped 64 | blob 64 | 0
                                ENOMEM | header longer than kernel memory | blob 0x500000 | blob 16 | blob 16 | 0
                                ENOMEM | transport longer than kernel memory | blob 52 | blob 16 | blob -1 | 0
                                """),
                        Stream.of(
                                errorCase(SEND_UPDATE_DATA, "asks for the lengths", Stage.LAUNCHED, EIO)
                                        .with(SENT.of("none 0", "none 0", "none 0"))
                                        .failing(4)
                                        .writingBack(8, 52)
                                        .logging("SEND_UPDATE_DATA"),
                                errorCase(SEND_UPDATE_DATA, "transport buffer not mapped", Stage.LAUNCHED, EFAULT)
                                        .with(SENT.of("blob 52", "blob 64", "unmapped 64"))
                                        .failing(0)
                                        .logging("SEND_UPDATE_DATA")))
                .flatMap(cases -> cases);
    }

    private static Stream<ErrorCase> receiveStart() {
        Function<ErrorCaseScene, Bytes> good = RECEIVE.of("blob 64", "blob 64");
        return Stream.of(
                        ErrorCase.common(RECEIVE_START, Stage.INITIALISED, good, SevStatus.BAD_MEASUREMENT),
                        RECEIVE.cases(RECEIVE_START, Stage.INITIALISED, """
                                EINVAL | no PDH | none 64 | blob 64 | 0
                                EINVAL | empty PDH | blob 0 | blob 64 | 0
                                EINVAL | PDH too long | blob 0x4001 | blob 64 | 0
                                EFAULT | PDH not mapped, session too long | unmapped 64 | blob 0x4001 | 0
                                EINVAL | no session | blob 64 | none 64 | 0
                                EINVAL | empty session | blob 64 | blob 0 | 0
                                EFAULT | session not mapped | blob 64 | unmapped 64 | 0
                                """),
                        Stream.of(errorCase(RECEIVE_START, "ASID cannot be activated", Stage.INITIALISED, EIO)
                                .with(good)
                                .refused(CommandId.ACTIVATE, SevStatus.DFFLUSH_REQUIRED)
                                .logging("RECEIVE_START", "ACTIVATE", "DECOMMISSION")))
                .flatMap(cases -> cases);
    }

    private static Stream<ErrorCase> receiveUpdate() {
        Function<ErrorCaseScene, Bytes> good = RECEIVED.of("blob 52", "blob 64", "blob 64");
        return Stream.of(
                        ErrorCase.common(RECEIVE_UPDATE_DATA, Stage.LAUNCHED, good, SevStatus.BAD_MEASUREMENT, FLUSH),
                        RECEIVED.cases(RECEIVE_UPDATE_DATA, Stage.LAUNCHED, """
                                EINVAL | no header | none 52 | blob 64 | blob 64 | 0
                                EINVAL | empty header | blob 0 | blob 64 | blob 64 | 0
                                EINVAL | empty packet | blob 52 | blob 64 | blob 0 | 0
                                EINVAL | crosses a page | blob 52 | crossing 32 | blob 32 | 0
                                EINVAL | header too long | blob 0x4001 | blob 64 | blob 64 | 0
                                EFAULT | packet not mapped | blob 52 | unmapped 64 | unmapped 64 | 0
                                ENOMEM | guest memory not mapped | blob 52 | unmapped 64 | blob 64 | 0
                                """))
                .flatMap(cases -> cases);
    }
}
