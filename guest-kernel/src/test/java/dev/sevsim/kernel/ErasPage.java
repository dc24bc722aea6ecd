package dev.sevsim.kernel;

import dev.sevsim.kernel.image.Era;
import java.nio.file.Path;
import java.util.List;

/** docs/eras.md: what each kernel makes of each firmware, as observed in runs of the model. */
final class ErasPage {
    static final Path FILE = Path.of("..", "docs", "eras.md");

    private static final String HEAD = """
            # Firmware and kernel eras

            What a guest shows of its launch secrets depends on the firmware that keeps them and on the kernel that looks for
            them. This page is written by a test that boots every combination (`EraMatrixTest`); run the build with
            `-Dsevsim.docs.write=true` to write it again. `--era` chooses the kernel of a launch.

            | Era | Kernel | Module | Directory in securityfs | Loaded |
            |---|---|---|---|---|
            """;

    private static final String MIDDLE = """

            Four secrets are injected unless a row says otherwise. *Load* is the answer of the module: 0, or the errno of its
            init (v2, v7) or of its probe (final). *Firmware's page* is what the kernel's memory map makes of the page that the
            firmware keeps the secrets in: usable memory is given to somebody else sooner or later.

            | Firmware | Era | Loaded at boot | Load | Files | Firmware's page |
            |---|---|---|---|---|---|
            """;

    private static final String TAIL = """

            - v2 works on a copy that its stub has made, whatever type the page has; the firmware's page keeps a second copy that
              unlink does not wipe.
            - v7 reserves a page that the firmware left as boot-services data, but only when a descriptor of the memory map starts
              exactly there.
            - final maps memory that is in use as RAM only below the size of a page: the secrets show, in memory that anybody may
              get.
            - Where the (base, size) pair itself is overwritten before the module looks, nothing but v2's copy is left.
            """;

    private ErasPage() {}

    static String text(List<EraMatrix.Row> rows) {
        StringBuilder text = new StringBuilder(HEAD);
        for (Era era : Era.values()) {
            text.append("| %s | %s | %s | `%s` | %s |\n"
                    .formatted(era.label(), era.release(), era.module(), era.directory(), loadedBy(era)));
        }
        text.append(MIDDLE);
        for (EraMatrix.Row row : rows) {
            text.append("| %s | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            row.firmware(),
                            row.era().label(),
                            row.loadsItself() ? "yes" : "no",
                            row.load().orElse("no device"),
                            row.files().map(String::valueOf).orElse("-"),
                            row.page()));
        }
        return text.append(TAIL).toString();
    }

    private static String loadedBy(Era era) {
        return switch (era) {
            case V2 -> "by hand";
            case V7 -> "by the kernel, when the area is populated";
            case FINAL -> "by the hot-plug daemon, when the table exists";
        };
    }
}
