package dev.sevsim.machine.option;

import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.io.file.InputException;
import dev.sevsim.owner.TrustedFirmware;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Firmware that an owner trusts, as text: an API version, or one with a build. */
final class SevFirmware {
    private static final Pattern VERSION = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})(?:\\.(\\d{1,3}))?");
    private static final int MAXIMUM_PART = 255;

    private SevFirmware() {}

    /**
     * Reads {@code MAJOR.MINOR} or {@code MAJOR.MINOR.BUILD}.
     *
     * @throws InputException for another text
     */
    static TrustedFirmware read(String text) {
        Matcher parts = VERSION.matcher(text);
        if (!parts.matches()) {
            throw none(text);
        }
        ApiVersion oldest = new ApiVersion(part(text, parts.group(1)), part(text, parts.group(2)));
        return parts.group(3) == null
                ? TrustedFirmware.from(oldest)
                : new TrustedFirmware(oldest, Set.of(part(text, parts.group(3))));
    }

    private static int part(String text, String digits) {
        int part = Integer.parseInt(digits);
        if (part > MAXIMUM_PART) {
            throw none(text);
        }
        return part;
    }

    private static InputException none(String text) {
        return new InputException(
                "firmware '" + text
                        + "' is no version, expected API major and minor, and a build if it matters, from 0 to 255, such as 1.51 or 1.55.24");
    }
}
