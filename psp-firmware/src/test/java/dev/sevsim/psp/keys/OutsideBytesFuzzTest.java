package dev.sevsim.psp.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.amd.SimulatedAmd;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.psp.TestRandom;
import dev.sevsim.psp.WorkedExample;
import dev.sevsim.psp.cert.AmdChainValidator;
import dev.sevsim.psp.cert.CertificateFault;
import dev.sevsim.psp.cert.CertificateValidator;
import dev.sevsim.psp.cert.FirmwareImage;
import dev.sevsim.psp.nv.MemoryNvStorage;
import dev.sevsim.psp.nv.NvStorage;
import dev.sevsim.testkit.Mutations;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates, stores and images that a host hands over, damaged: a status refuses them, and nothing is thrown. */
class OutsideBytesFuzzTest {
    private static final int ROUNDS = Boolean.getBoolean("sevsim.stress") ? 100_000 : 400;
    private static final Set<SevStatus> NO =
            EnumSet.of(SevStatus.INVALID_CERTIFICATE, SevStatus.BAD_SIGNATURE, SevStatus.UNSUPPORTED);

    @ParameterizedTest(name = "{0} by {1}, seed {2}")
    @CsvSource({
        "openssl-owner/ec256/pek.cert, openssl-owner/ec256/oca.cert, 1",
        "openssl-owner/ec384/oca.cert, openssl-owner/ec384/oca.cert, 2",
        "openssl-owner/rsa2048/pek.cert, openssl-owner/rsa2048/oca.cert, 3",
        "openssl-owner/rsa4096/oca.cert, openssl-owner/rsa4096/oca.cert, 4",
        "sev-tool/pdh.cert, sev-tool/pek.cert, 5",
        "openssl-platform/pek.cert, openssl-platform/cek.cert, 6"
    })
    void judgesDamagedCertificates(String certificate, String signer, long seed) {
        Mutations mutations = new Mutations(seed);
        Bytes valid = WorkedExample.vector(certificate);
        Bytes by = WorkedExample.vector(signer);
        assertThat(CertificateValidator.check(valid, by)).isEmpty();

        for (int round = 0; round < ROUNDS; round++) {
            Bytes damaged = damaged(mutations, valid);
            Bytes damagedSigner = round % 2 == 0 ? by : damaged(mutations, by);

            Optional<CertificateFault> fault = CertificateValidator.check(damaged, damagedSigner);

            fault.ifPresent(found -> assertThat(found.status()).isIn(NO));
            boolean bodyIsDamaged =
                    !damaged.slice(0, SevCertificate.BODY_SIZE).equals(valid.slice(0, SevCertificate.BODY_SIZE));
            assertThat(bodyIsDamaged && fault.isEmpty()).as("round %d", round).isFalse();
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({"openssl-platform, 7", "sev-tool, 8"})
    void judgesDamagedChainsOfAmd(String maker, long seed) {
        Mutations mutations = new Mutations(seed);
        List<Bytes> valid = List.of(vector(maker, "cek"), vector(maker, "ask"), vector(maker, "ark"));
        AmdChainValidator validator = new AmdChainValidator(
                PinnedRoot.of(AmdCertificate.decode(valid.get(2), 0).orElseThrow()));

        for (int round = 0; round < ROUNDS; round++) {
            Bytes[] damaged = valid.toArray(Bytes[]::new);
            damaged[round % 3] = damaged(mutations, valid.get(round % 3));

            Optional<CertificateFault> fault = validator.check(damaged[0], damaged[1], damaged[2]);

            fault.ifPresent(found -> assertThat(found.status()).isIn(NO));
            boolean wholeIsSigned = round % 3 != 0;
            boolean changed = !damaged[round % 3].equals(valid.get(round % 3));
            assertThat(wholeIsSigned && changed && fault.isEmpty())
                    .as("round %d", round)
                    .isFalse();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {9, 10})
    void erasesDamagedStores(long seed) throws Exception {
        Mutations mutations = new Mutations(seed);
        NvStorage area = new MemoryNvStorage();
        ChipSecret chip = ChipSecret.burn(new TestRandom("fuzz"));
        IdentityStore store = new IdentityStore(chip, area);
        store.save(PlatformIdentity.selfOwned(chip, new ApiVersion(1, 55), new TestRandom("fuzz"), Workers.direct()));
        Bytes valid = area.read();

        for (int round = 0; round < ROUNDS; round++) {
            Bytes damaged = damaged(mutations, valid);
            area.write(damaged);

            IdentityStore.Loaded loaded = store.load();

            assertThat(loaded.identity().isPresent()).as("round %d", round).isEqualTo(damaged.equals(valid));
            assertThat(store.peek().isPresent()).isEqualTo(damaged.equals(valid));
            loaded.fault().ifPresent(fault -> assertThat(fault.status()).isEqualTo(SevStatus.SECURE_DATA_INVALID));
            assertThat(area.read()).isIn(damaged, NvStorage.ERASED);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12})
    void readsDamagedImages(long seed) {
        Mutations mutations = new Mutations(seed);
        AmdCertificate ask = SimulatedAmd.of(ChipGeneration.NAPLES).ask();
        Bytes valid = FirmwareImage.unsigned(new ApiVersion(0, 24), 15, Bytes.ofAscii("payload of an image"), 0x100);

        for (int round = 0; round < ROUNDS; round++) {
            Bytes damaged = Bytes.copyOf(
                    mutations.of(Bytes.concat(valid, Bytes.zeros(0x100)).toArray()));

            boolean readable = damaged.length() >= FirmwareImage.HEADER_SIZE && FirmwareImage.isImage(damaged);
            boolean signed = readable
                    && FirmwareImage.decode(damaged, ask)
                            .filter(image -> image.isSignedBy(ask))
                            .isPresent();

            assertThat(signed).as("round %d", round).isFalse();
        }
    }

    private static Bytes vector(String maker, String name) {
        return WorkedExample.vector(maker + "/" + name + ".cert");
    }

    private static Bytes damaged(Mutations mutations, Bytes valid) {
        return Bytes.copyOf(mutations.ofSameLength(valid.toArray()));
    }
}
