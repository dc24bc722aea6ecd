package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.machine.DefaultSecrets;
import dev.sevsim.ovmf.image.OvmfRelease;
import dev.sevsim.owner.KnownSecret;
import dev.sevsim.owner.OwnerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns what was typed into values; what makes no sense is an {@link InputException}. */
final class Arguments {
    private static final int MAX_SECRET_FILE = 1 << 20;
    private static final int NONCE_SIZE = 16;
    private static final int DIGEST_SIZE = 32;

    private Arguments() {}

    /** A policy word in hexadecimal, with or without 0x. */
    static GuestPolicy policy(String text) {
        String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
        try {
            return new GuestPolicy(Integer.parseUnsignedInt(digits, 16));
        } catch (NumberFormatException e) {
            throw new InputException(
                    "policy '" + text + "' is not a hexadecimal word of 32 bits, expected for instance 0x1", e);
        }
    }

    /** A number from 0 to {@code maximum}, decimal or 0x hexadecimal. */
    static long number(String what, String text, long maximum) {
        String wrong =
                what + " '" + text + "' is not a number from 0 to " + maximum + " (decimal, or hexadecimal after 0x)";
        try {
            long value = text.startsWith("0x") || text.startsWith("0X")
                    ? Long.parseUnsignedLong(text.substring(2), 16)
                    : Long.parseLong(text);
            if (value < 0 || value > maximum) {
                throw new InputException(wrong);
            }
            return value;
        } catch (NumberFormatException e) {
            throw new InputException(wrong, e);
        }
    }

    /** {@code on} or {@code off}; true for the former. */
    static boolean onOff(String option, String text) {
        return switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new InputException(option + " " + text + " is unknown, expected: on or off");
        };
    }

    /** A size of memory in bytes, or in units of 1024 with K, M, G or T behind the number; a multiple of 4096. */
    static long memorySize(String option, String text) {
        int unit = text.isEmpty() ? -1 : "KMGT".indexOf(Character.toUpperCase(text.charAt(text.length() - 1)));
        int shift = 10 * (unit + 1);
        long number = number(option, unit < 0 ? text : text.substring(0, text.length() - 1), Long.MAX_VALUE >> shift);
        long bytes = number << shift;
        if (bytes == 0 || bytes % Page.SIZE != 0) {
            throw new InputException(
                    option + " " + text + " is no multiple of 4 KiB, expected for instance 512M or 4G");
        }
        return bytes;
    }

    /** An edk2 release by its tag. */
    static OvmfRelease release(String tag) {
        return OvmfRelease.fromTag(tag)
                .orElseThrow(() -> new InputException("'" + tag + "' is no edk2 release known here, expected one of "
                        + OvmfRelease.all().stream()
                                .map(OvmfRelease::tag)
                                .sorted()
                                .collect(Collectors.joining(" "))));
    }

    /** Secrets from {@code GUID=@FILE} or {@code GUID=TEXT}; the samples when there are none. */
    static List<SecretTable.Entry> secrets(List<String> arguments) {
        if (arguments.isEmpty()) {
            return DefaultSecrets.entries();
        }
        List<SecretTable.Entry> entries = new ArrayList<>();
        Set<Guid> seen = new HashSet<>();
        for (String argument : arguments) {
            SecretTable.Entry entry = secret(argument);
            if (!seen.add(entry.guid())) {
                throw new InputException("--secret " + entry.guid()
                        + " is given twice; the guest kernel would refuse the whole table, use another GUID");
            }
            entries.add(entry);
        }
        return entries;
    }

    private static SecretTable.Entry secret(String argument) {
        int separator = separator(argument);
        if (separator < 0) {
            throw new InputException("--secret needs GUID=@FILE, GUID=TEXT or GUID:FILE");
        }
        String name = argument.substring(0, separator);
        Guid guid = KnownSecret.parse(name)
                .orElseThrow(() -> new InputException("--secret: '" + name
                        + "' is not a GUID, expected 8-4-4-4-12 hexadecimal digits such as " + DefaultSecrets.KATA
                        + ", or one of " + String.join(", ", KnownSecret.aliases())));
        if (guid.equals(Guid.NULL)) {
            throw new InputException("--secret: the all-zero GUID marks deleted entries, use another one");
        }
        String value = argument.substring(separator + 1);
        boolean file = argument.charAt(separator) == ':' || value.startsWith("@");
        String path = value.startsWith("@") ? value.substring(1) : value;
        Bytes data = file
                ? InputFile.readPossiblyEmpty("secret file", Path.of(path), MAX_SECRET_FILE, done -> {})
                : Bytes.ofUtf8(value);
        return new SecretTable.Entry(guid, SecretBytes.of(data));
    }

    /** Where the name of a secret ends: at {@code =} as we write it, or at {@code :} as sevctl and libvirt's tool do. */
    private static int separator(String argument) {
        int equals = argument.indexOf('=');
        int colon = argument.indexOf(':');
        return equals < 0 || colon < 0 ? Math.max(equals, colon) : Math.min(equals, colon);
    }

    /** A measurement of 48 bytes: text, or a file that holds it raw or as text. */
    static MeasurementBlob measurement(String argument) {
        return MeasurementBlob.decode(binary("measurement", argument, MeasurementBlob.SIZE));
    }

    /** A nonce of 16 bytes: text, or a file that holds it raw or as text. */
    static Bytes nonce(String argument) {
        return binary("nonce", argument, NONCE_SIZE);
    }

    /** A launch digest of 32 bytes: text, or a file that holds it raw or as text. */
    static Bytes digest(String what, String argument) {
        return binary(what, argument, DIGEST_SIZE);
    }

    private static Bytes binary(String what, String argument, int size) {
        if (isFile(argument)) {
            return OwnerFiles.readBinary(Path.of(argument), what, size);
        }
        return OwnerFiles.parseBinary(argument, what, size);
    }

    private static boolean isFile(String argument) {
        try {
            return Files.isRegularFile(Path.of(argument));
        } catch (InvalidPathException e) {
            return false; // no name of a file here, so it is text
        }
    }

    /** A file's size; 0 when it cannot be had, the reader will say why. */
    static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
