package dev.sevsim.psp.flaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.crypto.EcKeyPair;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.TestRandom;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The invalid-curve attack on *_START, CVE-2019-9836: works on firmware that takes any point, fails on fixed firmware. */
class InvalidCurveTest {
    private final List<SmallOrderPoint> points = SmallOrderPoint.vectors();

    @Test
    void hostRecoversThePdhKeyOfOldFirmware() {
        try (TestMachine machine =
                machine(FirmwareProfile.of(ChipGeneration.NAPLES).with(FirmwareFlaw.INVALID_CURVE_POINTS))) {
            InvalidCurveAttack attack = new InvalidCurveAttack(machine);

            BigInteger recovered = attack.recoverPrivateKey(points);

            assertThat(EcKeyPair.ofScalar(SecretBytes.copyOf(bigEndian(recovered)))
                            .publicKey())
                    .isEqualTo(attack.victimKey());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LAUNCH_START", "RECEIVE_START"})
    void fixedFirmwareRefusesThePoint(CommandId command) {
        try (TestMachine machine = machine(FirmwareProfile.of(ChipGeneration.NAPLES))) {
            InvalidCurveAttack attack = new InvalidCurveAttack(machine);

            assertThat(attack.start(command, points.get(0), BigInteger.TEN)).isEqualTo(SevStatus.INVALID_CERTIFICATE);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LAUNCH_START", "RECEIVE_START"})
    void oldFirmwareTakesThePointAndRefusesOnlyAWrongGuess(CommandId command) {
        try (TestMachine machine =
                machine(FirmwareProfile.of(ChipGeneration.NAPLES).with(FirmwareFlaw.INVALID_CURVE_POINTS))) {
            InvalidCurveAttack attack = new InvalidCurveAttack(machine);
            SmallOrderPoint ofOrder3 = points.get(0).times(points.get(0).order() / 3);

            assertThat(attack.start(command, ofOrder3, BigInteger.TEN)).isEqualTo(SevStatus.BAD_MEASUREMENT);
            assertThat(List.of(
                            attack.start(command, ofOrder3, BigInteger.ZERO),
                            attack.start(command, ofOrder3, ofOrder3.x())))
                    .containsExactlyInAnyOrder(SevStatus.BAD_MEASUREMENT, SevStatus.SUCCESS);
        }
    }

    private static TestMachine machine(FirmwareProfile profile) {
        return new TestMachine(profile, null, new TestRandom("another victim")).initialised();
    }

    private static byte[] bigEndian(BigInteger scalar) {
        byte[] raw = new byte[EcKeyPair.SCALAR_SIZE];
        byte[] digits = scalar.toByteArray();
        int skip = digits.length > raw.length ? 1 : 0;
        System.arraycopy(digits, skip, raw, raw.length - digits.length + skip, digits.length - skip);
        return raw;
    }
}
