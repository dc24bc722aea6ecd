package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a launch measures, as a QEMU command line names it.
 *
 * <p>The text is a shell's line, with quotes and line continuations, or the NUL-separated content of {@code /proc/PID/cmdline}.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 9, docs/reference/kvm-host.md section 5.1.
 */
final class QemuCommandLine {
    private final Map<String, String> inputs = new HashMap<>();

    private QemuCommandLine(List<String> words) {
        for (int i = 0; i + 1 < words.size(); i++) {
            String value = words.get(i + 1);
            switch (words.get(i).replaceFirst("^--", "-")) {
                case "-kernel" -> inputs.put("kernel", value);
                case "-initrd" -> inputs.put("initrd", value);
                case "-append" -> inputs.put("append", value);
                case "-bios" -> inputs.put("firmware", value);
                case "-smp" -> inputs.put("vcpus", property(value, "cpus").orElse(value.replaceFirst(",.*", "")));
                case "-cpu" -> inputs.put("cpu", value.replaceFirst(",.*", ""));
                case "-drive" -> drive(value);
                case "-object" -> object(value);
                default -> {
                    // nothing that is measured
                }
            }
        }
    }

    /**
     * Reads a command line.
     *
     * @throws InputException for a text without any input of a launch
     */
    static QemuCommandLine parse(String text) {
        QemuCommandLine line =
                new QemuCommandLine(text.indexOf('\0') >= 0 ? List.of(text.split("\0", -1)) : words(text));
        if (line.inputs.isEmpty()) {
            throw new InputException(
                    "--qemu-cmdline: no -bios, -drive if=pflash, -kernel, -append, -smp or sev-guest object in it");
        }
        if (line.inputs.containsKey("snp")) {
            throw new InputException(
                    "--qemu-cmdline: a launch with sev-snp-guest, whose digest is not that of SEV or SEV-ES");
        }
        return line;
    }

    Optional<Path> firmware() {
        return get("firmware").map(Path::of);
    }

    /** The kernel, where its hashes are measured. */
    Optional<Path> kernel() {
        return measuresKernel() ? get("kernel").map(Path::of) : Optional.empty();
    }

    Optional<Path> initrd() {
        return measuresKernel() ? get("initrd").map(Path::of) : Optional.empty();
    }

    Optional<String> append() {
        return measuresKernel() ? get("append") : Optional.empty();
    }

    Optional<String> policy() {
        return get("policy");
    }

    Optional<String> vcpus() {
        return get("vcpus");
    }

    Optional<String> cpuModel() {
        return get("cpu");
    }

    private boolean measuresKernel() {
        return get("kernel-hashes").filter("on"::equals).isPresent();
    }

    private Optional<String> get(String input) {
        return Optional.ofNullable(inputs.get(input));
    }

    private void drive(String value) {
        if (property(value, "if").filter("pflash"::equals).isPresent()
                && property(value, "unit").map("0"::equals).orElse(true)) {
            property(value, "file").ifPresent(file -> inputs.putIfAbsent("firmware", file));
        }
    }

    private void object(String value) {
        if (value.startsWith("sev-snp-guest")) {
            inputs.put("snp", value);
        } else if (value.startsWith("sev-guest")) {
            inputs.put("kernel-hashes", property(value, "kernel-hashes").orElse("off"));
            inputs.put("policy", hexadecimal(property(value, "policy").orElse("1")));
        }
    }

    /** QEMU reads a policy as decimal unless it begins with 0x; ours is hexadecimal. */
    private static String hexadecimal(String policy) {
        try {
            return "0x" + Integer.toHexString(Integer.decode(policy));
        } catch (NumberFormatException e) {
            throw new InputException(
                    "--qemu-cmdline: policy '" + policy + "' of the sev-guest object is not a number", e);
        }
    }

    private static Optional<String> property(String value, String name) {
        for (String part : value.split(",", -1)) {
            if (part.startsWith(name + "=")) {
                return Optional.of(part.substring(name.length() + 1));
            }
        }
        return Optional.empty();
    }

    /** The words of a shell's line; single and double quotes and backslashes are taken out. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean open = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                if (open) {
                    words.add(word.toString());
                }
                word.setLength(0);
                open = false;
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                open = true;
            } else if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                i++;
                if (text.charAt(i) != '\n') {
                    word.append(text.charAt(i));
                    open = true;
                }
            } else {
                word.append(c);
                open = true;
            }
        }
        if (open) {
            words.add(word.toString());
        }
        return words;
    }

    /** The bytes of a file as text. */
    static QemuCommandLine read(byte[] content) {
        return parse(new String(content, StandardCharsets.UTF_8));
    }
}
