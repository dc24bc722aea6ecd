package dev.sevsim.host.kvm.sev;

import static dev.sevsim.abi.Errno.EBADF;
import static dev.sevsim.abi.Errno.EBUSY;
import static dev.sevsim.abi.Errno.EFAULT;
import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.Errno.EIO;
import static dev.sevsim.abi.Errno.ENOMEM;
import static dev.sevsim.abi.Errno.ENOTTY;
import static dev.sevsim.abi.uapi.KvmSevCommandId.ES_INIT;
import static dev.sevsim.abi.uapi.KvmSevCommandId.GET_ATTESTATION_REPORT;
import static dev.sevsim.abi.uapi.KvmSevCommandId.INIT;
import static dev.sevsim.abi.uapi.KvmSevCommandId.INIT2;
import static dev.sevsim.abi.uapi.KvmSevCommandId.LAUNCH_MEASURE;
import static dev.sevsim.abi.uapi.KvmSevCommandId.LAUNCH_SECRET;
import static dev.sevsim.abi.uapi.KvmSevCommandId.LAUNCH_START;
import static dev.sevsim.abi.uapi.KvmSevCommandId.LAUNCH_UPDATE_DATA;
import static dev.sevsim.abi.uapi.KvmSevCommandId.LAUNCH_UPDATE_VMSA;
import static dev.sevsim.host.kvm.sev.ErrorCase.errorCase;
import static dev.sevsim.host.kvm.sev.ErrorCaseBuffers.FLUSH;
import static dev.sevsim.host.kvm.sev.ErrorCaseScene.NOWHERE;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.KvmSevAttestationReport;
import dev.sevsim.abi.uapi.KvmSevInit;
import dev.sevsim.abi.uapi.KvmSevLaunchMeasure;
import dev.sevsim.abi.uapi.KvmSevLaunchSecret;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.abi.uapi.KvmSevLaunchUpdateData;
import dev.sevsim.host.kvm.sev.ErrorCaseScene.Stage;
import java.util.function.Function;
import java.util.stream.Stream;

/** Of init, launch and report. */
final class LaunchErrorCases {
    private static final ErrorCaseBuffers SECRET =
            (at, bytes) -> new KvmSevLaunchSecret(at[0], bytes[0], at[1], bytes[1], at[2], bytes[2]).encode();
    private static final ErrorCaseBuffers START =
            (at, bytes) -> new KvmSevLaunchStart(0, 1, at[0], bytes[0], at[1], bytes[1]).encode();

    /** One byte more than a blob may have. */
    private static final int TOO_LONG = 0x4001;

    private static final int LIMIT = 9 * 4096;

    private LaunchErrorCases() {}

    static Stream<ErrorCase> all() {
        return Stream.of(
                        inits(),
                        launchStart(),
                        launchUpdateData(),
                        launchUpdateVmsa(),
                        measures(),
                        reports(),
                        launchSecret())
                .flatMap(cases -> cases);
    }

    private static Stream<ErrorCase> inits() {
        return Stream.of(
                errorCase(INIT, "done before", Stage.INITIALISED, EBUSY),
                errorCase(INIT, "after launch", Stage.LAUNCHED, EBUSY),
                errorCase(INIT, "a vCPU exists", Stage.ORDINARY, EINVAL).after(scene -> scene.addVcpu(0)),
                errorCase(ES_INIT, "done before", Stage.INITIALISED, EBUSY),
                errorCase(ES_INIT, "a vCPU exists", Stage.ORDINARY, EINVAL).after(scene -> scene.addVcpu(0)),
                errorCase(INIT2, "this kernel has no typed VMs", Stage.ORDINARY, EINVAL)
                        .with(scene -> new KvmSevInit(0, 0, 0).encode()));
    }

    private static Stream<ErrorCase> launchStart() {
        Function<ErrorCaseScene, Bytes> plain = START.of("none 0", "none 0");
        return Stream.of(
                        ErrorCase.common(LAUNCH_START, Stage.INITIALISED, plain, SevStatus.BAD_MEASUREMENT),
                        START.cases(LAUNCH_START, Stage.INITIALISED, """
                                EINVAL | empty certificate | blob 0 | none 0 | 0
                                EINVAL | certificate too long | blob 0x4001 | none 0 | 0
                                EFAULT | certificate not mapped | unmapped 64 | none 0 | 0
                                EINVAL | empty certificate, session not mapped | unmapped 0 | unmapped 64 | 0
                                EINVAL | empty session | blob 64 | blob 0 | 0
                                EFAULT | session not mapped | blob 64 | unmapped 64 | 0
                                """),
                        Stream.of(errorCase(LAUNCH_START, "a second one, whose ASID is taken", Stage.LAUNCHED, EIO)
                                .with(plain)
                                .refused(CommandId.ACTIVATE, SevStatus.ASID_OWNED)
                                .logging("LAUNCH_START", "ACTIVATE", "DECOMMISSION")))
                .flatMap(cases -> cases);
    }

