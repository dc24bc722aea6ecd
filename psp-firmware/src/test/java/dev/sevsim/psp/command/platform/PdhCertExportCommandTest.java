package dev.sevsim.psp.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PdhCertExport;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.keys.IdentityCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PdhCertExportCommandTest extends MachineTest {
    @Test
    void writesPdhThenPekOcaAndUnsignedCek() {
        machine.initialised();

        assertThat(machine.run(CommandId.PDH_CERT_EXPORT, request(0x1000, 0x2000)))
                .isEqualTo(SevStatus.SUCCESS);

        IdentityCertificates own = machine.processor.identity().orElseThrow().certificates();
        assertThat(machine.read(0x10000, 0x824)).isEqualTo(own.pdh().encode());
        assertThat(machine.read(0x20000, 0x824)).isEqualTo(own.pek().encode());
        assertThat(machine.read(0x20824, 0x824)).isEqualTo(own.oca().encode());
        Bytes cek = machine.read(0x21048, 0x824);
        assertThat(cek.slice(0, 0x414)).isEqualTo(machine.signedCek().body());
        assertThat(cek.slice(0x414, 0x61C))
                .isEqualTo(Bytes.concat(Bytes.fromHex("0010000000000000"), Bytes.zeros(0x200)));
        assertThat(machine.buffer(PdhCertExport.SIZE)).isEqualTo(request(0x824, 0x186C));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0x823, 0x186c", "0x824, 0x186b", "0x824, 0"})
    void answersShortLengthsWithBothThatAreNeeded(String pdh, String chain) {
        machine.initialised();
        Bytes nowhere = new PdhCertExport(-1, Integer.decode(pdh), -1, Integer.decode(chain)).encode();

        assertThat(machine.run(CommandId.PDH_CERT_EXPORT, nowhere)).isEqualTo(SevStatus.INVALID_LENGTH);

        assertThat(machine.buffer(PdhCertExport.SIZE)).isEqualTo(new PdhCertExport(-1, 0x824, -1, 0x186C).encode());
    }

    @Test
    void refusesBadAddresses() {
        machine.initialised();

        machine.expectRefusal(
                CommandId.PDH_CERT_EXPORT,
                new PdhCertExport(TestMachine.SIZE - 1, 0x824, 0x20000, 0x186C).encode(),
                SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(
                CommandId.PDH_CERT_EXPORT,
                new PdhCertExport(0x10000, 0x824, TestMachine.SIZE - 1, 0x186C).encode(),
                SevStatus.INVALID_ADDRESS);
    }

    @Test
    void refusesBeforeInitWhateverTheLengths() {
        machine.expectRefusal(CommandId.PDH_CERT_EXPORT, request(0, 0), SevStatus.INVALID_PLATFORM_STATE);
    }

    private static Bytes request(int pdhLength, int chainLength) {
        return new PdhCertExport(0x10000, pdhLength, 0x20000, chainLength).encode();
    }
}
