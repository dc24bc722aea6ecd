package dev.sevsim.psp.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.DownloadFirmware;
import dev.sevsim.abi.firmware.PlatformStatus;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.TestRandom;
import dev.sevsim.psp.cert.SignedFirmware;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadFirmwareCommandTest extends MachineTest {
    private static final long IMAGE = 0x100000;
    private static final Bytes PAYLOAD = Bytes.ofAscii("runs nothing");

    @ParameterizedTest
    @MethodSource("dev.sevsim.psp.FirmwareProfile#generations")
    void runsANewerImageOfItsGenerationFromTheNextCommandOn(FirmwareProfile profile) {
        Bytes image = SignedFirmware.of(profile.generation(), new ApiVersion(9, 8), 7, PAYLOAD);
        try (TestMachine other = new TestMachine(profile, null, new TestRandom("machine"))) {
            assertThat(download(other, image)).isEqualTo(SevStatus.SUCCESS);

            PlatformStatus status = status(other);
            assertThat(status.apiMajor()).isEqualTo(9);
            assertThat(status.apiMinor()).isEqualTo(8);
            assertThat(status.build()).isEqualTo(7);
        }
    }

    @Test
    void makesCertificatesOfTheNewVersionUnderTheSameCek() {
        Bytes cek = machine.signedCek().body();
        assertThat(download(machine, image(2, 3, 0))).isEqualTo(SevStatus.SUCCESS);

        machine.initialised();

        assertThat(machine.platform().keys().certificates().pek().apiMajor()).isEqualTo(2);
        assertThat(machine.platform().keys().pdhCertificate().apiMinor()).isEqualTo(3);
        assertThat(machine.platform().keys().cekCertificate().body()).isEqualTo(cek);
    }

    @ParameterizedTest(name = "API {0}.{1} build {2} on 1.55 build 24: {3}")
    @CsvSource({
        "1, 55, 24, SUCCESS",
        "1, 55, 25, SUCCESS",
        "1, 56, 0, SUCCESS",
        "2, 0, 0, SUCCESS",
        "1, 55, 23, INVALID_CONFIG",
        "1, 54, 255, INVALID_CONFIG",
        "0, 255, 255, INVALID_CONFIG"
    })
    void refusesToRollBack(int major, int minor, int build, SevStatus expected) {
        machine.write(IMAGE, image(major, minor, build));
        Bytes request = request(IMAGE, image(major, minor, build).length());

        if (expected == SevStatus.SUCCESS) {
            assertThat(machine.run(CommandId.DOWNLOAD_FIRMWARE, request)).isEqualTo(expected);
        } else {
            machine.expectRefusal(CommandId.DOWNLOAD_FIRMWARE, request, expected);
        }
    }

    @Test
    void rollsBackWhereNothingProtectsAgainstIt() {
        FirmwareProfile vulnerable = FirmwareProfile.milan().with(FirmwareFlaw.NO_ROLL_BACK_PROTECTION);
        try (TestMachine other = new TestMachine(vulnerable, null, new TestRandom("machine"))) {
            assertThat(download(other, image(0, 14, 1))).isEqualTo(SevStatus.SUCCESS);

            assertThat(status(other).apiMinor()).isEqualTo(14);
        }
    }

    @Test
    void refusesAnImageOfAnotherGeneration() {
        Bytes romes = SignedFirmware.of(ChipGeneration.ROME, new ApiVersion(9, 0), 0, PAYLOAD);
        Bytes shortSignature = SignedFirmware.of(ChipGeneration.NAPLES, new ApiVersion(9, 0), 0, Bytes.zeros(0x100));

        refuse(romes, SevStatus.BAD_SIGNATURE);
        refuse(shortSignature, SevStatus.BAD_SIGNATURE);
    }

    @ParameterizedTest(name = "byte {0}")
    @ValueSource(ints = {0x10, 0x12, 0x13, 0x1F, 0x20, 0x2B, 0x2C, 0x22B})
    void refusesAFlippedBitBeforeTheVersion(int at) {
        refuse(flip(image(0, 1, 1), at), SevStatus.BAD_SIGNATURE);
    }

    @ParameterizedTest(name = "byte {0}")
    @ValueSource(ints = {0, 7, 8, 11})
    void refusesAnythingElseBeforeItsLengthField(int at) {
        refuse(flip(flip(image(9, 9, 9), 0x0C), at), SevStatus.INVALID_PARAM);
    }

    @Test
    void refusesALengthFieldThatIsWrongBeforeTheSignature() {
        refuse(flip(image(9, 9, 9), 0x0C), SevStatus.INVALID_LENGTH);
        refuse(image(9, 9, 9).slice(0, 0x40), SevStatus.INVALID_LENGTH);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x1F, 0x20001, -1})
    void refusesLengthsThatNoImageHasBeforeTheRange(int length) {
        machine.expectRefusal(CommandId.DOWNLOAD_FIRMWARE, request(TestMachine.SIZE, length), SevStatus.INVALID_LENGTH);
    }

    @Test
    void refusesAMisalignedAddressBeforeTheLength() {
        machine.expectRefusal(CommandId.DOWNLOAD_FIRMWARE, request(IMAGE + 16, 0), SevStatus.INVALID_ADDRESS);
    }

    @Test
    void refusesARangeThatIsNoMemory() {
        machine.expectRefusal(
                CommandId.DOWNLOAD_FIRMWARE, request(TestMachine.SIZE - 0x20, 0x40), SevStatus.INVALID_ADDRESS);
    }

    @Test
    void takesLargerImagesOnLaterGenerations() {
        Bytes payload = Bytes.zeros(100 << 10);
        Bytes large = SignedFirmware.of(ChipGeneration.MILAN, new ApiVersion(9, 0), 0, payload);
        assertThat(download(machine, large)).isEqualTo(SevStatus.SUCCESS);

        try (TestMachine rome =
                new TestMachine(FirmwareProfile.of(ChipGeneration.ROME), null, new TestRandom("machine"))) {
            Bytes romes = SignedFirmware.of(ChipGeneration.ROME, new ApiVersion(9, 0), 0, payload);
            assertThat(download(rome, romes)).isEqualTo(SevStatus.INVALID_LENGTH);
        }
    }

    @Test
    void refusesAnInitialisedPlatformBeforeTheAlignment() {
        machine.initialised();

        machine.expectRefusal(CommandId.DOWNLOAD_FIRMWARE, request(1, 0), SevStatus.INVALID_PLATFORM_STATE);
    }

    private void refuse(Bytes image, SevStatus expected) {
        machine.write(IMAGE, image);
        machine.expectRefusal(CommandId.DOWNLOAD_FIRMWARE, request(IMAGE, image.length()), expected);
    }

    private static SevStatus download(TestMachine to, Bytes image) {
        to.write(IMAGE, image);
        return to.run(CommandId.DOWNLOAD_FIRMWARE, request(IMAGE, image.length()));
    }

    private static PlatformStatus status(TestMachine of) {
        of.run(CommandId.PLATFORM_STATUS, Bytes.zeros(PlatformStatus.SIZE));
        return PlatformStatus.CODEC.decode(of.buffer(PlatformStatus.SIZE));
    }

    private static Bytes image(int major, int minor, int build) {
        return SignedFirmware.of(ChipGeneration.MILAN, new ApiVersion(major, minor), build, PAYLOAD);
    }

    private static Bytes request(long address, int length) {
        return new DownloadFirmware(address, length).encode();
    }

    private static Bytes flip(Bytes image, int at) {
        byte[] raw = image.toArray();
        raw[at] ^= 1;
        return Bytes.copyOf(raw);
    }
}
