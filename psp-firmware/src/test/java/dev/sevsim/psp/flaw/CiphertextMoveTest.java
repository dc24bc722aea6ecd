package dev.sevsim.psp.flaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.chip.TweakMode;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.memory.TweakConstants;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.TestRandom;
import org.junit.jupiter.api.Test;

/**
 * A host that moves ciphertext between physical addresses, against XE and XEX: docs/reference/sev-firmware-api.md
 * section 7.1.
 */
class CiphertextMoveTest {
    private static final int ASID = 5;
    private static final long FROM = TestMachine.DATA;
    private static final long TO = TestMachine.DATA + 0x5070;
    private static final Bytes SERVED = Bytes.ofAscii("attacker's words");

    @Test
    void xeGivesTheMoverAPlaintextOfItsChoice() {
        assertThat(movedTo(FirmwareProfile.of(ChipGeneration.NAPLES), Bytes.zeros(16)))
                .isEqualTo(xor(SERVED, tweakDifference()));
    }

    @Test
    void xexGarblesAPlainMove() {
        assertThat(movedTo(FirmwareProfile.of(ChipGeneration.NAPLES).withTweakMode(TweakMode.XEX), Bytes.zeros(16)))
                .isNotEqualTo(xor(SERVED, tweakDifference()))
                .isNotEqualTo(SERVED);
    }

    @Test
    void publishedConstantsDefeatXexToo() {
        assertThat(movedTo(FirmwareProfile.of(ChipGeneration.NAPLES).withTweakMode(TweakMode.XEX), tweakDifference()))
                .isEqualTo(xor(SERVED, tweakDifference()));
    }

    @Test
    void constantsOfEachBootKeepTheMoverOut() {
        assertThat(movedTo(FirmwareProfile.of(ChipGeneration.ROME), tweakDifference()))
                .isNotEqualTo(xor(SERVED, tweakDifference()))
                .isNotEqualTo(SERVED);
    }

    /** What the guest reads after the host has copied a block's ciphertext, XORed with {@code correction}. */
    private static Bytes movedTo(FirmwareProfile profile, Bytes correction) {
        try (TestMachine machine = new TestMachine(profile, null, new TestRandom("mover")).initialised()) {
            int asid = Math.max(ASID, profile.cpu().minSevNoEsAsid());
            int handle = machine.start(TestMachine.POLICY);
            machine.activate(handle, asid);
            machine.write(FROM, SERVED);
            machine.update(handle, FROM, SERVED.length());

            machine.write(TO, xor(machine.read(FROM, SERVED.length()), correction));

            byte[] seen = new byte[SERVED.length()];
            machine.memory.guestAccess().read(asid, Encryption.ENCRYPTED, TO, seen, 0, seen.length);
            return Bytes.copyOf(seen);
        }
    }

    /** T(from) XOR T(to) under the published constants, which an attacker can look up. */
    private static Bytes tweakDifference() {
        return xor(
                TweakConstants.published().tweak(FROM),
                TweakConstants.published().tweak(TO));
    }

    private static Bytes xor(Bytes a, Bytes b) {
        byte[] result = a.toArray();
        for (int i = 0; i < result.length; i++) {
            result[i] ^= b.toArray()[i];
        }
        return Bytes.copyOf(result);
    }
}
