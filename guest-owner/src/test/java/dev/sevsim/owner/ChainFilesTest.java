package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.time.SeededRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainFilesTest {
    private static final Bytes FULL = Vectors.read("sev-tool/full.chain");
    private static final GuestPolicy POLICY = new GuestPolicy(1);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"raw", "base64", "wrapped base64", "hexadecimal", "PEM"})
    void readsAChainHoweverItIsWritten(String form) throws IOException {
        Path file = file("chain", written(FULL, form));

        assertThat(ChainFiles.read(file)).isEqualTo(PlatformChain.parse(FULL));
        assertThat(ChainFiles.readPdh(file).raw()).isEqualTo(FULL.slice(0, 2084));
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "base64", "wrapped base64", "hexadecimal", "PEM"})
    void readsBinariesHoweverTheyAreWritten(String form) throws IOException {
        Bytes blob = Vectors.read("sev-tool/launch_blob.bin");

        assertThat(OwnerFiles.readBinary(file("session", written(blob, form)), "session buffer", 128))
                .isEqualTo(blob);
    }

    @Test
    void readsThePartsThatQmpAndLibvirtGive() throws IOException {
        Path pdh = file("pdh", written(FULL.slice(0, 2084), "base64"));
        Path chain = file("chain", written(FULL.slice(2084, 4 * 2084), "base64"));
        Path more = file("more", FULL.from(2084));

        assertThat(ChainFiles.read(pdh, chain)).isEqualTo(PlatformChain.parse(FULL.slice(0, 4 * 2084)));
        assertThat(ChainFiles.read(pdh, more)).isEqualTo(PlatformChain.parse(FULL));
    }

    @Test
    void readsTheDirectoryOfSevTool() throws IOException {
        for (String name : List.of("pdh", "pek", "oca", "cek", "ask", "ark")) {
            file(name + ".cert", Vectors.read("sev-tool/" + name + ".cert"));
        }

        assertThat(ChainFiles.read(directory)).isEqualTo(PlatformChain.parse(FULL));
        assertThat(ChainFiles.readPdh(directory).raw()).isEqualTo(FULL.slice(0, 2084));
    }

    @Test
    void readsTheDirectoryOfSevToolFromItsChainFiles() throws IOException {
        file("pdh.cert", FULL.slice(0, 2084));
        file("cert_chain.cert", FULL.slice(2084, 4 * 2084));

        assertThat(ChainFiles.read(directory)).isEqualTo(PlatformChain.parse(FULL.slice(0, 4 * 2084)));

        file("ask_ark.cert", FULL.from(4 * 2084));
        assertThat(ChainFiles.read(directory)).isEqualTo(PlatformChain.parse(FULL));
    }

    @Test
    void namesTheFileThatTheDirectoryLacks() throws IOException {
        file("pdh.cert", FULL.slice(0, 2084));

        assertThatThrownBy(() -> ChainFiles.read(directory))
                .hasMessage("certificate " + directory.resolve("pek.cert") + ": no such file, expected a file");
    }

    @Test
    void keepsASessionInTheDirectoryOfSevTool() throws IOException {
        OwnerSession made = LaunchSessionBuilder.forPlatform(
                        new TestPlatform("folder").chain().pdh())
                .build(POLICY, SeededRandom.of(Bytes.ofAscii("folder")));
        SevToolFolder folder = new SevToolFolder(directory);

        folder.write(made);

        assertThat(folder.readSession(POLICY).bundle()).isEqualTo(made.bundle());
        assertThat(folder.readSession(POLICY).keys()).isEqualTo(made.keys());
        assertThat(Files.readAllBytes(directory.resolve("tmp_tk.bin")))
                .startsWith(made.keys().tek().reveal())
                .endsWith(made.keys().tik().reveal());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.keys())))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> folder.readSession(new GuestPolicy(3)))
                .hasMessageStartingWith("session buffer: its policy MAC does not fit policy 0x3");
    }

    @Test
    void readsWhatSevToolWrote() throws IOException {
        for (String name : List.of(
                "godh.cert", "launch_blob.bin", "tmp_tk.bin", "packaged_secret.bin", "packaged_secret_header.bin")) {
            file(name, Vectors.read("sev-tool/" + name));
        }
        SevToolFolder folder = new SevToolFolder(directory);

        OwnerSession session = folder.readSession(POLICY);

        assertThat(session.keys().tik()).isEqualTo(SecretBytes.of(Bytes.fromHex("01ded45f1d2b4d2fde68ad71e808b759")));
        assertThat(folder.readSecret().open(session.keys().tek()))
                .isEqualTo(Vectors.read("sev-tool/secret.txt").toArray());
    }

    @Test
    void findsTheRootInACaFile() throws IOException {
        Bytes ark = Vectors.read("sev-tool/ark.cert");

        assertThat(ChainFiles.readRoot(file("ark", ark))).isEqualTo(ark);
        assertThat(ChainFiles.readRoot(file("ca", FULL.from(4 * 2084)))).isEqualTo(ark);
        assertThat(ChainFiles.readRoot(file("b64", written(ark, "base64")))).isEqualTo(ark);
    }

    @Test
    void namesOtherFormats() throws IOException {
        Path der = file("der", Bytes.concat(Bytes.of(0x30, 0x82, 0x01, 0x00), Bytes.zeros(256)));
        Path pem = file(
                "pem",
                Bytes.ofAscii(
                        "-----BEGIN CERTIFICATE-----\n" + Base64.getEncoder().encodeToString(Files.readAllBytes(der))
                                + "\n-----END CERTIFICATE-----\n"));
        Path zip = file("zip", Bytes.concat(Bytes.of('P', 'K', 3, 4), Bytes.zeros(9000)));
        Path text = file("text", Bytes.ofAscii("404: Not Found, sorry"));
        Path cut = file("cut", FULL.slice(0, 5000));
        Path swapped = file("swapped", Bytes.concat(FULL.slice(2084, 4168), FULL.slice(0, 2084), FULL.from(4168)));

        assertThatThrownBy(() -> ChainFiles.read(der)).hasMessageContaining("260 bytes of DER, as X.509 certificates");
        assertThatThrownBy(() -> ChainFiles.read(pem)).hasMessageContaining("260 bytes of DER, as X.509 certificates");
        assertThatThrownBy(() -> ChainFiles.read(zip)).hasMessageContaining("a zip archive");
        assertThatThrownBy(() -> ChainFiles.read(text)).hasMessageContaining(": text, expected SEV certificates");
        assertThatThrownBy(() -> ChainFiles.read(cut))
                .hasMessage("OCA certificate: 832 bytes left at offset 4168," + " expected 2084 bytes");
        assertThat(new ChainVerifier(TrustedRoots.none())
                        .verify(ChainFiles.read(swapped))
                        .firstFailure()
                        .orElseThrow()
                        .reason())
                .isEqualTo("PDH has usage PEK (0x1002), expected PDH (0x1003)");
    }

    @Test
    void acceptsARootWithoutItsSignatureOnlyWhenItsKeyWasGiven() {
        TestPlatform platform = new TestPlatform("naples");
        Bytes askArk = platform.askArk();
        Bytes unsigned = askArk.slice(0, askArk.length() - 256);
        PlatformChain chain = PlatformChain.of(platform.pdh(), platform.pekOcaCek(), unsigned);
        TrustedRoots byFile = TrustedRoots.ofCertificates(unsigned.from(832));

        ChainVerdict given = new ChainVerifier(byFile).verify(chain);
        ChainVerdict stranger = new ChainVerifier(TrustedRoots.none()).verify(chain);

        assertThat(given.isTrusted()).isTrue();
        assertThat(given.links().get(6).describe()).isEqualTo("ARK <- ARK (no signature, key given by hand): holds");
        assertThat(stranger.links().get(6).reason())
                .isEqualTo("ARK ends where its own signature should begin and its key is no trusted root");
    }

    private static Bytes written(Bytes content, String form) {
        byte[] raw = content.toArray();
        String wrapped = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(raw);
        return switch (form) {
            case "raw" -> content;
            case "base64" -> Bytes.ofAscii(content.toBase64());
            case "wrapped base64" -> Bytes.ofAscii(wrapped + "\n");
            case "hexadecimal" -> Bytes.ofAscii(content.toHex() + "\n");
            default -> Bytes.ofAscii("-----BEGIN SEV-----\n" + wrapped + "\n-----END SEV-----\n");
        };
    }

    private Path file(String name, Bytes content) throws IOException {
        return Files.write(directory.resolve(name), content.toArray());
    }
}
