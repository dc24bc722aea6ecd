package dev.sevsim.kernel;

import dev.sevsim.kernel.image.Era;
import java.nio.file.Path;
import java.util.List;

/** docs/eras.md: each kernel era on each OVMF release, as observed in runs of the model. */
final class ErasPage {
    static final Path FILE = Path.of("..", "docs", "eras.md");

    private static final String HEAD = """
            # OVMF releases and kernel eras

            Which launch secrets a guest shows depends on the OVMF release that reserves them and on the kernel that exposes
            them. A test boots every combination and writes this page (`EraMatrixTest`); run the build with
            `-Dsevsim.docs.write=true` to write it again. `--era` chooses the kernel of a launch.

            | Era | Kernel | Module | Directory in securityfs | Loaded |
            |---|---|---|---|---|
            """;

    private static final String MIDDLE = """

            Four secrets are injected unless a row has another number. *Load* is the module's result: 0, or the errno of its
            init (v2, v7) or of its probe (final). *Secret page* is the type of OVMF's secret page in the kernel's memory map:
            usable memory can be allocated for another purpose.

            | OVMF release | Era | Loaded at boot | Load | Files | Secret page |
            |---|---|---|---|---|---|
            """;

    private static final String TAIL = """

            - v2 works on a copy that its stub has made, whatever type the page has; OVMF's page has a second copy that
              unlink does not wipe.
            - v7 reserves a page that OVMF left as boot-services data, but only when a descriptor of the memory map starts
              exactly there.
            - final maps memory that is in use as RAM only below the size of a page: the files exist, in memory that can be
              allocated for another purpose. With 202108 and 202111 it is: the page lies in a small block between memory for
              ACPI, and the kernel's first allocations come from the smallest blocks (8 of 8 boots of a real kernel). An
              SEV-ES guest has no S3, so no such memory, and shows the files.
            - Where the (base, size) pair itself is overwritten before the module reads it, only v2's copy is left. A real
              kernel does so under memory pressure only.
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