    private static Function<ErrorCaseScene, Bytes> update(long address, int length) {
        return scene -> new KvmSevLaunchUpdateData(address, length).encode();
    }

    private static Stream<ErrorCase> launchUpdateData() {
        Function<ErrorCaseScene, Bytes> good = scene -> new KvmSevLaunchUpdateData(scene.memory(4096), 4096).encode();
        Stream<ErrorCase> own = Stream.of(
                errorCase(LAUNCH_UPDATE_DATA, "nothing", Stage.LAUNCHED, EINVAL).with(update(NOWHERE, 0)),
                errorCase(LAUNCH_UPDATE_DATA, "range wraps", Stage.LAUNCHED, EINVAL)
                        .with(update(-16, 32)),
                errorCase(LAUNCH_UPDATE_DATA, "range not mapped", Stage.LAUNCHED, ENOMEM)
                        .with(update(NOWHERE, 16)),
                errorCase(LAUNCH_UPDATE_DATA, "more pages than may be locked", Stage.LAUNCHED, ENOMEM)
                        .with(scene -> new KvmSevLaunchUpdateData(scene.memory(LIMIT), LIMIT).encode()),
                errorCase(LAUNCH_UPDATE_DATA, "no launch started", Stage.INITIALISED, EBADF)
                        .with(good)
                        .after(scene -> scene.fixture.close(scene.sevFd))
                        .logging(FLUSH),
                errorCase(LAUNCH_UPDATE_DATA, "descriptor of another file", Stage.REUSED, EBADF)
                        .with(good)
                        .logging(FLUSH),
                errorCase(LAUNCH_UPDATE_DATA, "firmware refuses the first of two runs", Stage.LAUNCHED, EIO)
                        .with(scene -> new KvmSevLaunchUpdateData(scene.scattered(), 0x2000).encode())
                        .refused(CommandId.LAUNCH_UPDATE_DATA, SevStatus.INVALID_GUEST_STATE)
                        .logging(FLUSH, FLUSH, "LAUNCH_UPDATE_DATA"));
        return Stream.concat(
                ErrorCase.common(LAUNCH_UPDATE_DATA, Stage.LAUNCHED, good, SevStatus.INVALID_ADDRESS, FLUSH), own);
    }

    private static Stream<ErrorCase> launchUpdateVmsa() {
        return Stream.of(
                errorCase(LAUNCH_UPDATE_VMSA, "no init", Stage.ORDINARY, ENOTTY),
                errorCase(LAUNCH_UPDATE_VMSA, "a plain guest", Stage.LAUNCHED, ENOTTY),
                errorCase(LAUNCH_UPDATE_VMSA, "firmware refuses the first", Stage.ENCRYPTED_STATE, EIO)
                        .after(ErrorCaseScene::buildSaveAreas)
                        .failing(SevStatus.INVALID_GUEST.code())
                        .logging(FLUSH, "LAUNCH_UPDATE_VMSA"),
                errorCase(LAUNCH_UPDATE_VMSA, "descriptor closed", Stage.ENCRYPTED_STATE, EBADF)
                        .after(scene -> {
                            scene.buildSaveAreas();
                            scene.fixture.close(scene.sevFd);
                        })
                        .logging(FLUSH));
    }

