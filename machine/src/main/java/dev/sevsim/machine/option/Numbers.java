package dev.sevsim.machine.option;

import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.io.file.InputException;

/** Numbers as they are typed: decimal, or hexadecimal after 0x. */
public final class Numbers {
    private static final int HEXADECIMAL = 16;
    private static final int BITS_OF_A_UNIT = 10;

    private Numbers() {}

    /** A policy word in hexadecimal, with or without 0x. */
    public static GuestPolicy policy(String text) {
        String digits = isPrefixed(text) ? text.substring(2) : text;
        try {
            return new GuestPolicy(Integer.parseUnsignedInt(digits, HEXADECIMAL));
        } catch (NumberFormatException e) {
            throw new InputException(
                    "policy '" + text + "' is not a hexadecimal word of 32 bits, expected for instance 0x1", e);
        }
    }

    /** A number from 0 to {@code maximum}, decimal or 0x hexadecimal. */
    public static long number(String option, String text, long maximum) {
        return number(option, text, 0, maximum);
    }

    /** A number from 1 to {@code maximum}. */
    public static long positive(String option, String text, long maximum) {
        return number(option, text, 1, maximum);
    }

    private static long number(String option, String text, long minimum, long maximum) {
        String wrong = option + " '" + text + "' is not a number from " + minimum + " to " + maximum
                + " (decimal, or hexadecimal after 0x)";
        try {
            long value =
                    isPrefixed(text) ? Long.parseUnsignedLong(text.substring(2), HEXADECIMAL) : Long.parseLong(text);
            if (value < minimum || value > maximum) {
                throw new InputException(wrong);
            }
            return value;
        } catch (NumberFormatException e) {
            throw new InputException(wrong, e);
        }
    }

    /** As {@link #positive}, for values of at most 31 bits. */
    public static int positiveInteger(String option, String text, int maximum) {
        return (int) positive(option, text, maximum);
    }

    /** As {@link #number}, for values of at most 31 bits. */
    public static int integer(String option, String text, int maximum) {
        return (int) number(option, text, maximum);
    }

    /** A size of memory in bytes, or in units of 1024 with K, M, G or T behind the number; a multiple of 4096. */
    public static long memorySize(String option, String text) {
        int unit = text.isEmpty() ? -1 : "KMGT".indexOf(Character.toUpperCase(text.charAt(text.length() - 1)));
        int shift = BITS_OF_A_UNIT * (unit + 1);
        long number = number(option, unit < 0 ? text : text.substring(0, text.length() - 1), Long.MAX_VALUE >> shift);
        long bytes = number << shift;
        if (bytes == 0 || bytes % Page.SIZE != 0) {
            throw new InputException(
                    option + " " + text + " is no multiple of 4 KiB, expected for instance 512M or 4G");
        }
        return bytes;
    }

    private static boolean isPrefixed(String text) {
        return text.startsWith("0x") || text.startsWith("0X");
    }
}
