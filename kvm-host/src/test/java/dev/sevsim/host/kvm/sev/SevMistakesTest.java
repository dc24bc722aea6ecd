package dev.sevsim.host.kvm.sev;

import static dev.sevsim.abi.Errno.EBADF;
import static dev.sevsim.abi.Errno.EBUSY;
import static dev.sevsim.abi.Errno.EFAULT;
import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.Errno.EIO;
import static dev.sevsim.abi.Errno.ENOMEM;
import static dev.sevsim.abi.Errno.ENOTTY;
import static dev.sevsim.abi.uapi.KvmSevCommandId.CERT_EXPORT;
import static dev.sevsim.abi.uapi.KvmSevCommandId.DBG_DECRYPT;
import static dev.sevsim.abi.uapi.KvmSevCommandId.DBG_ENCRYPT;
import static dev.sevsim.abi.uapi.KvmSevCommandId.ES_INIT;
import static dev.sevsim.abi.uapi.KvmSevCommandId.GET_ATTESTATION_REPORT;
import static dev.sevsim.abi.uapi.KvmSevCommandId.GUEST_STATUS;
import static dev.sevsim.abi.uapi.KvmSevCommandId.INIT;
import static dev.sevsim.abi.uapi.KvmSevCommandId.INIT2;
import static dev.sevsim.abi.uapi.KvmSevCommandId.LAUNCH_FINISH;
import static dev.sevsim.abi.uapi.KvmSevCommandId.LAUNCH_MEASURE;
import static dev.sevsim.abi.uapi.KvmSevCommandId.LAUNCH_SECRET;
import static dev.sevsim.abi.uapi.KvmSevCommandId.LAUNCH_START;
import static dev.sevsim.abi.uapi.KvmSevCommandId.LAUNCH_UPDATE_DATA;
import static dev.sevsim.abi.uapi.KvmSevCommandId.LAUNCH_UPDATE_VMSA;
import static dev.sevsim.abi.uapi.KvmSevCommandId.RECEIVE_FINISH;
import static dev.sevsim.abi.uapi.KvmSevCommandId.RECEIVE_START;
import static dev.sevsim.abi.uapi.KvmSevCommandId.RECEIVE_UPDATE_DATA;
import static dev.sevsim.abi.uapi.KvmSevCommandId.RECEIVE_UPDATE_VMSA;
import static dev.sevsim.abi.uapi.KvmSevCommandId.SEND_CANCEL;
import static dev.sevsim.abi.uapi.KvmSevCommandId.SEND_FINISH;
import static dev.sevsim.abi.uapi.KvmSevCommandId.SEND_START;
import static dev.sevsim.abi.uapi.KvmSevCommandId.SEND_UPDATE_DATA;
import static dev.sevsim.abi.uapi.KvmSevCommandId.SEND_UPDATE_VMSA;
import static dev.sevsim.host.kvm.sev.Mistake.mistake;
import static dev.sevsim.host.kvm.sev.MistakeScene.NOWHERE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmSevAttestationReport;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.KvmSevDebug;
import dev.sevsim.abi.uapi.KvmSevInit;
import dev.sevsim.abi.uapi.KvmSevLaunchMeasure;
import dev.sevsim.abi.uapi.KvmSevLaunchSecret;
import dev.sevsim.abi.uapi.KvmSevLaunchStart;
import dev.sevsim.abi.uapi.KvmSevLaunchUpdateData;
import dev.sevsim.abi.uapi.KvmSevReceiveStart;
import dev.sevsim.abi.uapi.KvmSevReceiveUpdateData;
import dev.sevsim.abi.uapi.KvmSevSendStart;
import dev.sevsim.abi.uapi.KvmSevSendUpdateData;
import dev.sevsim.host.kvm.sev.MistakeScene.Stage;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What goes wrong with each sub-command of KVM_MEMORY_ENCRYPT_OP on Linux 6.1: errno, firmware error, bytes copied back,
 * cache and firmware commands made; and that no pin and no page of the kernel stays behind.
 *
 * <p>Source of the expectations: kvm-host.md sections 2.2 and 2.5 to 2.7.
 */
