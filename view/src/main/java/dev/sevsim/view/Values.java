package dev.sevsim.view;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.layout.FieldFormat;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmSevCommandId;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.bus.frame.DevicePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values of fields as a reader meets them: numbers with the names that the formats give them. */
final class Values {
    private static final int SHOWN_BYTES = 16;
    private static final int COMMAND_SHIFT = 16;
    private static final int COMMAND_MASK = 0x7FF;

    /** Names of a value, where the number has one. */
    @FunctionalInterface
    private interface Names {
        Optional<String> of(int value);
    }

    /** By structure and field, or by field alone. */
    private static final Map<String, Names> NAMES = Map.ofEntries(
            Map.entry("POLICY", value -> Optional.of(policy(value))),
            Map.entry("policy", value -> Optional.of(policy(value))),
            Map.entry("PUBKEY_USAGE", Values::usage),
            Map.entry("KEY_USAGE", Values::usage),
            Map.entry("SIG1_USAGE", Values::usage),
            Map.entry("SIG2_USAGE", Values::usage),
            Map.entry("PUBKEY_ALGO", Values::algorithm),
            Map.entry("SIG1_ALGO", Values::algorithm),
            Map.entry("SIG2_ALGO", Values::algorithm),
            Map.entry("error", Values::status),
            Map.entry("status", Values::status),
            Map.entry("responseRegister", value -> status(value & 0xFFFF)),
            Map.entry("commandRegister", value -> command(value >>> COMMAND_SHIFT & COMMAND_MASK)),
            Map.entry(
                    "KvmSevCmd.id",
                    value -> KvmSevCommandId.fromCode(value).map(command -> "KVM_SEV_" + command.name())),
            Map.entry(
                    "SevIssueCmd.cmd", value -> SevDeviceCommand.fromCode(value).map(Enum::name)),
            Map.entry(
                    "PlatformStatus.STATE",
                    value -> PlatformState.fromCode(value).map(Enum::name)),
            Map.entry(
                    "SevUserDataStatus.state",
                    value -> PlatformState.fromCode(value).map(Enum::name)),
            Map.entry("GuestStatus.STATE", value -> GuestState.fromCode(value).map(Enum::name)),
            Map.entry("DeviceCall.request", Values::ioctl),
            Map.entry(
                    "EcPublicKey.CURVE",
                    value -> Optional.ofNullable(Map.of(1, "P-256", 2, "P-384").get(value))));

    private Values() {}

    /** A number; {@code value} is unsigned. */
    static String number(String structure, String field, long value) {
        String text = FieldFormat.value(field, value).toString();
        return name(structure, field, value).map(name -> text + " " + name).orElse(text);
    }

    /** The name of a number; empty where it has none. */
    static Optional<String> name(String structure, String field, long value) {
        Names names = NAMES.getOrDefault(structure + "." + field, NAMES.get(field));
        return names == null ? Optional.empty() : names.of((int) value);
    }

    /** Bytes: all of a few, else the first ones and how many there are. */
    static String bytes(Bytes content) {
        if (content.length() <= SHOWN_BYTES) {
            return content.toHex();
        }
        if (content.isAllZero()) {
            return "0 × " + content.length();
        }
        return content.slice(0, SHOWN_BYTES).toHex() + "…";
    }

    /** The result of a system call: a negative number is an errno. */
    static String result(long value) {
        return value
                + Optional.of(-value)
                        .filter(code -> code > 0 && code < Integer.MAX_VALUE)
                        .flatMap(code -> Errno.fromCode(code.intValue()))
                        .map(errno -> " (" + errno + ")")
                        .orElse("");
    }

    /** Name of an ioctl. */
    static Optional<String> ioctl(int request) {
        return Ioctl.byName().entrySet().stream()
                .filter(named -> named.getValue() == request)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Path of a device file by the number that OPEN has for it. */
    static Optional<String> device(int number) {
        return DevicePath.fromCode(number).map(DevicePath::path);
    }

    static Optional<String> command(int id) {
        return CommandId.fromCode(id).map(Enum::name);
    }

    static Optional<String> status(int code) {
        return SevStatus.fromCode(code).map(Enum::name);
    }

    private static Optional<String> usage(int code) {
        return KeyUsage.fromCode(code).map(Enum::name);
    }

    private static Optional<String> algorithm(int code) {
        return KeyAlgorithm.fromCode(code).map(Enum::name);
    }

    /** The flags that are set, and the oldest firmware where the policy asks for one. */
    private static String policy(int word) {
        GuestPolicy policy = new GuestPolicy(word);
        List<String> flags = new ArrayList<>();
        add(flags, policy.noDebug(), "NODBG");
        add(flags, policy.noKeySharing(), "NOKS");
        add(flags, policy.encryptedState(), "ES");
        add(flags, policy.noSend(), "NOSEND");
        add(flags, policy.domain(), "DOMAIN");
        add(flags, policy.sevOnly(), "SEV");
        add(flags, word >>> COMMAND_SHIFT != 0, "API>=" + policy.minimumVersion());
        return String.join(" ", flags);
    }

    private static void add(List<String> flags, boolean set, String flag) {
        if (set) {
            flags.add(flag);
        }
    }
}
