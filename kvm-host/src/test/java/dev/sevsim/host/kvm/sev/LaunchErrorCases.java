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
import static dev.sevsim.host.kvm.sev.ErrorCaseBuffers.BLOB;
import static dev.sevsim.host.kvm.sev.ErrorCaseBuffers.FLUSH;
import static dev.sevsim.host.kvm.sev.ErrorCaseBuffers.NONE;
import static dev.sevsim.host.kvm.sev.ErrorCaseBuffers.TOO_LONG;
import static dev.sevsim.host.kvm.sev.ErrorCaseBuffers.UNMAPPED;
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
import dev.sevsim.host.kvm.sev.ErrorCaseBuffers.ThreeBuffers;
import dev.sevsim.host.kvm.sev.ErrorCaseBuffers.TwoBuffers;
import dev.sevsim.host.kvm.sev.ErrorCaseScene.Stage;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Of init, launch and report. */
final class LaunchErrorCases {
    private static final ThreeBuffers SECRET = (header, headerLength, guest, guestLength, transport, transportLength) ->
            new KvmSevLaunchSecret(header, headerLength, guest, guestLength, transport, transportLength).encode();
    private static final TwoBuffers START = (dh, dhLength, session, sessionLength) ->
            new KvmSevLaunchStart(0, 1, dh, dhLength, session, sessionLength).encode();
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
                .flatMap(List::stream);
    }

    private static List<ErrorCase> inits() {
        return List.of(
                errorCase(INIT, "done before", Stage.INITIALISED, EBUSY),
                errorCase(INIT, "after launch", Stage.LAUNCHED, EBUSY),
                errorCase(INIT, "a vCPU exists", Stage.ORDINARY, EINVAL).after(scene -> scene.addVcpu(0)),
                errorCase(ES_INIT, "done before", Stage.INITIALISED, EBUSY),
                errorCase(ES_INIT, "a vCPU exists", Stage.ORDINARY, EINVAL).after(scene -> scene.addVcpu(0)),
                errorCase(INIT2, "this kernel has no typed VMs", Stage.ORDINARY, EINVAL)
                        .with(scene -> new KvmSevInit(0, 0, 0).encode()));
    }

    private static List<ErrorCase> launchStart() {
        Function<ErrorCaseScene, Bytes> plain = START.of(NONE, 0, NONE, 0);
        return List.of(
                errorCase(LAUNCH_START, "no init", Stage.ORDINARY, ENOTTY).with(plain),
                errorCase(LAUNCH_START, "structure not mapped", Stage.INITIALISED, EFAULT),
                errorCase(LAUNCH_START, "empty certificate", Stage.INITIALISED, EINVAL)
                        .with(START.of(BLOB, 0, NONE, 0)),
                errorCase(LAUNCH_START, "certificate too long", Stage.INITIALISED, EINVAL)
                        .with(START.of(BLOB, TOO_LONG, NONE, 0)),
                errorCase(LAUNCH_START, "certificate not mapped", Stage.INITIALISED, EFAULT)
                        .with(START.of(UNMAPPED, 64, NONE, 0)),
                errorCase(LAUNCH_START, "empty session", Stage.INITIALISED, EINVAL)
                        .with(START.of(BLOB, 64, BLOB, 0)),
                errorCase(LAUNCH_START, "session not mapped", Stage.INITIALISED, EFAULT)
                        .with(START.of(BLOB, 64, UNMAPPED, 64)),
                errorCase(LAUNCH_START, "descriptor closed", Stage.INITIALISED, EBADF)
                        .with(plain)
                        .after(scene -> scene.fixture.close(scene.sevFd)),
                errorCase(LAUNCH_START, "firmware refuses", Stage.INITIALISED, EIO)
                        .with(plain)
                        .refused(CommandId.LAUNCH_START, SevStatus.BAD_MEASUREMENT),
                errorCase(LAUNCH_START, "a second one, whose ASID is taken", Stage.LAUNCHED, EIO)
                        .with(plain)
                        .refused(CommandId.ACTIVATE, SevStatus.ASID_OWNED)
                        .logging("LAUNCH_START", "ACTIVATE", "DECOMMISSION"));
    }

    private static Function<ErrorCaseScene, Bytes> update(long address, int length) {
        return scene -> new KvmSevLaunchUpdateData(address, length).encode();
    }

    private static List<ErrorCase> launchUpdateData() {
        Function<ErrorCaseScene, Bytes> good = scene -> new KvmSevLaunchUpdateData(scene.memory(4096), 4096).encode();
        return List.of(
                errorCase(LAUNCH_UPDATE_DATA, "no init", Stage.ORDINARY, ENOTTY).with(good),
                errorCase(LAUNCH_UPDATE_DATA, "structure not mapped", Stage.LAUNCHED, EFAULT),
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
                errorCase(LAUNCH_UPDATE_DATA, "descriptor closed", Stage.CLOSED, EBADF)
                        .with(good)
                        .logging(FLUSH),
                errorCase(LAUNCH_UPDATE_DATA, "descriptor of another file", Stage.REUSED, EBADF)
                        .with(good)
                        .logging(FLUSH),
                errorCase(LAUNCH_UPDATE_DATA, "firmware refuses", Stage.LAUNCHED, EIO)
                        .with(good)
                        .refused(CommandId.LAUNCH_UPDATE_DATA, SevStatus.INVALID_ADDRESS)
                        .logging(FLUSH, "LAUNCH_UPDATE_DATA"),
                errorCase(LAUNCH_UPDATE_DATA, "firmware refuses the first of two runs", Stage.LAUNCHED, EIO)
                        .with(scene -> new KvmSevLaunchUpdateData(scene.scattered(), 0x2000).encode())
                        .refused(CommandId.LAUNCH_UPDATE_DATA, SevStatus.INVALID_GUEST_STATE)
                        .logging(FLUSH, FLUSH, "LAUNCH_UPDATE_DATA"));
    }

    private static List<ErrorCase> launchUpdateVmsa() {
        return List.of(
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

    private static List<ErrorCase> measures() {
        Function<ErrorCaseScene, Bytes> good = scene -> new KvmSevLaunchMeasure(scene.memory(48), 48).encode();
        return List.of(
                errorCase(LAUNCH_MEASURE, "no init", Stage.ORDINARY, ENOTTY).with(good),
                errorCase(LAUNCH_MEASURE, "structure not mapped", Stage.LAUNCHED, EFAULT),
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
                        .logging("LAUNCH_MEASURE"),
                errorCase(LAUNCH_MEASURE, "descriptor closed", Stage.CLOSED, EBADF)
                        .with(good),
                errorCase(LAUNCH_MEASURE, "a second time", Stage.LAUNCHED, EIO)
                        .with(good)
                        .refused(CommandId.LAUNCH_MEASURE, SevStatus.INVALID_GUEST_STATE));
    }

    private static List<ErrorCase> reports() {
        Bytes nonce = Bytes.zeros(16);
        return List.of(
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

    private static List<ErrorCase> launchSecret() {
        Function<ErrorCaseScene, Bytes> good = SECRET.of(BLOB, 52, BLOB, 64, BLOB, 64);
        return List.of(
                errorCase(LAUNCH_SECRET, "no init", Stage.ORDINARY, ENOTTY).with(good),
                errorCase(LAUNCH_SECRET, "structure not mapped", Stage.LAUNCHED, EFAULT),
                errorCase(LAUNCH_SECRET, "no target", Stage.LAUNCHED, EINVAL)
                        .with(SECRET.of(BLOB, 52, BLOB, 0, BLOB, 64)),
                errorCase(LAUNCH_SECRET, "target not mapped", Stage.LAUNCHED, ENOMEM)
                        .with(SECRET.of(BLOB, 52, UNMAPPED, 64, BLOB, 64)),
                errorCase(LAUNCH_SECRET, "target in two runs", Stage.LAUNCHED, EINVAL)
                        .with(SECRET.of(BLOB, 52, ErrorCaseScene::scattered, 0x2000, BLOB, 64))
                        .logging(FLUSH, FLUSH),
                errorCase(LAUNCH_SECRET, "no packet", Stage.LAUNCHED, EINVAL)
                        .with(SECRET.of(BLOB, 52, BLOB, 64, NONE, 64))
                        .logging(FLUSH),
                errorCase(LAUNCH_SECRET, "empty packet", Stage.LAUNCHED, EINVAL)
                        .with(SECRET.of(BLOB, 52, BLOB, 64, BLOB, 0))
                        .logging(FLUSH),
                errorCase(LAUNCH_SECRET, "packet too long", Stage.LAUNCHED, EINVAL)
                        .with(SECRET.of(BLOB, 52, BLOB, 64, BLOB, TOO_LONG))
                        .logging(FLUSH),
                errorCase(LAUNCH_SECRET, "packet not mapped, header empty", Stage.LAUNCHED, EFAULT)
                        .with(SECRET.of(BLOB, 0, BLOB, 64, UNMAPPED, 64))
                        .logging(FLUSH),
                errorCase(LAUNCH_SECRET, "header empty", Stage.LAUNCHED, EINVAL)
                        .with(SECRET.of(BLOB, 0, BLOB, 64, BLOB, 64))
                        .logging(FLUSH),
                errorCase(LAUNCH_SECRET, "header not mapped", Stage.LAUNCHED, EFAULT)
                        .with(SECRET.of(UNMAPPED, 52, BLOB, 64, BLOB, 64))
                        .logging(FLUSH),
                errorCase(LAUNCH_SECRET, "descriptor closed", Stage.CLOSED, EBADF)
                        .with(good)
                        .logging(FLUSH),
                errorCase(LAUNCH_SECRET, "firmware refuses", Stage.LAUNCHED, EIO)
                        .with(good)
                        .refused(CommandId.LAUNCH_SECRET, SevStatus.BAD_MEASUREMENT)
                        .logging(FLUSH, "LAUNCH_SECRET"));
    }
}
