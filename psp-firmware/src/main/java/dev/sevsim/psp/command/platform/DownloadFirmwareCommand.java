package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.DownloadFirmware;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.cert.FirmwareImage;
import dev.sevsim.psp.command.BufferedCommand;
import dev.sevsim.psp.command.Checks;
import dev.sevsim.psp.command.CommandResult;
import dev.sevsim.psp.command.CommandResult.Completed;
import dev.sevsim.psp.command.CommandResult.Refused;
import dev.sevsim.psp.command.Refusals;
import dev.sevsim.psp.command.Sources;
import dev.sevsim.psp.platform.FirmwareVersion;
import dev.sevsim.psp.platform.Platform;
import java.util.Optional;

/**
 * DOWNLOAD_FIRMWARE (0x0B): runs another firmware from the next command on. UNINIT only.
 *
 * <p>The image's format is the simulator's own, see {@link FirmwareImage}. The loader looks at length, address, form, length
 * field, signature and version in this order: our choice. An older version than the running one is a roll-back.
 *
 * <p>Answers SUCCESS or, in the order of the checks:
 *
 * <ul>
 *   <li>INVALID_PLATFORM_STATE: the platform is not in UNINIT
 *   <li>INVALID_ADDRESS: FW_PADDR is not a multiple of 32
 *   <li>INVALID_LENGTH: FW_LEN is less than 0x20 or more than the generation's largest image
 *   <li>INVALID_PARAM, INVALID_ADDRESS: the range at FW_PADDR cannot be copied
 *   <li>INVALID_PARAM: the image does not start with SEVSIMFW and header version 1
 *   <li>INVALID_LENGTH: FW_LEN is not the length in the image
 *   <li>BAD_SIGNATURE: the firmware key did not sign the image
 *   <li>INVALID_CONFIG: the image is older than the running firmware
 * </ul>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1.
 */
public final class DownloadFirmwareCommand extends BufferedCommand<DownloadFirmware> {
    public DownloadFirmwareCommand() {
        super(CommandId.DOWNLOAD_FIRMWARE, DownloadFirmware.CODEC);
    }

    @Override
    protected CommandResult execute(DownloadFirmware in, Platform platform) {
        int largest = platform.largestImage();
        return Checks.of(platform, Sources.PLATFORM)
                .uninitialised()
                .aligned("FW_PADDR", FirmwareImage.ALIGNMENT, in.firmwareAddress())
                .reject(
                        Integer.compareUnsigned(in.firmwareLength(), largest) > 0
                                || in.firmwareLength() < FirmwareImage.HEADER_SIZE,
                        () -> wrongLength(in, largest))
                .copyable("FW_PADDR", in.firmwareAddress(), in.firmwareLength())
                .then(() -> load(in, platform));
    }

    private static Refused wrongLength(DownloadFirmware in, int largest) {
        String rule =
                "from 0x" + Integer.toHexString(FirmwareImage.HEADER_SIZE) + " to 0x" + Integer.toHexString(largest);
        return Refusals.length("FW_LEN", rule, in.firmwareLength(), Sources.PLATFORM);
    }

    private static CommandResult load(DownloadFirmware in, Platform platform) {
        Bytes raw = platform.memory().read(in.firmwareAddress(), in.firmwareLength());
        if (!FirmwareImage.isImage(raw)) {
            return Refused.of(
                    SevStatus.INVALID_PARAM,
                    "the image must start with SEVSIMFW and header version 1",
                    "image starting "
                            + raw.slice(0, FirmwareImage.HEADER_SIZE / 2).toHex(),
                    Sources.PLATFORM);
        }
        AmdCertificate ask = platform.keys().fuses().firmwareKey();
        Optional<FirmwareImage> image = FirmwareImage.decode(raw, ask);
        if (image.isEmpty()) {
            return Refusals.length("FW_LEN", "the length in the image", in.firmwareLength(), Sources.PLATFORM);
        }
        if (!image.get().isSignedBy(ask)) {
            return Refused.of(
                    SevStatus.BAD_SIGNATURE,
                    "the simulated signing key must have signed the image",
                    "image of API " + image.get().api() + " build "
                            + image.get().build(),
                    Sources.PLATFORM);
        }
        return run(new FirmwareVersion(image.get().api(), image.get().build()), platform);
    }

    private static CommandResult run(FirmwareVersion loaded, Platform platform) {
        if (!loaded.isAtLeast(platform.version()) && !platform.has(FirmwareFlaw.NO_ROLL_BACK_PROTECTION)) {
            return Refused.of(
                    SevStatus.INVALID_CONFIG,
                    "the image must not be older than the running firmware, " + platform.version(),
                    "image of " + loaded,
                    Sources.PLATFORM);
        }
        platform.runFirmware(loaded);
        return Completed.silently();
    }
}
