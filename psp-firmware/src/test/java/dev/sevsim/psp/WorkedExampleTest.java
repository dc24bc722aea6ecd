package dev.sevsim.psp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.SevCertificate;
import org.junit.jupiter.api.Test;

/** Keys and certificates against docs/reference/sev-firmware-api.md sections 9.2 and 9.5. */
class WorkedExampleTest {
    @Test
    void computesThePublicPoints() {
        assertThat(WorkedExample.pdh().publicKey()).isEqualTo(WorkedExample.PDH);
        assertThat(WorkedExample.godh().publicKey()).isEqualTo(WorkedExample.GODH);
        assertThat(WorkedExample.pek().publicKey()).isEqualTo(WorkedExample.PEK);
    }

    @Test
    void agreesOnTheSharedSecret() {
        SecretBytes z = SecretBytes.of(WorkedExample.Z);

        assertThat(WorkedExample.pdh().sharedSecret(WorkedExample.godh().publicKey()))
                .isEqualTo(z);
        assertThat(WorkedExample.godh().sharedSecret(WorkedExample.pdh().publicKey()))
                .isEqualTo(z);
    }

    @Test
    void signsThePdhCertificate() {
        SevCertificate pdh = WorkedExample.identity().certificates().pdh();
        EcSignature signature = EcSignature.decode(pdh.signature1());

        assertThat(WorkedExample.sha256(pdh.body()).toHex())
                .isEqualTo("7b93c18a1cf798b96fb53061f2a13a707000ddadb67992e7e0cf0a63502b4689");
        assertThat(signature.toP1363())
                .isEqualTo(Bytes.fromHex("ccb1e2e0c4d3a1a2e9500ec5bc164a2ad46e9e09ebc57e1284b63d8598a6373c"
                        + "0bb801fef43b435482b0dee6b80a29dc"
                        + "91b7bf15f007ad95b5e801e020c71d4884151151bd16fadc4918978bcc1b07f2"
                        + "b0689b51106377215d6889580b77c931"));
        assertThat(WorkedExample.sha256(pdh.encode()).toHex())
                .isEqualTo("4b148d26f134276912ee35a6982e4e50a917dd7fd24fc6bcee5593490904d440");
    }
}
