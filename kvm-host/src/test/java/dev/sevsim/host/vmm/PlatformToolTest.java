package dev.sevsim.host.vmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PekCertImport;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.ScriptedFirmware;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PlatformToolTest {
    private final HostFixture fixture = new HostFixture().quiet();

    @AutoClose
    private final PlatformTool tool = new PlatformTool(fixture.vmmLink(), fixture.process());

    @Test
    void queriesLengthsFirst() {
        assertThat(tool.certificateRequest()).isEqualTo(ScriptedFirmware.CSR);
        assertThat(tool.chipId()).isEqualTo(ScriptedFirmware.CHIP_ID);
        assertThat(tool.certificates().pdh()).isEqualTo(ScriptedFirmware.PDH);
        assertThat(tool.certificates().chain()).isEqualTo(ScriptedFirmware.CHAIN);

        assertThat(fixture.log.subList(0, 4)).containsExactly("PEK_CSR", "PEK_CSR", "GET_ID", "GET_ID");
    }

    @Test
    void issuesCommandsWithoutData() {
        assertThat(tool.status().build()).isEqualTo(24);
        tool.generatePek();
        tool.generatePdh();
        tool.reset();

        assertThat(fixture.log)
                .containsExactly(
                        "PLATFORM_STATUS", "PEK_GEN", "PDH_GEN", "PLATFORM_STATUS", "SHUTDOWN", "PLATFORM_RESET");
    }

    @Test
    void importsBothCertificates() {
        tool.importCertificates(Bytes.ofAscii("pek"), Bytes.ofAscii("oca!"));

        PekCertImport request = PekCertImport.CODEC.decode(fixture.firmware.lastBuffer(CommandId.PEK_CERT_IMPORT));
        assertThat(fixture.memory.read(new SystemPhysical(request.pekCertAddress()), 3))
                .isEqualTo(Bytes.ofAscii("pek"));
        assertThat(fixture.memory.read(new SystemPhysical(request.ocaCertAddress()), request.ocaCertLength()))
                .isEqualTo(Bytes.ofAscii("oca!"));
    }

    @Test
    void showsTheStatusOfTheFirmware() {
        fixture.firmware.answer(CommandId.PEK_CERT_IMPORT, SevStatus.ALREADY_OWNED);

        assertThatExceptionOfType(VmmException.class)
                .isThrownBy(() -> tool.importCertificates(Bytes.zeros(1), Bytes.zeros(1)))
                .withMessage("SEV_PEK_CERT_IMPORT: Input/output error (Platform is already owned)")
                .satisfies(e -> assertThat(e.firmwareStatus()).hasValue(5));
    }

    @Test
    void showsTheErrnoOfTheDriver() {
        fixture.firmware.platformState(2);

        assertThatExceptionOfType(VmmException.class)
                .isThrownBy(tool::reset)
                .withMessage("SEV_FACTORY_RESET: Device or resource busy")
                .satisfies(e -> assertThat(e.firmwareStatus()).isEmpty())
                .satisfies(e -> assertThat(e.errno()).contains(Errno.EBUSY));
    }

    @Test
    void reportsAFailedLengthQuery() {
        fixture.firmware.answer(CommandId.PEK_CSR, SevStatus.HWERROR_PLATFORM);

        assertThatExceptionOfType(VmmException.class)
                .isThrownBy(tool::certificateRequest)
                .satisfies(e -> assertThat(e.firmwareStatus()).hasValue(0x13));
    }
}