class SevMistakesTest {
    private static final int TOO_LONG = 0x4001;
    private static final int LIMIT = 9 * 4096;
    private static final String FLUSH = "CLFLUSH 1000";

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void showsEachMistakeToItsCallerAndLeavesNothing(Mistake mistake) {
        MistakeScene scene = new MistakeScene();
        scene.reach(mistake.stage());
        Bytes structure = mistake.structure().map(make -> make.apply(scene)).orElse(Bytes.EMPTY);
        HostVirtual data = mistake.structure().isPresent() ? scene.fixture.user(structure) : new HostVirtual(NOWHERE);
        KvmSevCmd command = new KvmSevCmd(mistake.id().code(), data.value(), 0x5A5A, scene.sevFd);
        HostVirtual header = scene.fixture.user(command.encode());
        mistake.before().accept(scene);
        scene.fixture.quiet();
        int asids = scene.fixture.host.asidsInUse();
        long frames = scene.fixture.host.freeFrames();

        long result = scene.fixture.ioctl(scene.vm(), Ioctl.KVM_MEMORY_ENCRYPT_OP, header.value());

        assertThat(result).isEqualTo(-mistake.errno().code());
        assertThat(KvmSevCmd.decode(scene.fixture.read(header, KvmSevCmd.SIZE)))
                .isEqualTo(new KvmSevCmd(command.id(), command.data(), mistake.error(), command.sevFd()));
        assertThat(scene.fixture.log).isEqualTo(mistake.log());
        if (mistake.structure().isPresent()) {
            assertThat(scene.fixture.read(data, structure.length())).isEqualTo(expected(structure, mistake));
        }
        assertThat(scene.fixture.host.pinnedPages()).as("pinned pages").isZero();
        assertThat(scene.fixture.host.freeFrames()).as("free frames").isEqualTo(frames);
        assertThat(scene.fixture.host.asidsInUse()).as("ASIDs").isEqualTo(asids);
    }

    private static Bytes expected(Bytes structure, Mistake mistake) {
        return mistake.writtenBack()
                .map(back -> Bytes.concat(
                        structure.slice(0, back.offset()),
                        Bytes.u32Le(back.value()),
                        structure.from(back.offset() + 4)))
                .orElse(structure);
    }

    @Test
    void knowsAMistakeOfEverySubCommand() {
        Set<KvmSevCommandId> covered = mistakes().map(Mistake::id).collect(Collectors.toSet());

        assertThat(covered).isEqualTo(EnumSet.allOf(KvmSevCommandId.class));
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(
                        inits(),
                        launchStart(),
                        launchUpdateData(),
                        launchUpdateVmsa(),
                        measures(),
                        launchSecret(),
                        handleOnly(),
                        guestStatus(),
                        debug(),
                        sendStart(),
                        sendUpdate(),
                        receiveStart(),
                        receiveUpdate(),
                        unknown(),
                        mirror())
                .flatMap(List::stream);
    }

    private static List<Mistake> inits() {
        return List.of(
                mistake(INIT, "done before", Stage.INITIALISED, EBUSY),
                mistake(INIT, "after launch", Stage.LAUNCHED, EBUSY),
                mistake(INIT, "a vCPU exists", Stage.ORDINARY, EINVAL).after(scene -> scene.addVcpu(0)),
                mistake(ES_INIT, "done before", Stage.INITIALISED, EBUSY),
                mistake(ES_INIT, "a vCPU exists", Stage.ORDINARY, EINVAL).after(scene -> scene.addVcpu(0)),
                mistake(INIT2, "this kernel has no typed VMs", Stage.ORDINARY, EINVAL)
                        .with(scene -> new KvmSevInit(0, 0, 0).encode()));
    }

    private static Function<MistakeScene, Bytes> start(
            Function<MistakeScene, Long> dh, int dhLength, Function<MistakeScene, Long> session, int sessionLength) {
        return scene ->
                new KvmSevLaunchStart(0, 1, dh.apply(scene), dhLength, session.apply(scene), sessionLength).encode();
    }

    private static long blob(MistakeScene scene) {
        return scene.memory(64);
    }

    private static long none(MistakeScene unused) {
        return 0;
    }

    private static long nowhere(MistakeScene unused) {
        return NOWHERE;
    }

