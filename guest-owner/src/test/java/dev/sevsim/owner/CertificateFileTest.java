package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.owner.CertificateFile.Certificate;
import dev.sevsim.owner.CertificateFile.Form;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the chain that sev-tool validated: docs/reference/guest-owner-tools.md section 4. */
class CertificateFileTest {
    private static final Bytes FULL = Vectors.read("sev-tool/full.chain");

    @Test
    void tellsCertificatesApartByTheirUsage() {
        CertificateFile file = CertificateFile.parse(FULL);

        assertThat(file.certificates().stream().map(Certificate::role)).isEqualTo(Form.FULL.roles());
        assertThat(file.rest()).isEqualTo(Bytes.EMPTY);
        for (KeyUsage role : Form.FULL.roles()) {
            assertThat(file.certificates())
                    .contains(new Certificate(
                            role, Vectors.read("sev-tool/" + role.name().toLowerCase(Locale.ROOT) + ".cert")));
        }
    }

    @Test
    void joinsFilesInAnyOrder() {
        CertificateFile amd = CertificateFile.parse(
                Bytes.concat(Vectors.read("sev-tool/ark.cert"), Vectors.read("sev-tool/ask.cert")));
        CertificateFile platform = CertificateFile.parse(Bytes.concat(FULL.slice(2084, 8336), FULL.slice(0, 4168)));

        List<Certificate> chain = CertificateFile.join(List.of(amd, platform));

        assertThat(Bytes.concat(chain.stream().map(Certificate::raw).toArray(Bytes[]::new)))
                .isEqualTo(FULL);
    }

    @Test
    void refusesTwoCertificatesOfOneRole() {
        CertificateFile file = CertificateFile.parse(Vectors.read("chains/pdh-twice.chain"));
        CertificateFile other = CertificateFile.parse(FULL);

        assertThatThrownBy(() -> CertificateFile.join(List.of(file, other)))
                .hasMessage("certificates: two different PDH certificates, expected one of each");
    }

    @Test
    void stopsAtWhatIsNoCertificate() {
        Bytes tail = Bytes.zeros(3000);

        CertificateFile file = CertificateFile.parse(Bytes.concat(FULL.slice(0, 4168), tail));

        assertThat(file.certificates().stream().map(Certificate::role)).containsExactly(KeyUsage.PDH, KeyUsage.PEK);
        assertThat(file.rest()).isEqualTo(tail);
    }

    @Test
    void refusesAFileWithoutCertificates(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("x"), new byte[5000]);

        assertThatThrownBy(() -> CertificateFile.read(file))
                .hasMessage("certificate file " + file + ": 5000 bytes that begin with no certificate,"
                        + " expected a PDH, PEK, OCA, CEK, ASK or ARK certificate");
    }
}
