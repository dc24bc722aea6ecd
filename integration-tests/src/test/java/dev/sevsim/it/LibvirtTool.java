package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * libvirt's {@code virt-qemu-sev-validate}, unmodified, with the keys of a session.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 6.
 *
 * @param directory where it runs
 * @param owner whose keys it has
 */
record LibvirtTool(Path directory, OwnerSession owner) {
    /** The program. */
    static final String NAME = "virt-qemu-sev-validate";

    /** Checks what a monitor reports of its VM. */
    ToolRun check(QmpConversation qmp, Object... more) throws IOException, InterruptedException {
        JsonNode sev = qmp.execute("query-sev");
        return check(
                qmp.measurement(),
                sev.get("api-major").asInt(),
                sev.get("api-minor").asInt(),
                sev.get("build-id").asInt(),
                sev.get("policy").asInt(),
                more);
    }

    /** Checks a measurement. */
    ToolRun check(String measurement, int apiMajor, int apiMinor, int build, int policy, Object... more)
            throws IOException, InterruptedException {
        return run(
                List.of(
                        "--measurement",
                        measurement,
                        "--api-major",
                        apiMajor,
                        "--api-minor",
                        apiMinor,
                        "--build-id",
                        build,
                        "--policy",
                        policy),
                more);
    }

    /** Attests over libvirt's own protocol. */
    ToolRun connect(Path socket, Object... more) throws IOException, InterruptedException {
        return connect("qemu+unix:///system?socket=" + socket, "sevsim", more);
    }

    /** Attests a domain of the daemon at a URI. */
    ToolRun connect(String uri, String domain, Object... more) throws IOException, InterruptedException {
        return run(List.of("--connect", uri, "--domain", domain), more);
    }

    private ToolRun run(List<Object> what, Object... more) throws IOException, InterruptedException {
        List<Object> words = new ArrayList<>(List.of("/usr/bin/python3", "/usr/bin/" + NAME));
        words.addAll(what);
        words.addAll(List.of("--tik", owner.tik(), "--tek", owner.tek()));
        words.addAll(List.of(more));
        return ToolRun.of(directory, words.toArray());
    }

    static void accepts(ToolRun run) {
        assertThat(run.output()).contains("OK: Looks good to me");
        assertThat(run.status()).isZero();
    }

    static void refuses(ToolRun run) {
        assertThat(run.output()).contains("Measurement does not match, VM is not trustworthy");
        assertThat(run.status()).isEqualTo(1);
    }
}
