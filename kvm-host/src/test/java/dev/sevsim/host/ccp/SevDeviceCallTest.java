package dev.sevsim.host.ccp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PdhCertExport;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.abi.uapi.SevUserDataPdhCertExport;
import dev.sevsim.abi.uapi.SevUserDataPekCertImport;
import dev.sevsim.abi.uapi.SevUserDataPekCsr;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.TestProfile;
import dev.sevsim.host.profile.KernelProfile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the newest kernel's /dev/sev does otherwise: docs/reference/kvm-host.md section 1.5, "N differences". */
class SevDeviceCallTest {
    private static final int READ_ONLY = 0;
    private static final int READ_WRITE = 2;
    private static final int EXPORT = SevDeviceCommand.PDH_CERT_EXPORT.code();

    @ParameterizedTest
    @EnumSource(names = {"PEK_GEN", "PDH_GEN", "PEK_CSR", "PDH_CERT_EXPORT", "PEK_CERT_IMPORT"})
    void shutsDownThePlatformThatItInitialised(SevDeviceCommand command) {
        HostFixture down = down(SevStatus.HWERROR_PLATFORM);

        assertThat(issue(down, command)).isEqualTo(Outcome.ok());

        List<String> expected = new ArrayList<>(List.of("INIT", "WBINVD 0", "WBINVD 1", "DF_FLUSH"));
        expected.add(command.name());
        expected.add("SHUTDOWN");
        assertThat(down.log).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(names = {"PEK_GEN", "PDH_GEN", "PEK_CSR", "PDH_CERT_EXPORT", "PEK_CERT_IMPORT"})
    void leavesAnInitialisedPlatformUp(SevDeviceCommand command) {
        HostFixture up = new HostFixture(newest(), 64L << 20, f -> {}).quiet();

        assertThat(issue(up, command)).isEqualTo(Outcome.ok());

        assertThat(up.log).containsExactly(command.name());
    }

    @Test
    void shutsDownThePlatformAfterACommandThatFailed() {
        HostFixture down = down(SevStatus.HWERROR_PLATFORM);
        down.firmware.answer(CommandId.PEK_GEN, SevStatus.INVALID_CONFIG);
        down.firmware.answer(CommandId.SHUTDOWN, SevStatus.HWERROR_PLATFORM);

        assertThat(issue(down, SevDeviceCommand.PEK_GEN))
                .as("the status of the shutdown is ignored")
                .isEqualTo(Outcome.failed(Errno.EIO, SevStatus.INVALID_CONFIG.code()));

        assertThat(down.log).endsWith("PEK_GEN", "SHUTDOWN");
    }

    @ParameterizedTest
    @EnumSource(names = {"PEK_GEN", "PDH_GEN", "PEK_CSR", "PDH_CERT_EXPORT", "PEK_CERT_IMPORT"})
    void showsInvalidPlatformStateForEveryFailedInitialisation(SevDeviceCommand command) {
        HostFixture down = down(SevStatus.HWERROR_PLATFORM, SevStatus.INVALID_CONFIG);

        assertThat(issue(down, command)).isEqualTo(Outcome.failed(Errno.EIO, SevStatus.INVALID_PLATFORM_STATE.code()));

        assertThat(down.log).containsExactly("INIT");
    }

    @Test
    void readsTheExportBeforeItBringsThePlatformUp() {
        HostFixture down = down(SevStatus.HWERROR_PLATFORM);
        int readOnly = down.open(DevicePath.DEV_SEV, READ_ONLY);
        int writable = down.open(DevicePath.DEV_SEV, READ_WRITE);
        HostVirtual tooLong = down.user(new SevUserDataPdhCertExport(0x1000, 0x4001, 0x1000, 0x10).encode());
        HostVirtual question = down.user(Bytes.zeros(SevUserDataPdhCertExport.SIZE));

        assertThat(down.issue(readOnly, EXPORT, 0)).isEqualTo(Outcome.failed(Errno.EFAULT, HostFixture.UNTOUCHED));
        assertThat(down.issue(writable, EXPORT, tooLong.value()))
                .isEqualTo(Outcome.failed(Errno.EFAULT, HostFixture.UNTOUCHED));
        assertThat(down.issue(readOnly, EXPORT, question.value()))
                .isEqualTo(Outcome.failed(Errno.EPERM, HostFixture.UNTOUCHED));
        assertThat(down.log).isEmpty();
    }

    @Test
    void doesNotTreatAnEmptyChainLengthAsALengthQuery() {
        HostFixture up = new HostFixture(newest(), 64L << 20, f -> {}).quiet();
        int sev = up.open(DevicePath.DEV_SEV, READ_WRITE);
        HostVirtual blob = up.user(Bytes.zeros(0x2000));
        HostVirtual data = up.user(new SevUserDataPdhCertExport(blob.value(), 0x824, blob.value(), 0).encode());

        assertThat(up.issue(sev, EXPORT, data.value())).isEqualTo(Outcome.failed(Errno.EIO, 4));

        PdhCertExport asked = PdhCertExport.CODEC.decode(up.firmware.lastBuffer(CommandId.PDH_CERT_EXPORT));
        assertThat(asked.pdhCertAddress()).isNotZero();
        assertThat(asked.pdhCertLength()).isEqualTo(0x824);
        assertThat(asked.certsLength()).isZero();
    }

    private static Outcome issue(HostFixture on, SevDeviceCommand command) {
        long blob = on.user(Bytes.zeros(0x4000)).value();
        Bytes structure = switch (command) {
            case PEK_CSR -> new SevUserDataPekCsr(blob, 0x1000).encode();
            case PDH_CERT_EXPORT -> new SevUserDataPdhCertExport(blob, 0x1000, blob + 0x1000, 0x2000).encode();
            case PEK_CERT_IMPORT -> new SevUserDataPekCertImport(blob, 0x824, blob, 0x824).encode();
            default -> Bytes.zeros(1);
        };
        int sev = on.open(DevicePath.DEV_SEV, READ_WRITE);
        return on.issue(sev, command.code(), on.user(structure).value());
    }

    private static TestProfile newest() {
        return HostFixture.milan().withKernel(KernelProfile.NEWEST);
    }

    /** A host whose first INIT fails as the driver loads, then with the statuses of {@code init}. */
    private static HostFixture down(SevStatus... init) {
        return new HostFixture(newest(), 64L << 20, f -> f.answer(CommandId.INIT, init)).quiet();
    }
}