    private static List<Mistake> launchStart() {
        Function<MistakeScene, Bytes> plain = start(SevMistakesTest::none, 0, SevMistakesTest::none, 0);
        return List.of(
                mistake(LAUNCH_START, "no init", Stage.ORDINARY, ENOTTY).with(plain),
                mistake(LAUNCH_START, "structure not mapped", Stage.INITIALISED, EFAULT),
                mistake(LAUNCH_START, "empty certificate", Stage.INITIALISED, EINVAL)
                        .with(start(SevMistakesTest::blob, 0, SevMistakesTest::none, 0)),
                mistake(LAUNCH_START, "certificate too long", Stage.INITIALISED, EINVAL)
                        .with(start(SevMistakesTest::blob, TOO_LONG, SevMistakesTest::none, 0)),
                mistake(LAUNCH_START, "certificate not mapped", Stage.INITIALISED, EFAULT)
                        .with(start(SevMistakesTest::nowhere, 64, SevMistakesTest::none, 0)),
                mistake(LAUNCH_START, "empty session", Stage.INITIALISED, EINVAL)
                        .with(start(SevMistakesTest::blob, 64, SevMistakesTest::blob, 0)),
                mistake(LAUNCH_START, "session not mapped", Stage.INITIALISED, EFAULT)
                        .with(start(SevMistakesTest::blob, 64, SevMistakesTest::nowhere, 64)),
                mistake(LAUNCH_START, "descriptor closed", Stage.INITIALISED, EBADF)
                        .with(plain)
                        .after(scene -> scene.fixture.close(scene.sevFd)),
                mistake(LAUNCH_START, "firmware refuses", Stage.INITIALISED, EIO)
                        .with(plain)
                        .refused(CommandId.LAUNCH_START, SevStatus.BAD_MEASUREMENT),
                mistake(LAUNCH_START, "a second one, whose ASID is taken", Stage.LAUNCHED, EIO)
                        .with(plain)
                        .refused(CommandId.ACTIVATE, SevStatus.ASID_OWNED)
                        .logging("LAUNCH_START", "ACTIVATE", "DECOMMISSION"));
    }

    private static Function<MistakeScene, Bytes> update(long address, int length) {
        return scene -> new KvmSevLaunchUpdateData(address, length).encode();
    }

    private static List<Mistake> launchUpdateData() {
        Function<MistakeScene, Bytes> good = scene -> new KvmSevLaunchUpdateData(scene.memory(4096), 4096).encode();
        return List.of(
                mistake(LAUNCH_UPDATE_DATA, "no init", Stage.ORDINARY, ENOTTY).with(good),
                mistake(LAUNCH_UPDATE_DATA, "structure not mapped", Stage.LAUNCHED, EFAULT),
                mistake(LAUNCH_UPDATE_DATA, "nothing", Stage.LAUNCHED, EINVAL).with(update(NOWHERE, 0)),
                mistake(LAUNCH_UPDATE_DATA, "range wraps", Stage.LAUNCHED, EINVAL)
                        .with(update(-16, 32)),
                mistake(LAUNCH_UPDATE_DATA, "range not mapped", Stage.LAUNCHED, ENOMEM)
                        .with(update(NOWHERE, 16)),
                mistake(LAUNCH_UPDATE_DATA, "more pages than may be locked", Stage.LAUNCHED, ENOMEM)
                        .with(scene -> new KvmSevLaunchUpdateData(scene.memory(LIMIT), LIMIT).encode()),
                mistake(LAUNCH_UPDATE_DATA, "no launch started", Stage.INITIALISED, EBADF)
                        .with(good)
                        .after(scene -> scene.fixture.close(scene.sevFd))
                        .logging(FLUSH),
                mistake(LAUNCH_UPDATE_DATA, "descriptor closed", Stage.CLOSED, EBADF)
                        .with(good)
                        .logging(FLUSH),
                mistake(LAUNCH_UPDATE_DATA, "descriptor of another file", Stage.REUSED, EBADF)
                        .with(good)
                        .logging(FLUSH),
                mistake(LAUNCH_UPDATE_DATA, "firmware refuses", Stage.LAUNCHED, EIO)
                        .with(good)
                        .refused(CommandId.LAUNCH_UPDATE_DATA, SevStatus.INVALID_ADDRESS)
                        .logging(FLUSH, "LAUNCH_UPDATE_DATA"),
                mistake(LAUNCH_UPDATE_DATA, "firmware refuses the first of two runs", Stage.LAUNCHED, EIO)
                        .with(scene -> new KvmSevLaunchUpdateData(scene.scattered(), 0x2000).encode())
                        .refused(CommandId.LAUNCH_UPDATE_DATA, SevStatus.INVALID_GUEST_STATE)
                        .logging(FLUSH, FLUSH, "LAUNCH_UPDATE_DATA"));
    }

    private static List<Mistake> launchUpdateVmsa() {
        return List.of(
                mistake(LAUNCH_UPDATE_VMSA, "no init", Stage.ORDINARY, ENOTTY),
                mistake(LAUNCH_UPDATE_VMSA, "a plain guest", Stage.LAUNCHED, ENOTTY),
                mistake(LAUNCH_UPDATE_VMSA, "firmware refuses the first", Stage.ENCRYPTED_STATE, EIO)
                        .after(MistakeScene::buildSaveAreas)
                        .failing(SevStatus.INVALID_GUEST.code())
                        .logging(FLUSH, "LAUNCH_UPDATE_VMSA"),
                mistake(LAUNCH_UPDATE_VMSA, "descriptor closed", Stage.ENCRYPTED_STATE, EBADF)
                        .after(scene -> {
                            scene.buildSaveAreas();
                            scene.fixture.close(scene.sevFd);
                        })
                        .logging(FLUSH));
    }

