package dev.sevsim.host.kvm.sev;

import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.uapi.KvmSevCommandId.CERT_EXPORT;
import static dev.sevsim.abi.uapi.KvmSevCommandId.LAUNCH_FINISH;
import static dev.sevsim.abi.uapi.KvmSevCommandId.LAUNCH_MEASURE;
import static dev.sevsim.abi.uapi.KvmSevCommandId.LAUNCH_SECRET;
import static dev.sevsim.abi.uapi.KvmSevCommandId.LAUNCH_UPDATE_DATA;
import static dev.sevsim.abi.uapi.KvmSevCommandId.RECEIVE_START;
import static dev.sevsim.abi.uapi.KvmSevCommandId.RECEIVE_UPDATE_VMSA;
import static dev.sevsim.abi.uapi.KvmSevCommandId.SEND_START;
import static dev.sevsim.abi.uapi.KvmSevCommandId.SEND_UPDATE_VMSA;
import static dev.sevsim.host.kvm.sev.ErrorCase.errorCase;
import static dev.sevsim.host.kvm.sev.ErrorCaseScene.NOWHERE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.kvm.sev.ErrorCaseScene.Stage;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Error cases of each sub-command of KVM_MEMORY_ENCRYPT_OP on Linux 6.1: errno, firmware error, bytes copied back, cache and firmware commands; and that no pin and no page of the kernel is left.
 *
 * <p>Source of the expectations: docs/reference/kvm-host.md sections 2.2 and 2.5 to 2.7.
 */
class SevErrorCasesTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void returnsErrnoAndErrorAndReleasesEverything(ErrorCase errorCase) {
        ErrorCaseScene scene = new ErrorCaseScene();
        scene.reach(errorCase.stage());
        Bytes structure = errorCase.structure().map(make -> make.apply(scene)).orElse(Bytes.EMPTY);
        HostVirtual data = errorCase.structure().isPresent() ? scene.fixture.user(structure) : new HostVirtual(NOWHERE);
        KvmSevCmd command = new KvmSevCmd(errorCase.id().code(), data.value(), 0x5A5A, scene.sevFd);
        HostVirtual header = scene.fixture.user(command.encode());
        errorCase.before().accept(scene);
        scene.fixture.quiet();
        int asids = scene.fixture.host.asidsInUse();
        long frames = scene.fixture.host.freeFrames();

        long result = scene.fixture.ioctl(scene.vm(), Ioctl.KVM_MEMORY_ENCRYPT_OP, header.value());

        assertThat(result).isEqualTo(-errorCase.errno().code());
        assertThat(KvmSevCmd.CODEC.decode(scene.fixture.read(header, KvmSevCmd.SIZE)))
                .isEqualTo(new KvmSevCmd(command.id(), command.data(), errorCase.error(), command.sevFd()));
        assertThat(scene.fixture.log).isEqualTo(errorCase.log());
        if (errorCase.structure().isPresent()) {
            assertThat(scene.fixture.read(data, structure.length())).isEqualTo(expected(structure, errorCase));
        }
        assertThat(scene.fixture.host.pinnedPages()).as("pinned pages").isZero();
        assertThat(scene.fixture.host.freeFrames()).as("free frames").isEqualTo(frames);
        assertThat(scene.fixture.host.asidsInUse()).as("ASIDs").isEqualTo(asids);
    }

    private static Bytes expected(Bytes structure, ErrorCase errorCase) {
        return errorCase
                .writtenBack()
                .map(back -> Bytes.concat(
                        structure.slice(0, back.offset()),
                        Bytes.u32Le(back.value()),
                        structure.from(back.offset() + 4)))
                .orElse(structure);
    }

    @Test
    void coversEverySubCommand() {
        Set<KvmSevCommandId> covered = cases().map(ErrorCase::id).collect(Collectors.toSet());

        assertThat(covered).isEqualTo(EnumSet.allOf(KvmSevCommandId.class));
    }

    static Stream<ErrorCase> cases() {
        return Stream.of(LaunchErrorCases.all(), MigrationErrorCases.all(), GuestErrorCases.all(), unknown(), mirror())
                .flatMap(cases -> cases);
    }

    private static Stream<ErrorCase> unknown() {
        return Stream.of(SEND_UPDATE_VMSA, RECEIVE_UPDATE_VMSA, CERT_EXPORT)
                .map(id -> errorCase(id, "never implemented", Stage.LAUNCHED, EINVAL));
    }

    private static Stream<ErrorCase> mirror() {
        return Stream.of(LAUNCH_UPDATE_DATA, LAUNCH_SECRET, LAUNCH_MEASURE, LAUNCH_FINISH, SEND_START, RECEIVE_START)
                .map(id -> errorCase(id, "not for a mirror", Stage.MIRROR, EINVAL));
    }
}
