package dev.sevsim.cli;

import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.uapi.SevUserDataStatus;
import dev.sevsim.machine.PlatformSession;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code platform status}. */
@Command(name = "status", description = "Shows generation, firmware version, state and owner of the platform.")
@JsonVerb.Report("platform-status")
final class PlatformStatusCommand extends PlatformVerb {
    private static final int EXTERNALLY_OWNED = 1;
    private static final int ES = 0x100;

    @Override
    void run(PlatformSession platform) {
        SevUserDataStatus status = platform.status();
        String state = PlatformState.fromCode(status.state()).map(Enum::name).orElse("unknown");
        boolean owned = (status.flags() & EXTERNALLY_OWNED) != 0;
        boolean es = (status.flags() & ES) != 0;
        if (json()) {
            console.json(JsonText.object(g -> {
                g.writeStringProperty("generation", platform.chip().generation());
                g.writeNumberProperty("apiMajor", status.apiMajor());
                g.writeNumberProperty("apiMinor", status.apiMinor());
                g.writeNumberProperty("buildId", status.build());
                g.writeStringProperty("state", state.toLowerCase(Locale.ROOT));
                g.writeStringProperty("owner", owned ? "external" : "self");
                g.writeBooleanProperty("encryptedState", es);
                g.writeNumberProperty("guests", status.guestCount());
            }));
            return;
        }
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("generation", platform.chip().generation());
        lines.put("firmware", "API " + status.apiMajor() + "." + status.apiMinor() + ", build " + status.build());
        lines.put("state", state);
        lines.put("owner", owned ? "an external owner" : "itself");
        lines.put("SEV-ES", es ? "on" : "off");
        lines.put("guests", Integer.toUnsignedString(status.guestCount()));
        console.listing(lines);
    }
}