    private static Stream<ErrorCase> measures() {
        Function<ErrorCaseScene, Bytes> good = scene -> new KvmSevLaunchMeasure(scene.memory(48), 48).encode();
        Stream<ErrorCase> own = Stream.of(
                errorCase(LAUNCH_MEASURE, "asks for the length", Stage.LAUNCHED, EIO)
                        .with(scene -> new KvmSevLaunchMeasure(0, 0).encode())
                        .failing(4)
                        .writingBack(8, 48)
                        .logging("LAUNCH_MEASURE"),
                errorCase(LAUNCH_MEASURE, "buffer too long", Stage.LAUNCHED, EINVAL)
                        .with(scene -> new KvmSevLaunchMeasure(scene.memory(48), TOO_LONG).encode()),
                errorCase(LAUNCH_MEASURE, "buffer too short", Stage.LAUNCHED, EIO)
                        .with(scene -> new KvmSevLaunchMeasure(scene.memory(48), 47).encode())
                        .failing(4)
                        .logging("LAUNCH_MEASURE"),
                errorCase(LAUNCH_MEASURE, "length without a buffer", Stage.LAUNCHED, EIO)
                        .with(scene -> new KvmSevLaunchMeasure(0, 48).encode())
                        .failing(4)
                        .logging("LAUNCH_MEASURE"),
                errorCase(LAUNCH_MEASURE, "buffer not mapped", Stage.LAUNCHED, EFAULT)
                        .with(scene -> new KvmSevLaunchMeasure(NOWHERE, 48).encode())
                        .failing(0)
                        .logging("LAUNCH_MEASURE"));
        return Stream.concat(
                ErrorCase.common(LAUNCH_MEASURE, Stage.LAUNCHED, good, SevStatus.INVALID_GUEST_STATE), own);
    }

    private static Stream<ErrorCase> reports() {
        Bytes nonce = Bytes.zeros(16);
        return Stream.of(
                errorCase(GET_ATTESTATION_REPORT, "no init", Stage.ORDINARY, ENOTTY)
                        .with(scene -> new KvmSevAttestationReport(nonce, 0, 0).encode()),
                errorCase(GET_ATTESTATION_REPORT, "structure not mapped", Stage.LAUNCHED, EFAULT),
                errorCase(GET_ATTESTATION_REPORT, "asks for the length", Stage.LAUNCHED, EIO)
                        .with(scene -> new KvmSevAttestationReport(nonce, 0, 0).encode())
                        .failing(4)
                        .writingBack(24, 208)
                        .logging("ATTESTATION"),
                errorCase(GET_ATTESTATION_REPORT, "buffer too long", Stage.LAUNCHED, EINVAL)
                        .with(scene -> new KvmSevAttestationReport(nonce, scene.memory(16), TOO_LONG).encode()),
                errorCase(GET_ATTESTATION_REPORT, "buffer too short", Stage.LAUNCHED, EIO)
                        .with(scene -> new KvmSevAttestationReport(nonce, scene.memory(207), 207).encode())
                        .failing(4)
                        .logging("ATTESTATION"),
                errorCase(GET_ATTESTATION_REPORT, "buffer not mapped", Stage.LAUNCHED, EFAULT)
                        .with(scene -> new KvmSevAttestationReport(nonce, NOWHERE, 208).encode())
                        .failing(0)
                        .logging("ATTESTATION"),
                errorCase(GET_ATTESTATION_REPORT, "descriptor closed", Stage.CLOSED, EBADF)
                        .with(scene -> new KvmSevAttestationReport(nonce, scene.memory(208), 208).encode()));
    }

    private static Stream<ErrorCase> launchSecret() {
        Function<ErrorCaseScene, Bytes> good = SECRET.of("blob 52", "blob 64", "blob 64");
        return Stream.of(
                        ErrorCase.common(LAUNCH_SECRET, Stage.LAUNCHED, good, SevStatus.BAD_MEASUREMENT, FLUSH),
                        SECRET.cases(LAUNCH_SECRET, Stage.LAUNCHED, """
                                EINVAL | no target | blob 52 | blob 0 | blob 64 | 0
                                ENOMEM | target not mapped | blob 52 | unmapped 64 | blob 64 | 0
                                EINVAL | target in two runs | blob 52 | scattered 0x2000 | blob 64 | 2
                                EINVAL | no packet | blob 52 | blob 64 | none 64 | 1
                                EINVAL | empty packet | blob 52 | blob 64 | blob 0 | 1
                                EINVAL | packet too long | blob 52 | blob 64 | blob 0x4001 | 1
                                EFAULT | packet not mapped, header empty | blob 0 | blob 64 | unmapped 64 | 1
                                EINVAL | header empty | blob 0 | blob 64 | blob 64 | 1
                                EFAULT | header not mapped | unmapped 52 | blob 64 | blob 64 | 1
                                """))
                .flatMap(cases -> cases);
    }
}