    private static List<Mistake> measures() {
        Function<MistakeScene, Bytes> good = scene -> new KvmSevLaunchMeasure(scene.memory(48), 48).encode();
        Bytes nonce = Bytes.zeros(16);
        return List.of(
                mistake(LAUNCH_MEASURE, "no init", Stage.ORDINARY, ENOTTY).with(good),
                mistake(LAUNCH_MEASURE, "structure not mapped", Stage.LAUNCHED, EFAULT),
                mistake(LAUNCH_MEASURE, "asks for the length", Stage.LAUNCHED, EIO)
                        .with(scene -> new KvmSevLaunchMeasure(0, 0).encode())
                        .failing(4)
                        .writingBack(8, 48)
                        .logging("LAUNCH_MEASURE"),
                mistake(LAUNCH_MEASURE, "buffer too long", Stage.LAUNCHED, EINVAL)
                        .with(scene -> new KvmSevLaunchMeasure(scene.memory(48), TOO_LONG).encode()),
                mistake(LAUNCH_MEASURE, "buffer too short", Stage.LAUNCHED, EIO)
                        .with(scene -> new KvmSevLaunchMeasure(scene.memory(48), 47).encode())
                        .failing(4)
                        .logging("LAUNCH_MEASURE"),
                mistake(LAUNCH_MEASURE, "length without a buffer", Stage.LAUNCHED, EIO)
                        .with(scene -> new KvmSevLaunchMeasure(0, 48).encode())
                        .failing(4)
                        .logging("LAUNCH_MEASURE"),
                mistake(LAUNCH_MEASURE, "buffer not mapped", Stage.LAUNCHED, EFAULT)
                        .with(scene -> new KvmSevLaunchMeasure(NOWHERE, 48).encode())
                        .failing(0)
                        .logging("LAUNCH_MEASURE"),
                mistake(LAUNCH_MEASURE, "descriptor closed", Stage.CLOSED, EBADF)
                        .with(good),
                mistake(LAUNCH_MEASURE, "a second time", Stage.LAUNCHED, EIO)
                        .with(good)
                        .refused(CommandId.LAUNCH_MEASURE, SevStatus.INVALID_GUEST_STATE),
                mistake(GET_ATTESTATION_REPORT, "no init", Stage.ORDINARY, ENOTTY)
                        .with(scene -> new KvmSevAttestationReport(nonce, 0, 0).encode()),
                mistake(GET_ATTESTATION_REPORT, "structure not mapped", Stage.LAUNCHED, EFAULT),
                mistake(GET_ATTESTATION_REPORT, "asks for the length", Stage.LAUNCHED, EIO)
                        .with(scene -> new KvmSevAttestationReport(nonce, 0, 0).encode())
                        .failing(4)
                        .writingBack(24, 208)
                        .logging("ATTESTATION"),
                mistake(GET_ATTESTATION_REPORT, "buffer too long", Stage.LAUNCHED, EINVAL)
                        .with(scene -> new KvmSevAttestationReport(nonce, scene.memory(16), TOO_LONG).encode()),
                mistake(GET_ATTESTATION_REPORT, "buffer too short", Stage.LAUNCHED, EIO)
                        .with(scene -> new KvmSevAttestationReport(nonce, scene.memory(207), 207).encode())
                        .failing(4)
                        .logging("ATTESTATION"),
                mistake(GET_ATTESTATION_REPORT, "buffer not mapped", Stage.LAUNCHED, EFAULT)
                        .with(scene -> new KvmSevAttestationReport(nonce, NOWHERE, 208).encode())
                        .failing(0)
                        .logging("ATTESTATION"),
                mistake(GET_ATTESTATION_REPORT, "descriptor closed", Stage.CLOSED, EBADF)
                        .with(scene -> new KvmSevAttestationReport(nonce, scene.memory(208), 208).encode()));
    }

    private static Function<MistakeScene, Bytes> secret(
            Function<MistakeScene, Long> header,
            int headerLength,
            Function<MistakeScene, Long> guest,
            int guestLength,
            Function<MistakeScene, Long> transport,
            int transportLength) {
        return scene -> new KvmSevLaunchSecret(
                        header.apply(scene),
                        headerLength,
                        guest.apply(scene),
                        guestLength,
                        transport.apply(scene),
                        transportLength)
                .encode();
    }

