package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A launch whose memory a real firmware and kernel read. */
@Topic.Of(Topic.REAL_GUEST)
final class RealGuestOptions {
    private static final int DEFAULT_SECONDS = 180;

    @Option(
            names = "--real-guest",
            description =
                    "After the launch hand its memory to QEMU, without SEV, so that a real OVMF and a real Linux kernel read the"
                            + " hashes and secrets that were launched; compare what the kernel shows with the model. Without --firmware,"
                            + " --kernel and --initrd, installed ones are searched for; docs/guest.md has what they need.")
    private boolean wanted;

    @Option(names = "--qemu", paramLabel = "PATH", description = "The program (default: qemu-system-x86_64 of PATH).")
    private @Nullable Path qemu;

    @Option(
            names = "--real-guest-accel",
            paramLabel = "NAME",
            description = "QEMU's accelerator, such as tcg or kvm (default: tcg, which needs no device).")
    private Optional<String> accelerator = Optional.empty();

    @Option(
            names = "--real-guest-timeout",
            paramLabel = "SECONDS",
            description = "End the real guest after so long (default: " + DEFAULT_SECONDS + ").")
    private Optional<Integer> seconds = Optional.empty();

    @Option(
            names = "--real-guest-console",
            description = "Print the real guest's console while it runs; the secrets are on it, in hexadecimal.")
    private boolean withConsole;

    /** Whether there is to be a real guest. */
    boolean wanted() {
        if (!wanted && (qemu != null || accelerator.isPresent() || seconds.isPresent() || withConsole)) {
            throw new InputException("--qemu and the --real-guest-… options belong to --real-guest");
        }
        return wanted;
    }

    Optional<Path> qemu() {
        return Optional.ofNullable(qemu);
    }

    String accelerator() {
        return accelerator.orElse("tcg");
    }

    Duration timeout() {
        int value = seconds.orElse(DEFAULT_SECONDS);
        if (value <= 0) {
            throw new InputException("--real-guest-timeout " + value + " is not positive");
        }
        return Duration.ofSeconds(value);
    }

    boolean withConsole() {
        return withConsole;
    }
}
