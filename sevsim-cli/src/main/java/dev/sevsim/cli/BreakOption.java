package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.act.Point;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a launch is stopped. */
@Topic.Of(Topic.RUN)
final class BreakOption {
    @Option(
            names = "--break",
            paramLabel = "POINT",
            description =
                    "Stop at a point of the run, such as 'before LAUNCH_FINISH', and show what each party holds; at a"
                            + " terminal or with --shell, look further, run on, or branch: 'help' lists the commands. Needs --seed."
                            + " docs/acts.md lists points.")
    private @Nullable String point;

    /** Empty for a run to the end. */
    Optional<Point> value() {
        try {
            return Optional.ofNullable(point).map(Point::parse);
        } catch (IllegalArgumentException e) {
            throw new InputException("--break " + e.getMessage(), e);
        }
    }
}
