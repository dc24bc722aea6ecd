package dev.sevsim.psp.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PekCertImport;
import dev.sevsim.abi.firmware.PekCsr;
import dev.sevsim.abi.firmware.PlatformStatus;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.TestRandom;
import dev.sevsim.psp.cert.CertificateValidator;
import dev.sevsim.psp.keys.ChipSecret;
import dev.sevsim.psp.keys.IdentityCertificates;
import dev.sevsim.psp.keys.Ownership;
import dev.sevsim.psp.nv.FailingNvStorage;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PekCertImportCommandTest {
    private static final long PEK = 0x10000;
    private static final long OCA = 0x20000;
    private static final int SIZE = 0x824;
    private static final TestOwner OWNER = TestOwner.withEc();

    private final FailingNvStorage flash = new FailingNvStorage();

    @AutoClose
    private final TestMachine machine = new TestMachine(ChipSecret.embedded(), flash).initialised();

    @Test
    void putsThePlatformUnderItsOwner() {
        IdentityCertificates before = machine.platform().keys().certificates();
        Bytes oca = OWNER.certificate(0);
        Bytes pek = OWNER.sign(csr());

        assertThat(run(pek, oca)).isEqualTo(SevStatus.SUCCESS);

        IdentityCertificates after = machine.platform().keys().certificates();
        assertThat(after.ocaBytes()).isEqualTo(oca);
        assertThat(after.pekBytes().slice(0, 0x61C)).isEqualTo(pek.slice(0, 0x61C));
        assertThat(after.pekBytes().from(0x61C)).isEqualTo(before.pekBytes().from(0x61C));
        assertThat(after.pdhBytes()).isNotEqualTo(before.pdhBytes());
        assertThat(CertificateValidator.check(after.pdhBytes(), after.pekBytes()))
                .isEmpty();
        assertThat(CertificateValidator.check(
                        after.pekBytes(), machine.signedCek().encode()))
                .isEmpty();
        assertThat(machine.processor.identity().orElseThrow().certificates()).isEqualTo(after);
        machine.run(CommandId.PLATFORM_STATUS, Bytes.zeros(PlatformStatus.SIZE));
        assertThat(PlatformStatus.CODEC
                        .decode(machine.buffer(PlatformStatus.SIZE))
                        .owner())
                .isEqualTo(1);
    }

    @Test
    void acceptsAnRsaOwnerAndKeepsItsReservedBytes() {
        TestOwner rsa = TestOwner.withRsa();
        Bytes oca = rsa.certificate(0x5A);

        assertThat(run(rsa.sign(csr()), oca)).isEqualTo(SevStatus.SUCCESS);

        machine.run(CommandId.SHUTDOWN);
        machine.initialised();
        assertThat(machine.platform().keys().certificates().ocaBytes()).isEqualTo(oca);
        assertThat(machine.platform().keys().certificateChain().slice(SIZE, 2 * SIZE))
                .isEqualTo(oca);
        assertThat(machine.platform().keys().ownership()).isEqualTo(Ownership.EXTERNALLY_OWNED);
    }

    @Test
    void movesTheCekSignatureIntoTheSlotThatIsFree() {
        Bytes cekSlot = machine.platform().keys().certificates().pekBytes().from(0x61C);

        assertThat(run(OWNER.signInSecondSlot(csr()), OWNER.certificate(0))).isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.platform().keys().certificates().pekBytes().slice(0x414, 0x61C))
                .isEqualTo(cekSlot);
    }

    @Test
    void refusesAnOwnedPlatformBeforeWrongLengths() {
        assertThat(run(OWNER.sign(csr()), OWNER.certificate(0))).isEqualTo(SevStatus.SUCCESS);

        refuse(request(0, 0), SevStatus.ALREADY_OWNED);
    }

    @Test
    void refusesOtherStatesBeforeOwnership() {
        assertThat(run(OWNER.sign(csr()), OWNER.certificate(0))).isEqualTo(SevStatus.SUCCESS);
        machine.start(TestMachine.POLICY);

        refuse(request(SIZE, SIZE), SevStatus.INVALID_PLATFORM_STATE);
        machine.run(CommandId.SHUTDOWN);
        refuse(request(SIZE, SIZE), SevStatus.INVALID_PLATFORM_STATE);
    }

    @ParameterizedTest
    @CsvSource({"0x823, 0x824", "0x825, 0x824", "0, 0x824", "0x824, 0x823", "0x824, 0x825", "0x824, -1"})
    void refusesWrongLengthsBeforeAddresses(String pek, String oca) {
        refuse(new PekCertImport(-1, Integer.decode(pek), -1, Integer.decode(oca)).encode(), SevStatus.INVALID_LENGTH);
    }

    @Test
    void refusesBadAddressesBeforeContents() {
        machine.write(PEK, Bytes.zeros(SIZE));
        machine.write(OCA, Bytes.zeros(SIZE));

        refuse(new PekCertImport(TestMachine.SIZE - 1, SIZE, OCA, SIZE).encode(), SevStatus.INVALID_ADDRESS);
        refuse(new PekCertImport(PEK, SIZE, TestMachine.SIZE - 1, SIZE).encode(), SevStatus.INVALID_ADDRESS);
        refuse(new PekCertImport(0, SIZE, OCA, SIZE).encode(), SevStatus.INVALID_PARAM);
    }

    @Test
    void refusesABadOcaBeforeABadPek() {
        refuse(flip(OWNER.sign(csr()), 0), flip(OWNER.certificate(0), 0x41C), SevStatus.BAD_SIGNATURE, "OCA");
        refuse(Bytes.zeros(SIZE), OWNER.sign(csr()), SevStatus.INVALID_CERTIFICATE, "OCA");
    }

    @Test
    void refusesAPekThatItsOwnerDidNotSign() {
        Bytes strangers = TestOwner.withEc().sign(csr());

        refuse(strangers, OWNER.certificate(0), SevStatus.BAD_SIGNATURE, "PEK");
        refuse(csr(), OWNER.certificate(0), SevStatus.INVALID_CERTIFICATE, "PEK");
    }

    @ParameterizedTest(name = "byte {0}")
    @ValueSource(ints = {0x04, 0x05, 0x06})
    void refusesABodyThatIsNotThePlatformsOwn(int at) {
        Bytes other = OWNER.sign(flip(csr(), at));

        refuse(other, OWNER.certificate(0), SevStatus.INVALID_CERTIFICATE, "current one");
    }

    @Test
    void refusesTheCertificateOfAnotherPlatformAndTheOcaItself() {
        try (TestMachine other = new TestMachine(FirmwareProfile.milan(), null, new TestRandom("other"))) {
            other.initialised();
            Bytes pek = other.platform().keys().certificates().pekBytes();

            refuse(OWNER.sign(pek), OWNER.certificate(0), SevStatus.INVALID_CERTIFICATE, "current one");
        }
        refuse(OWNER.certificate(0), OWNER.certificate(0), SevStatus.INVALID_CERTIFICATE, "current one");
    }

    @Test
    void refusesTheCertificateFromBeforePekGen() {
        Bytes old = OWNER.sign(csr());
        machine.run(CommandId.PEK_GEN);

        refuse(old, OWNER.certificate(0), SevStatus.INVALID_CERTIFICATE, "current one");
    }

    @Test
    void refusesAPekWithoutAFreeSlot() {
        Bytes body = csr().slice(0, 0x414);
        Bytes twice = Bytes.concat(body, OWNER.slot(body), OWNER.slot(body));

        refuse(twice, OWNER.certificate(0), SevStatus.INVALID_CERTIFICATE, "free signature slot");
    }

    @Test
    void keepsTheOldIdentityWhenTheNewOneCannotBeSaved() {
        Bytes pek = OWNER.sign(csr());
        Bytes oca = OWNER.certificate(0);
        flash.failWrites(true);

        refuse(pek, oca, SevStatus.HWERROR_PLATFORM, "writable");

        flash.failWrites(false);
        assertThat(machine.platform().keys().ownership()).isEqualTo(Ownership.SELF_OWNED);
        assertThat(run(pek, oca)).isEqualTo(SevStatus.SUCCESS);
    }

    private Bytes csr() {
        assertThat(machine.run(CommandId.PEK_CSR, new PekCsr(TestMachine.OUTPUT, SIZE).encode()))
                .isEqualTo(SevStatus.SUCCESS);
        return machine.read(TestMachine.OUTPUT, SIZE);
    }

    private SevStatus run(Bytes pek, Bytes oca) {
        machine.write(PEK, pek);
        machine.write(OCA, oca);
        return machine.run(CommandId.PEK_CERT_IMPORT, request(SIZE, SIZE));
    }

    private void refuse(Bytes request, SevStatus expected) {
        machine.expectRefusal(CommandId.PEK_CERT_IMPORT, request, expected);
    }

    private void refuse(Bytes pek, Bytes oca, SevStatus expected, String rule) {
        machine.write(PEK, pek);
        machine.write(OCA, oca);
        refuse(request(SIZE, SIZE), expected);
        assertThat(machine.lastEvent().explanation().orElseThrow().rule()).contains(rule);
    }

    private static Bytes request(int pekLength, int ocaLength) {
        return new PekCertImport(PEK, pekLength, OCA, ocaLength).encode();
    }

    private static Bytes flip(Bytes certificate, int at) {
        byte[] raw = certificate.toArray();
        raw[at] ^= 1;
        return Bytes.copyOf(raw);
    }
}
