package dev.sevsim.abi.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.image.KernelHashes;
import org.junit.jupiter.api.Test;

/** The report of docs/reference/sev-firmware-api.md section 9.5, computed there with Python. */
class AttestationReportTest {
    private static final AttestationReport UNSIGNED = AttestationReport.unsigned(
            Bytes.fromHex("d0d1d2d3d4d5d6d7d8d9dadbdcdddedf"),
            Bytes.fromHex("23a1dc4a4258849126e7a5f3d13b5a539496c117b7a140c6e776cc27e8982544"),
            new GuestPolicy(0x18000003));
    private static final Bytes R = Bytes.fromHex(
            "d5e58b33077ea99f7f6e9f8aab7c23666d4e30e1b759473691947791da584236cea27c0715a4672357cb5d72cf5ce854");
    private static final Bytes S = Bytes.fromHex(
            "491a8dc74ef19fd527cbc16d0bf32128ec1f8c43669a9a8139af09bcce6a9dc58eefe21e7912ed19b0acf46ced3ee59f");

    @Test
    void signsNonceDigestAndPolicy() {
        assertThat(UNSIGNED.signedBytes().length()).isEqualTo(52);
        assertThat(KernelHashes.sha256(UNSIGNED.signedBytes()).toHex())
                .isEqualTo("22de72522e0c4ef7b091b9dafc1e9f845f935a0083c575fb2cb1ba22b23d2167");
    }

    @Test
    void laysOutTheWorkedReport() {
        AttestationReport report = UNSIGNED.signedWith(EcSignature.ofP1363(Bytes.concat(R, S)));

        assertThat(KernelHashes.sha256(report.encode()).toHex())
                .isEqualTo("32c8372bace429c6732b9b6644a844d3199c740c2b1c80773330c68bd4799ab9");
        assertThat(AttestationReport.CODEC.decode(report.encode())).isEqualTo(report);
        assertThat(report.signature().toP1363()).isEqualTo(Bytes.concat(R, S));
        assertThat(report.signedBytes()).isEqualTo(UNSIGNED.signedBytes());
    }
}
