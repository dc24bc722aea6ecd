package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.launch.SecretHeader;
import dev.sevsim.abi.launch.SecretPacket;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.owner.KnownSecret;
import dev.sevsim.owner.OpenedPacket;
import dev.sevsim.owner.OwnerFiles;
import dev.sevsim.owner.OwnerInputException;
import dev.sevsim.owner.SecretPackage;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code owner unseal}: the content of a sealed packet. */
@Command(
        name = "unseal",
        description =
                "Checks a sealed packet of any tool as the firmware does, and lists its secrets by GUID and length.")
@JsonVerb.Report("owner-unseal")
final class OwnerUnsealCommand extends JsonVerb {
    @Option(names = "--header", required = true, description = "Packet header, raw or as text.")
    private Path header;

    @Option(names = "--payload", required = true, description = "Ciphertext, raw or as text.")
    private Path payload;

    @Option(names = "--raw", description = "The packet holds no secret table; without this, that is an error.")
    private boolean raw;

    @Mixin
    private PacketOptions launch = new PacketOptions();

    @Override
    public Integer call() {
        SecretPacket packet = new SecretPacket(
                SecretHeader.CODEC.decode(OwnerFiles.readBinary(header, "packet header", SecretHeader.SIZE)),
                OwnerFiles.readPacket(payload, SecretPackage.MAXIMUM_PACKET));
        Bytes measure = launch.measure();
        TransportKeys session = launch.keys();
        OpenedPacket opened;
        try {
            opened = OpenedPacket.open(packet, session, measure);
        } catch (OwnerInputException e) {
            console.error(e.getMessage());
            return Main.REFUSED;
        }
        if (opened.padding().isEmpty() && !raw) {
            console.error(
                    "the packet opens, but " + opened.length() + " bytes without a secret table are in it: probably"
                            + " another TEK, which its MAC does not cover; --raw, if it was sealed without a table");
            return Main.REFUSED;
        }
        if (json()) {
            console.json(toJson(opened));
            return Main.OK;
        }
        if (opened.padding().isEmpty()) {
            console.line("no secret table: " + opened.length() + " bytes as they are");
        }
        for (OpenedPacket.Entry entry : opened.entries()) {
            String name = KnownSecret.of(entry.guid())
                    .map(known -> "  " + known.alias())
                    .orElse("");
            console.line(entry.guid() + "  " + entry.length() + " bytes" + name);
        }
        return Main.OK;
    }

    private static String toJson(OpenedPacket opened) {
        return JsonText.object(g -> {
            g.writeNumberProperty("length", opened.length());
            opened.padding()
                    .ifPresent(p -> g.writeStringProperty("padding", p.name().toLowerCase(Locale.ROOT)));
            JsonText.objects(g, "secrets", opened.entries(), entry -> {
                g.writeStringProperty("guid", entry.guid().toString());
                g.writeNumberProperty("length", entry.length());
            });
        });
    }
}
