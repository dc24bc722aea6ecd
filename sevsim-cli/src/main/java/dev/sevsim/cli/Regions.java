package dev.sevsim.cli;

import dev.sevsim.owner.MeasuredRegion;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** What a launch digest covers, piece by piece. */
final class Regions {
    private Regions() {}

    static void show(Console console, List<MeasuredRegion> regions) {
        for (MeasuredRegion region : regions) {
            console.line(String.format(Locale.ROOT, "  %-16s %9d bytes, SHA-256", region.name(), region.size()));
            console.line("    " + region.sha256().toHex());
        }
    }

    static void write(JsonGenerator g, List<MeasuredRegion> regions) {
        JsonText.objects(g, "regions", regions, region -> {
            g.writeStringProperty("name", region.name());
            g.writeNumberProperty("size", region.size());
            g.writeStringProperty("sha256", region.sha256().toHex());
        });
    }
}
