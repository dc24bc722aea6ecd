package dev.sevsim.host.qmp;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import tools.jackson.databind.JsonNode;

/**
 * {@code sev-inject-launch-secret}: injects an owner's secret, any number of times before the start.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.7.
 */
final class SevInjectLaunchSecretCommand extends QmpCommand {
    private static final String HEADER = "packet-header";
    private static final String SECRET = "secret";
    private static final String ADDRESS = "gpa";

    SevInjectLaunchSecretCommand() {
        super(
                "sev-inject-launch-secret",
                QmpParameter.required(HEADER, QmpType.STRING),
                QmpParameter.required(SECRET, QmpType.STRING),
                QmpParameter.optional(ADDRESS, QmpType.UINT64));
    }

    @Override
    JsonNode execute(QmpCall call) {
        QmpArguments arguments = call.arguments();
        LaunchSecretPacket packet = new LaunchSecretPacket(
                LenientBase64.decode(arguments.string(HEADER)), LenientBase64.decode(arguments.string(SECRET)));
        call.machine().inject(packet, arguments.unsigned(ADDRESS).map(GuestPhysical::new));
        return QmpJson.object();
    }
}
