package dev.sevsim.psp.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Init;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.TestRandom;
import dev.sevsim.psp.keys.ChipSecret;
import dev.sevsim.psp.keys.IdentityCertificates;
import dev.sevsim.psp.nv.NvStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * INIT on a store that is empty, whole, damaged, or that does not answer: docs/reference/sev-firmware-api.md section
 * 4.1, step 8.
 */
class InitStoreTest extends FlashTest {
    private static final Bytes INIT = new Init(0, 0, 0).encode();

    @Test
    void findsItsIdentityOnAnotherMachineWithTheSameChipAndFlash() {
        machine.initialised();
        IdentityCertificates made = certificates();

        try (TestMachine later = new TestMachine(ChipSecret.embedded(), flash).initialised()) {
            assertThat(later.platform().keys().certificates()).isEqualTo(made);
        }
    }

    @Test
    void showsNoCertificateInTheFlash() {
        machine.initialised();
        Bytes key = machine.platform().keys().pdhCertificate().publicKey().slice(4, 52);

        assertThat(flash.content().toHex()).doesNotContain(key.toHex());
    }

    @ParameterizedTest(name = "byte {0}")
    @ValueSource(ints = {0, 5, 0x20, 0x1924, 0x7FDF, 0x7FFF})
    void erasesADamagedStoreAndStartsAnewOnTheNextTry(int at) {
        machine.initialised();
        IdentityCertificates lost = certificates();
        machine.run(CommandId.SHUTDOWN);
        flash.damage(at);

        assertThat(machine.run(CommandId.INIT, INIT)).isEqualTo(SevStatus.SECURE_DATA_INVALID);

        assertThat(flash.content()).isEqualTo(NvStorage.ERASED);
        assertThat(machine.platform().state()).isEqualTo(PlatformState.UNINIT);
        assertThat(machine.processor.hasDiscardedStore()).isTrue();
        machine.initialised();
        assertThat(certificates().pekBytes()).isNotEqualTo(lost.pekBytes());
    }

    @Test
    void takesAFlashOfAnotherChipForDamaged() {
        machine.initialised();
        ChipSecret other = ChipSecret.burn(new TestRandom("other chip"));

        try (TestMachine elsewhere = new TestMachine(other, flash)) {
            assertThat(elsewhere.run(CommandId.INIT, INIT)).isEqualTo(SevStatus.SECURE_DATA_INVALID);
        }
    }

    @Test
    void refusesAFlashThatDoesNotAnswer() {
        flash.failReads(true);
        machine.expectRefusal(CommandId.INIT, INIT, SevStatus.HWERROR_PLATFORM);

        flash.failReads(false);
        machine.initialised();
    }

    @Test
    void refusesWhenAFreshIdentityCannotBeSaved() {
        flash.failWrites(true);
        machine.expectRefusal(CommandId.INIT, INIT, SevStatus.HWERROR_PLATFORM);

        assertThat(flash.content()).isEqualTo(NvStorage.ERASED);
    }

    @Test
    void refusesBadOptionsBeforeItReadsTheStore() {
        flash.failReads(true);
        machine.expectRefusal(CommandId.INIT, new Init(2, 0, 0).encode(), SevStatus.INVALID_CONFIG);
    }

    @Test
    void readsTheStoreBeforeItLooksAtTheTrustedRegion() {
        flash.failReads(true);
        machine.expectRefusal(CommandId.INIT, new Init(1, 1, 1).encode(), SevStatus.HWERROR_PLATFORM);
    }
}
