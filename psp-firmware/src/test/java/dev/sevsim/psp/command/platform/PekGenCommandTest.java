package dev.sevsim.psp.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PekCertImport;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.cert.CertificateValidator;
import dev.sevsim.psp.keys.ChipSecret;
import dev.sevsim.psp.keys.IdentityCertificates;
import dev.sevsim.psp.keys.Ownership;
import java.util.List;
import org.junit.jupiter.api.Test;

class PekGenCommandTest extends FlashTest {
    @Test
    void makesThreeNewKeysAndSavesThem() {
        machine.initialised();
        IdentityCertificates before = certificates();

        IdentityCertificates after = certificatesAfter(CommandId.PEK_GEN);

        assertThat(List.of(after.ocaBytes(), after.pekBytes(), after.pdhBytes()))
                .doesNotContain(before.ocaBytes(), before.pekBytes(), before.pdhBytes());
        assertThat(CertificateValidator.check(after.ocaBytes(), after.ocaBytes()))
                .isEmpty();
        assertThat(CertificateValidator.check(after.pekBytes(), after.ocaBytes()))
                .isEmpty();
        assertThat(CertificateValidator.check(after.pdhBytes(), after.pekBytes()))
                .isEmpty();
        assertThat(CertificateValidator.check(
                        after.pekBytes(), machine.signedCek().encode()))
                .isEmpty();
        machine.run(CommandId.SHUTDOWN);
        machine.initialised();
        assertThat(certificates()).isEqualTo(after);
    }

    @Test
    void neverMakesTheSameKeyTwiceUnderOneSeed() {
        machine.initialised();
        machine.run(CommandId.PEK_GEN);
        Bytes once = certificates().pekBytes();

        try (TestMachine again = new TestMachine(ChipSecret.embedded(), flash).initialised()) {
            again.run(CommandId.PEK_GEN);
            assertThat(again.platform().keys().certificates().pekBytes()).isNotEqualTo(once);
        }
    }

    @Test
    void takesThePlatformFromItsOwner() {
        machine.initialised();
        TestOwner owner = TestOwner.withEc();
        machine.write(0x10000, owner.sign(certificates().pekBytes()));
        machine.write(0x20000, owner.certificate(0));
        machine.run(CommandId.PEK_CERT_IMPORT, new PekCertImport(0x10000, 0x824, 0x20000, 0x824).encode());
        assertThat(machine.platform().keys().ownership()).isEqualTo(Ownership.EXTERNALLY_OWNED);

        assertThat(machine.run(CommandId.PEK_GEN)).isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.platform().keys().ownership()).isEqualTo(Ownership.SELF_OWNED);
        assertThat(machine.processor.identity().orElseThrow().oca()).isPresent();
    }

    @Test
    void keepsTheOldIdentityWhenTheNewOneCannotBeSaved() {
        machine.initialised();
        flash.failWrites(true);

        machine.expectRefusalAt(CommandId.PEK_GEN, 0, SevStatus.HWERROR_PLATFORM);
    }

    @Test
    void refusesOtherStates() {
        machine.expectRefusalAt(CommandId.PEK_GEN, 0, SevStatus.INVALID_PLATFORM_STATE);
        machine.initialised();
        machine.start(TestMachine.POLICY);
        flash.failWrites(true);
        machine.expectRefusalAt(CommandId.PEK_GEN, 0, SevStatus.INVALID_PLATFORM_STATE);
    }
}