    private static List<Mistake> launchSecret() {
        Function<MistakeScene, Long> blob = SevMistakesTest::blob;
        Function<MistakeScene, Bytes> good = secret(blob, 52, blob, 64, blob, 64);
        return List.of(
                mistake(LAUNCH_SECRET, "no init", Stage.ORDINARY, ENOTTY).with(good),
                mistake(LAUNCH_SECRET, "structure not mapped", Stage.LAUNCHED, EFAULT),
                mistake(LAUNCH_SECRET, "no target", Stage.LAUNCHED, EINVAL).with(secret(blob, 52, blob, 0, blob, 64)),
                mistake(LAUNCH_SECRET, "target not mapped", Stage.LAUNCHED, ENOMEM)
                        .with(secret(blob, 52, SevMistakesTest::nowhere, 64, blob, 64)),
                mistake(LAUNCH_SECRET, "target in two runs", Stage.LAUNCHED, EINVAL)
                        .with(secret(blob, 52, MistakeScene::scattered, 0x2000, blob, 64))
                        .logging(FLUSH, FLUSH),
                mistake(LAUNCH_SECRET, "no packet", Stage.LAUNCHED, EINVAL)
                        .with(secret(blob, 52, blob, 64, SevMistakesTest::none, 64))
                        .logging(FLUSH),
                mistake(LAUNCH_SECRET, "empty packet", Stage.LAUNCHED, EINVAL)
                        .with(secret(blob, 52, blob, 64, blob, 0))
                        .logging(FLUSH),
                mistake(LAUNCH_SECRET, "packet too long", Stage.LAUNCHED, EINVAL)
                        .with(secret(blob, 52, blob, 64, blob, TOO_LONG))
                        .logging(FLUSH),
                mistake(LAUNCH_SECRET, "packet not mapped, header empty", Stage.LAUNCHED, EFAULT)
                        .with(secret(blob, 0, blob, 64, SevMistakesTest::nowhere, 64))
                        .logging(FLUSH),
                mistake(LAUNCH_SECRET, "header empty", Stage.LAUNCHED, EINVAL)
                        .with(secret(blob, 0, blob, 64, blob, 64))
                        .logging(FLUSH),
                mistake(LAUNCH_SECRET, "header not mapped", Stage.LAUNCHED, EFAULT)
                        .with(secret(SevMistakesTest::nowhere, 52, blob, 64, blob, 64))
                        .logging(FLUSH),
                mistake(LAUNCH_SECRET, "descriptor closed", Stage.CLOSED, EBADF)
                        .with(good)
                        .logging(FLUSH),
                mistake(LAUNCH_SECRET, "firmware refuses", Stage.LAUNCHED, EIO)
                        .with(good)
                        .refused(CommandId.LAUNCH_SECRET, SevStatus.BAD_MEASUREMENT)
                        .logging(FLUSH, "LAUNCH_SECRET"));
    }

    private static List<Mistake> handleOnly() {
        return Stream.of(LAUNCH_FINISH, SEND_FINISH, SEND_CANCEL, RECEIVE_FINISH)
                .flatMap(id -> Stream.of(
                        mistake(id, "no init", Stage.ORDINARY, ENOTTY),
                        mistake(id, "no launch started", Stage.INITIALISED, EBADF)
                                .after(scene -> scene.fixture.close(scene.sevFd)),
                        mistake(id, "descriptor closed", Stage.CLOSED, EBADF),
                        mistake(id, "descriptor of another file", Stage.REUSED, EBADF),
                        mistake(id, "firmware refuses", Stage.LAUNCHED, EIO)
                                .refused(CommandId.valueOf(id.name()), SevStatus.INVALID_GUEST_STATE)))
                .toList();
    }

    private static List<Mistake> guestStatus() {
        Function<MistakeScene, Bytes> good = scene -> Bytes.zeros(12);
        return List.of(
                mistake(GUEST_STATUS, "no init", Stage.ORDINARY, ENOTTY).with(good),
                mistake(GUEST_STATUS, "structure not mapped", Stage.LAUNCHED, EFAULT)
                        .failing(0)
                        .logging("GUEST_STATUS"),
                mistake(GUEST_STATUS, "descriptor closed", Stage.CLOSED, EBADF).with(good),
                mistake(GUEST_STATUS, "firmware refuses", Stage.LAUNCHED, EIO)
                        .with(good)
                        .refused(CommandId.GUEST_STATUS, SevStatus.INVALID_PLATFORM_STATE));
    }

