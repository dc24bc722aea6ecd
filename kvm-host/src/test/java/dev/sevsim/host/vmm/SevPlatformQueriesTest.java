package dev.sevsim.host.vmm;

import static dev.sevsim.host.vmm.LaunchFixture.amdSev;
import static dev.sevsim.host.vmm.LaunchFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.ScriptedFirmware;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 5.1 to 5.4. */
class SevPlatformQueriesTest {
    private final LaunchFixture launch = new LaunchFixture();
    private final HostFixture fixture = launch.host;

    @Test
    void exportsTheCertificatesWithoutAVm() {
        assertThat(launch.vmm(amdSev()).platformCertificates())
                .isEqualTo(new PlatformCertificates(ScriptedFirmware.PDH, ScriptedFirmware.CHAIN, Bytes.EMPTY));
        assertThat(fixture.commands()).containsExactly("PDH_CERT_EXPORT", "PDH_CERT_EXPORT");
    }

    @Test
    void reportsAFailingExport() {
        fixture.firmware.answer(CommandId.PDH_CERT_EXPORT, SevStatus.INVALID_PLATFORM_STATE);

        refused(
                "SEV: Failed to export PDH cert ret=-1 fw_err=1 (Platform state is invalid)",
                () -> launch.vmm(amdSev()).platformCertificates());
    }
}
