package dev.sevsim.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.abi.launch.SecretHeader;
import dev.sevsim.testkit.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A decoder reads any bytes from outside, reports that they are none, or refuses their length; it never fails otherwise. */
class DecoderFuzzTest {
    private static final long SEED = 20;
    private static final int ROUNDS = Boolean.getBoolean("sevsim.stress") ? 2_000_000 : 20_000;

    /** A decoder with everything that may be asked of its result, and whether it may refuse a length. */
    record Target(String name, List<String> corpus, boolean refusesLengths, Consumer<Bytes> read) {
        Target {
            corpus = List.copyOf(corpus);
        }

        @Override
        public String toString() {
            return name + ", seed " + SEED;
        }
    }

    static Stream<Target> targets() {
        List<String> certificates = List.of(
                "sev-tool/pdh.cert",
                "sev-tool/pek.cert",
                "sev-tool/oca.cert",
                "sev-tool/cek.cert",
                "sev-tool/godh.cert");
        List<String> images = List.of("fw/synth-amdsev.fd", "fw/synth-x64.fd", "fw/synth-nomd.fd");
        return Stream.of(
                new Target("SevCertificate", certificates, true, DecoderFuzzTest::readCertificate),
                new Target(
                        "AmdCertificate",
                        List.of("sev-tool/ark.cert", "sev-tool/ask.cert", "sev-tool/full.chain"),
                        false,
                        DecoderFuzzTest::readAmdCertificate),
                new Target("OvmfTable", images, false, DecoderFuzzTest::readImage),
                new Target("LaunchSession", List.of("sev-tool/launch_blob.bin"), true, DecoderFuzzTest::readSession),
                new Target(
                        "SecretHeader",
                        List.of("sev-tool/packaged_secret_header.bin"),
                        true,
                        DecoderFuzzTest::readHeader),
                new Target(
                        "MeasurementBlob",
                        List.of("sev-tool/calc_measurement_out.bin"),
                        true,
                        DecoderFuzzTest::readBlob),
                new Target("KernelHashes", List.of("fw/kernel-hashes.bin"), false, DecoderFuzzTest::readHashes),
                new Target("Vmsa", List.of("vmsa/vmsa-seves-qemu-milan-0.bin"), true, DecoderFuzzTest::readSaveArea),
                new Target("Guid and hexadecimal text", List.of("fw/guids.txt"), false, DecoderFuzzTest::readText));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("targets")
    void readsOrRefuses(Target target) {
        for (int file = 0; file < target.corpus().size(); file++) {
            Bytes valid = Vectors.read(target.corpus().get(file));
            Mutations mutations = new Mutations(SEED + file);
            for (int round = 0; round < ROUNDS / target.corpus().size(); round++) {
                read(target, target.corpus().get(file), round, Bytes.copyOf(mutations.of(valid.toArray())));
            }
        }
    }

    /** A corpus that is refused at once would test little. */
    @Test
    void startsFromValidFiles() {
        assertThat(KernelHashes.decode(Vectors.read("fw/kernel-hashes.bin"))).isPresent();
        assertThat(AmdCertificate.decode(Vectors.read("sev-tool/ark.cert"), 0)).isPresent();
        assertThat(OvmfTable.read(Vectors.read("fw/synth-amdsev.fd")).secretArea())
                .isPresent();
        assertThat(Guid.parse(Vectors.read("fw/guids.txt")
                        .toUtf8()
                        .lines()
                        .findFirst()
                        .orElseThrow()))
                .isPresent();
    }

    private static void read(Target target, String file, int round, Bytes input) {
        try {
            target.read().accept(input);
        } catch (IllegalArgumentException e) {
            boolean declared = target.refusesLengths()
                    && String.valueOf(e.getMessage()).contains(input.length() + " bytes, expected");
            assertThat(declared).as("%s, round %d: %s", file, round, e).isTrue();
        } catch (RuntimeException e) {
            fail("%s, round %d: %s", file, round, input.toHex(), e);
        }
    }

    private static void readCertificate(Bytes raw) {
        SevCertificate certificate = SevCertificate.CODEC.decode(raw);
        EcPublicKey key = EcPublicKey.decode(certificate.publicKey());
        EcSignature signature = EcSignature.decode(certificate.signature1());
        assertThat(certificate.encode().from(8)).isEqualTo(raw.from(8));
        assertThat(key.fitsP384() && signature.fitsP384() ? key.encode().length() : 0x404)
                .isEqualTo(0x404);
        assertThat(certificate + key.toString() + signature).isNotEmpty();
    }

    private static void readAmdCertificate(Bytes raw) {
        Optional<AmdCertificate> certificate = AmdCertificate.decode(raw, 0);
        certificate.ifPresent(found -> {
            assertThat(found.size()).isLessThanOrEqualTo(raw.length());
            assertThat(found.encode()).hasToString(found.encode().toString());
            assertThat(AmdCertificate.decode(found.encode(), 0)).contains(found);
        });
        AmdCertificate.decode(raw, raw.length() / 2);
        AmdCertificate.decode(raw, raw.length());
    }

    private static void readImage(Bytes raw) {
        OvmfTable table = OvmfTable.read(raw);
        table.secretArea();
        table.hashTableArea();
        table.sevEsResetAddress();
        table.problem();
        int inEntries =
                table.entries().stream().mapToInt(e -> e.data().length()).sum();
        assertThat(inEntries).isLessThanOrEqualTo(raw.length());
        assertThat(table.toString()).isNotEmpty();
    }

    private static void readSession(Bytes raw) {
        LaunchSession session = LaunchSession.CODEC.decode(raw);
        assertThat(session.encode()).isEqualTo(raw);
    }

    private static void readHeader(Bytes raw) {
        assertThat(SecretHeader.CODEC.decode(raw).encode()).isEqualTo(raw);
    }

    private static void readBlob(Bytes raw) {
        assertThat(MeasurementBlob.CODEC.decode(raw).encode()).isEqualTo(raw);
    }

    private static void readHashes(Bytes raw) {
        KernelHashes.decode(raw)
                .ifPresent(found -> assertThat(found.encode().slice(0, 168)).isEqualTo(raw.slice(0, 168)));
    }

    private static void readSaveArea(Bytes raw) {
        Vmsa area = Vmsa.decode(raw);
        assertThat(area.encode()).isEqualTo(raw);
        assertThat(area.toString()).isNotEmpty();
    }

    /** One GUID a line. */
    private static void readText(Bytes raw) {
        String text = new String(raw.toArray(), StandardCharsets.ISO_8859_1);
        text.lines()
                .forEach(line -> Guid.parse(line)
                        .ifPresent(
                                guid -> assertThat(Guid.parse(guid.toString())).contains(guid)));
        try {
            assertThat(Bytes.fromHex(text).length()).isLessThanOrEqualTo(text.length());
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }
}