    private static List<Mistake> debug() {
        Function<MistakeScene, Bytes> good =
                scene -> new KvmSevDebug(scene.memory(4096), scene.memory(4096), 16).encode();
        return Stream.of(DBG_DECRYPT, DBG_ENCRYPT)
                .flatMap(id -> Stream.of(
                        mistake(id, "no init", Stage.ORDINARY, ENOTTY).with(good),
                        mistake(id, "structure not mapped", Stage.LAUNCHED, EFAULT),
                        mistake(id, "nothing", Stage.LAUNCHED, EINVAL)
                                .with(scene -> new KvmSevDebug(scene.memory(16), scene.memory(16), 0).encode()),
                        mistake(id, "source wraps", Stage.LAUNCHED, EINVAL)
                                .with(scene -> new KvmSevDebug(-8, scene.memory(16), 16).encode()),
                        mistake(id, "no destination", Stage.LAUNCHED, EINVAL)
                                .with(scene -> new KvmSevDebug(scene.memory(16), 0, 16).encode()),
                        mistake(id, "source not mapped", Stage.LAUNCHED, ENOMEM)
                                .with(scene -> new KvmSevDebug(NOWHERE, scene.memory(16), 16).encode()),
                        mistake(id, "destination not mapped", Stage.LAUNCHED, ENOMEM)
                                .with(scene -> new KvmSevDebug(scene.memory(16), NOWHERE, 16).encode()),
                        mistake(id, "descriptor closed", Stage.CLOSED, EBADF)
                                .with(good)
                                .logging(FLUSH, FLUSH),
                        mistake(id, "policy forbids it", Stage.LAUNCHED, EIO)
                                .with(good)
                                .refused(CommandId.valueOf(id.name()), SevStatus.POLICY_FAILURE)
                                .logging(FLUSH, FLUSH, id.name())))
                .toList();
    }

