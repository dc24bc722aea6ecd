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
import static dev.sevsim.host.kvm.sev.Mistake.mistake;
import static dev.sevsim.host.kvm.sev.MistakeScene.NOWHERE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmSevCmd;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.host.kvm.sev.MistakeScene.Stage;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What goes wrong with each sub-command of KVM_MEMORY_ENCRYPT_OP on Linux 6.1: errno, firmware error, bytes copied back,
 * cache and firmware commands made; and that no pin and no page of the kernel stays behind.
 *
 * <p>Source of the expectations: docs/reference/kvm-host.md sections 2.2 and 2.5 to 2.7.
 */
class SevMistakesTest {
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
        assertThat(KvmSevCmd.CODEC.decode(scene.fixture.read(header, KvmSevCmd.SIZE)))
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
        return Stream.of(LaunchMistakes.all(), MigrationMistakes.all(), GuestMistakes.all(), unknown(), mirror())
                .flatMap(mistakes -> mistakes);
    }

    private static Stream<Mistake> unknown() {
        return Stream.of(SEND_UPDATE_VMSA, RECEIVE_UPDATE_VMSA, CERT_EXPORT)
                .map(id -> mistake(id, "never implemented", Stage.LAUNCHED, EINVAL));
    }

    private static Stream<Mistake> mirror() {
        return Stream.of(LAUNCH_UPDATE_DATA, LAUNCH_SECRET, LAUNCH_MEASURE, LAUNCH_FINISH, SEND_START, RECEIVE_START)
                .map(id -> mistake(id, "not for a mirror", Stage.MIRROR, EINVAL));
    }
}
