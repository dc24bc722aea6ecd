package dev.sevsim.psp.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.keys.IdentityCertificates;
import dev.sevsim.psp.nv.NvStorage;
import org.junit.jupiter.api.Test;

class PlatformResetCommandTest extends FlashTest {
    @Test
    void erasesTheStoreSoThatTheNextInitMakesANewIdentityOnTheSameChip() {
        machine.initialised();
        IdentityCertificates before = certificates();
        SevCertificate cek = machine.signedCek();
        machine.run(CommandId.SHUTDOWN);

        assertThat(machine.run(CommandId.PLATFORM_RESET)).isEqualTo(SevStatus.SUCCESS);

        assertThat(flash.content()).isEqualTo(NvStorage.ERASED);
        assertThat(machine.processor.identity()).isEmpty();
        machine.initialised();
        IdentityCertificates after = certificates();
        assertThat(after.ocaBytes()).isNotEqualTo(before.ocaBytes());
        assertThat(after.pekBytes()).isNotEqualTo(before.pekBytes());
        assertThat(after.pdhBytes()).isNotEqualTo(before.pdhBytes());
        assertThat(machine.platform().keys().cekCertificate().body()).isEqualTo(cek.body());
        assertThat(machine.processor.hasDiscardedStore()).isFalse();
    }

    @Test
    void isAllowedOnAnEmptyStore() {
        assertThat(machine.run(CommandId.PLATFORM_RESET)).isEqualTo(SevStatus.SUCCESS);
    }

    @Test
    void keepsTheStoreWhenItCannotBeErased() {
        machine.initialised();
        machine.run(CommandId.SHUTDOWN);
        flash.failWrites(true);

        machine.expectRefusalAt(CommandId.PLATFORM_RESET, 0, SevStatus.HWERROR_PLATFORM);
    }

    @Test
    void refusesAnInitialisedPlatform() {
        machine.initialised();
        flash.failWrites(true);
        machine.expectRefusalAt(CommandId.PLATFORM_RESET, 0, SevStatus.INVALID_PLATFORM_STATE);
        machine.start(TestMachine.POLICY);
        machine.expectRefusalAt(CommandId.PLATFORM_RESET, 0, SevStatus.INVALID_PLATFORM_STATE);
    }
}
