package dev.sevsim.it.interop;

import static dev.sevsim.it.interop.Case.Direction.FROM_TOOL;
import static dev.sevsim.it.interop.Case.Direction.TO_TOOL;
import static dev.sevsim.it.interop.Case.Outcome.ACCEPTED;
import static dev.sevsim.it.interop.Case.Outcome.REFUSED;
import static dev.sevsim.it.interop.Desk.done;

import dev.sevsim.it.ToolRun;
import dev.sevsim.it.interop.Case.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * sev-snp-measure and openssl compute what sevsim computes: docs/reference/guest-owner-tools.md sections 2.5, 2.6 and
 * 5.
 */
final class DigestCases {
    private static final int MEASURE = 32;
    private static final int NONCE_END = 48;

    static final List<Case> ALL = List.of(
            new Case(
                    Tool.SNP_MEASURE,
                    FROM_TOOL,
                    "launch digest, SEV with kernel, initrd and command line",
                    ACCEPTED,
                    "equal to that of the launch",
                    desk -> plain(desk, "image/OVMF.fd")),
            new Case(
                    Tool.SNP_MEASURE,
                    FROM_TOOL,
                    "launch digest of another image",
                    REFUSED,
                    "differs from that of the launch",
                    desk -> plain(desk, "other.fd")),
            new Case(
                    Tool.SNP_MEASURE,
                    FROM_TOOL,
                    "launch digest, SEV-ES, 2 vCPUs EPYC-Milan",
                    ACCEPTED,
                    "equal to that of a launch with legacy-vm-type=off",
                    DigestCases::encryptedState),
            new Case(
                    Tool.OPENSSL,
                    TO_TOOL,
                    "measurement: HMAC-SHA-256 under the TIK",
                    ACCEPTED,
                    "equal to its own over the fields of docs/reference/guest-owner-tools.md section 2.5",
                    DigestCases::hmac),
            new Case(
                    Tool.OPENSSL,
                    TO_TOOL,
                    "launch digest without a kernel",
                    ACCEPTED,
                    "SHA-256 of the image file",
                    DigestCases::imageHash));

    private DigestCases() {}

    private static String launchDigest(Desk desk, Object... more) throws IOException {
        Object[] words = Desk.all(new Object[] {"owner", "measure", "--json"}, more);
        return done(Desk.sevsim(Desk.all(words, desk.guest("image/OVMF.fd", "--append"))))
                .json()
                .get("launchDigest")
                .asString();
    }

    private static ToolRun theirs(Desk desk, String firmware, Object... more) throws IOException, InterruptedException {
        Object[] files = {
            "--ovmf", desk.file(firmware),
            "--kernel", desk.file("image/vmlinuz"),
            "--initrd", desk.file("image/initrd.img"),
            "--append", desk.commandLine()
        };
        return done(desk.tool(Tool.SNP_MEASURE, Desk.all(files, more)));
    }

    private static Outcome plain(Desk desk, String firmware) throws Exception {
        String launched =
                done(Desk.sevsim("launch", "--json")).json().get("launchDigest").asString();
        return Desk.same(theirs(desk, firmware, "--mode", "sev").output().strip(), launched);
    }

    private static Outcome encryptedState(Desk desk) throws Exception {
        Object[] vm = {
            "launch", "--json", "--sev-es", "--vcpus", 2, "--legacy-vm-type", "off", "--host-kernel", "newest"
        };
        String ours = done(Desk.sevsim(vm)).json().get("launchDigest").asString();
        return Desk.same(
                theirs(desk, "image/OVMF.fd", "--mode", "seves", "--vcpus", 2, "--vcpu-type", "EPYC-Milan")
                        .output()
                        .strip(),
                ours);
    }

    private static Outcome hmac(Desk desk) throws Exception {
        desk.makeSession("openssl", "0x1");
        byte[] reported;
        try (OwnedLaunch launch = new OwnedLaunch(desk, "openssl")) {
            reported = Base64.getDecoder().decode(launch.measurement());
        }
        HexFormat hex = HexFormat.of();
        String message = "04013718" + "01000000" + launchDigest(desk) + hex.formatHex(reported, MEASURE, NONCE_END);
        Files.write(desk.file("message.bin"), hex.parseHex(message));
        String key = hex.formatHex(Files.readAllBytes(desk.file("openssl_tik.bin")));
        ToolRun run = done(desk.tool(
                Tool.OPENSSL, "dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:" + key, desk.file("message.bin")));
        return Desk.same(last(run), hex.formatHex(reported, 0, MEASURE));
    }

    private static Outcome imageHash(Desk desk) throws Exception {
        String ours = done(Desk.sevsim("firmware", "inspect", "--json", desk.file("image/OVMF.fd")))
                .json()
                .get("launchDigest")
                .asString();
        return Desk.same(last(done(desk.tool(Tool.OPENSSL, "dgst", "-sha256", desk.file("image/OVMF.fd")))), ours);
    }

    private static String last(ToolRun run) {
        String line = run.output().strip();
        return line.substring(line.lastIndexOf(' ') + 1);
    }
}
