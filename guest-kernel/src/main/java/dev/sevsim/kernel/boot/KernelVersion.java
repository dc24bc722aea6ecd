package dev.sevsim.kernel.boot;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version in a release text such as {@code 6.1.0-sevsim}.
 *
 * @param major first number
 * @param minor second number
 */
record KernelVersion(int major, int minor) {
    private static final Pattern RELEASE = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4}).*");
    /** What a text without a version counts as: the kernel that the reference describes. */
    private static final KernelVersion REFERENCE = new KernelVersion(6, 1);

    static KernelVersion of(String release) {
        Matcher match = RELEASE.matcher(release);
        return match.matches()
                ? new KernelVersion(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)))
                : REFERENCE;
    }

    boolean isAtLeast(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }
}