    private static Function<MistakeScene, Bytes> send(
            Function<MistakeScene, Long> pdh,
            Function<MistakeScene, Long> platform,
            Function<MistakeScene, Long> amd,
            Function<MistakeScene, Long> session,
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

    private static List<Mistake> sendStart() {
        Function<MistakeScene, Long> blob = SevMistakesTest::blob;
        Function<MistakeScene, Long> none = SevMistakesTest::none;
        Function<MistakeScene, Long> nowhere = SevMistakesTest::nowhere;
        return List.of(
                mistake(SEND_START, "no init", Stage.ORDINARY, ENOTTY).with(send(blob, blob, blob, blob, 128)),
                mistake(SEND_START, "structure not mapped", Stage.LAUNCHED, EFAULT),
                mistake(SEND_START, "asks for the length", Stage.LAUNCHED, EIO)
                        .with(send(none, none, none, none, 0))
                        .failing(4)
                        .writingBack(64, 128)
                        .logging("SEND_START"),
                mistake(SEND_START, "no PDH", Stage.LAUNCHED, EINVAL).with(send(none, blob, blob, blob, 128)),
                mistake(SEND_START, "no session buffer", Stage.LAUNCHED, EINVAL)
                        .with(send(blob, blob, blob, none, 128)),
                mistake(SEND_START, "session too long", Stage.LAUNCHED, EINVAL)
                        .with(send(blob, blob, blob, blob, TOO_LONG)),
                mistake(SEND_START, "PDH not mapped", Stage.LAUNCHED, EFAULT)
                        .with(send(nowhere, none, blob, blob, 128)),
                mistake(SEND_START, "no platform certificates", Stage.LAUNCHED, EINVAL)
                        .with(send(blob, none, nowhere, blob, 128)),
                mistake(SEND_START, "AMD certificates not mapped", Stage.LAUNCHED, EFAULT)
                        .with(send(blob, blob, nowhere, blob, 128)),
                mistake(SEND_START, "descriptor closed", Stage.CLOSED, EBADF).with(send(blob, blob, blob, blob, 128)),
                mistake(SEND_START, "firmware refuses", Stage.LAUNCHED, EIO)
                        .with(send(blob, blob, blob, blob, 128))
                        .refused(CommandId.SEND_START, SevStatus.POLICY_FAILURE),
                mistake(SEND_START, "session not mapped", Stage.LAUNCHED, EFAULT)
                        .with(send(blob, blob, blob, nowhere, 128))
                        .failing(0)
                        .logging("SEND_START"));
    }

    private static Function<MistakeScene, Bytes> packet(
            Function<MistakeScene, Long> header,
            int headerLength,
            Function<MistakeScene, Long> guest,
            int guestLength,
            Function<MistakeScene, Long> transport,
            int transportLength) {
        return scene -> new KvmSevSendUpdateData(
                        header.apply(scene),
                        headerLength,
                        guest.apply(scene),
                        guestLength,
                        transport.apply(scene),
                        transportLength)
                .encode();
    }

    private static List<Mistake> sendUpdate() {
        Function<MistakeScene, Long> blob = SevMistakesTest::blob;
        Function<MistakeScene, Long> none = SevMistakesTest::none;
        Function<MistakeScene, Long> nowhere = SevMistakesTest::nowhere;
        Function<MistakeScene, Bytes> good = packet(blob, 52, blob, 64, blob, 64);
        return List.of(
                mistake(SEND_UPDATE_DATA, "no init", Stage.ORDINARY, ENOTTY).with(good),
                mistake(SEND_UPDATE_DATA, "structure not mapped", Stage.LAUNCHED, EFAULT),
                mistake(SEND_UPDATE_DATA, "asks for the lengths", Stage.LAUNCHED, EIO)
                        .with(packet(none, 0, none, 0, none, 0))
                        .failing(4)
                        .writingBack(8, 52)
                        .logging("SEND_UPDATE_DATA"),
                mistake(SEND_UPDATE_DATA, "no transport buffer", Stage.LAUNCHED, EINVAL)
                        .with(packet(blob, 52, blob, 64, none, 64)),
                mistake(SEND_UPDATE_DATA, "no guest memory", Stage.LAUNCHED, EINVAL)
                        .with(packet(blob, 52, none, 64, blob, 64)),
                mistake(SEND_UPDATE_DATA, "no guest length", Stage.LAUNCHED, EINVAL)
                        .with(packet(blob, 52, blob, 0, blob, 64)),
                mistake(SEND_UPDATE_DATA, "no header buffer", Stage.LAUNCHED, EINVAL)
                        .with(packet(none, 52, blob, 64, blob, 64)),
                mistake(SEND_UPDATE_DATA, "more than a page", Stage.LAUNCHED, EINVAL)
                        .with(packet(blob, 52, scene -> scene.memory(0x2000), 0x1001, blob, 64)),
                mistake(SEND_UPDATE_DATA, "crosses a page", Stage.LAUNCHED, EINVAL)
                        .with(packet(blob, 52, scene -> scene.memory(0x2000) + 0xFF0, 32, blob, 64)),
                mistake(SEND_UPDATE_DATA, "guest memory not mapped", Stage.LAUNCHED, ENOMEM)
                        .with(packet(blob, 52, nowhere, 64, blob, 64)),
                mistake(SEND_UPDATE_DATA, "descriptor closed", Stage.CLOSED, EBADF)
                        .with(good),
                mistake(SEND_UPDATE_DATA, "firmware refuses", Stage.LAUNCHED, EIO)
                        .with(good)
                        .refused(CommandId.SEND_UPDATE_DATA, SevStatus.INVALID_GUEST_STATE),
                mistake(SEND_UPDATE_DATA, "transport buffer not mapped", Stage.LAUNCHED, EFAULT)
                        .with(packet(blob, 52, blob, 64, nowhere, 64))
                        .failing(0)
                        .logging("SEND_UPDATE_DATA"));
    }

    private static Function<MistakeScene, Bytes> receive(
            Function<MistakeScene, Long> pdh, int pdhLength, Function<MistakeScene, Long> session, int sessionLength) {
        return scene ->
                new KvmSevReceiveStart(0, 1, pdh.apply(scene), pdhLength, session.apply(scene), sessionLength).encode();
    }

    private static List<Mistake> receiveStart() {
        Function<MistakeScene, Long> blob = SevMistakesTest::blob;
        Function<MistakeScene, Bytes> good = receive(blob, 64, blob, 64);
        return List.of(
                mistake(RECEIVE_START, "no init", Stage.ORDINARY, ENOTTY).with(good),
                mistake(RECEIVE_START, "structure not mapped", Stage.INITIALISED, EFAULT),
                mistake(RECEIVE_START, "no PDH", Stage.INITIALISED, EINVAL)
                        .with(receive(SevMistakesTest::none, 64, blob, 64)),
                mistake(RECEIVE_START, "empty PDH", Stage.INITIALISED, EINVAL).with(receive(blob, 0, blob, 64)),
                mistake(RECEIVE_START, "no session", Stage.INITIALISED, EINVAL)
                        .with(receive(blob, 64, SevMistakesTest::none, 64)),
                mistake(RECEIVE_START, "PDH too long", Stage.INITIALISED, EINVAL)
                        .with(receive(blob, TOO_LONG, blob, 64)),
                mistake(RECEIVE_START, "session not mapped", Stage.INITIALISED, EFAULT)
                        .with(receive(blob, 64, SevMistakesTest::nowhere, 64)),
                mistake(RECEIVE_START, "descriptor closed", Stage.INITIALISED, EBADF)
                        .with(good)
                        .after(scene -> scene.fixture.close(scene.sevFd)),
                mistake(RECEIVE_START, "firmware refuses", Stage.INITIALISED, EIO)
                        .with(good)
                        .refused(CommandId.RECEIVE_START, SevStatus.BAD_MEASUREMENT),
                mistake(RECEIVE_START, "ASID cannot be activated", Stage.INITIALISED, EIO)
                        .with(good)
                        .refused(CommandId.ACTIVATE, SevStatus.DFFLUSH_REQUIRED)
                        .logging("RECEIVE_START", "ACTIVATE", "DECOMMISSION"));
    }

    private static Function<MistakeScene, Bytes> received(
            Function<MistakeScene, Long> header,
            int headerLength,
            Function<MistakeScene, Long> guest,
            int guestLength,
            Function<MistakeScene, Long> transport,
            int transportLength) {
        return scene -> new KvmSevReceiveUpdateData(
                        header.apply(scene),
                        headerLength,
                        guest.apply(scene),
                        guestLength,
                        transport.apply(scene),
                        transportLength)
                .encode();
    }

    private static List<Mistake> receiveUpdate() {
        Function<MistakeScene, Long> blob = SevMistakesTest::blob;
        Function<MistakeScene, Long> none = SevMistakesTest::none;
        Function<MistakeScene, Long> nowhere = SevMistakesTest::nowhere;
        Function<MistakeScene, Bytes> good = received(blob, 52, blob, 64, blob, 64);
        return List.of(
                mistake(RECEIVE_UPDATE_DATA, "no init, the odd one out", Stage.ORDINARY, EINVAL)
                        .with(good),
                mistake(RECEIVE_UPDATE_DATA, "structure not mapped", Stage.LAUNCHED, EFAULT),
                mistake(RECEIVE_UPDATE_DATA, "no header", Stage.LAUNCHED, EINVAL)
                        .with(received(none, 52, blob, 64, blob, 64)),
                mistake(RECEIVE_UPDATE_DATA, "empty header", Stage.LAUNCHED, EINVAL)
                        .with(received(blob, 0, blob, 64, blob, 64)),
                mistake(RECEIVE_UPDATE_DATA, "empty packet", Stage.LAUNCHED, EINVAL)
                        .with(received(blob, 52, blob, 64, blob, 0)),
                mistake(RECEIVE_UPDATE_DATA, "crosses a page", Stage.LAUNCHED, EINVAL)
                        .with(received(blob, 52, scene -> scene.memory(0x2000) + 0xFF0, 32, blob, 32)),
                mistake(RECEIVE_UPDATE_DATA, "header too long", Stage.LAUNCHED, EINVAL)
                        .with(received(blob, TOO_LONG, blob, 64, blob, 64)),
                mistake(RECEIVE_UPDATE_DATA, "packet not mapped", Stage.LAUNCHED, EFAULT)
                        .with(received(blob, 52, nowhere, 64, nowhere, 64)),
                mistake(RECEIVE_UPDATE_DATA, "guest memory not mapped", Stage.LAUNCHED, ENOMEM)
                        .with(received(blob, 52, nowhere, 64, blob, 64)),
                mistake(RECEIVE_UPDATE_DATA, "descriptor closed", Stage.CLOSED, EBADF)
                        .with(good)
                        .logging(FLUSH),
                mistake(RECEIVE_UPDATE_DATA, "firmware refuses", Stage.LAUNCHED, EIO)
                        .with(good)
                        .refused(CommandId.RECEIVE_UPDATE_DATA, SevStatus.BAD_MEASUREMENT)
                        .logging(FLUSH, "RECEIVE_UPDATE_DATA"));
    }

    private static List<Mistake> unknown() {
        return Stream.of(SEND_UPDATE_VMSA, RECEIVE_UPDATE_VMSA, CERT_EXPORT)
                .map(id -> mistake(id, "never implemented", Stage.LAUNCHED, EINVAL))
                .toList();
    }

    private static List<Mistake> mirror() {
        return Stream.of(LAUNCH_UPDATE_DATA, LAUNCH_SECRET, LAUNCH_MEASURE, LAUNCH_FINISH, SEND_START, RECEIVE_START)
                .map(id -> mistake(id, "not for a mirror", Stage.MIRROR, EINVAL))
                .toList();
    }
}
