package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** virsh, unmodified, on {@code serve --libvirt}. Source: docs/reference/guest-owner-tools.md section 6.5. */
@Timeout(90)
class VirshTest {
    @TempDir
    private Path directory;

    private ToolRun virsh(Object... words) throws IOException, InterruptedException {
        Object[] command = new Object[words.length + 3];
        command[0] = "virsh";
        command[1] = "-c";
        command[2] = "qemu+unix:///system?socket=" + directory.resolve("libvirt.sock");
        System.arraycopy(words, 0, command, 3, words.length);
        return ToolRun.of(directory, command);
    }

    private String ok(Object... words) throws IOException, InterruptedException {
        return virsh(words).requireSuccess().output();
    }

    @Test
    void listsPausesResetsAndDestroysTheDomain() throws Exception {
        InstalledFiles.requireProgram("virsh");
        Object[] serve = {
            "--seed",
            "1",
            "--libvirt",
            "unix:" + directory.resolve("libvirt.sock"),
            "--serial",
            "file:" + directory.resolve("console"),
            "--qmp",
            "unix:" + directory.resolve("qmp.sock")
        };
        try (ServingSevsim serving = new ServingSevsim(serve)) {
            assertThat(ok("list")).containsPattern("1 +sevsim +paused");
            assertThat(ok("list", "--all", "--transient")).contains("sevsim");
            assertThat(ok("list", "--inactive")).doesNotContain("sevsim");
            assertThat(ok("version")).contains("Using API: QEMU", "Running hypervisor: QEMU 10.2.0");
            assertThat(ok("dominfo", "sevsim")).containsPattern("OS Type: +hvm").containsPattern("Persistent: +no");

            assertThat(ok("resume", "sevsim")).contains("resumed");
            assertThat(virsh("resume", "sevsim").output()).contains("domain is already running");
            assertThat(ok("suspend", "sevsim")).contains("suspended");
            assertThat(ok("domstate", "sevsim", "--reason")).startsWith("paused (user)");
            assertThat(ok("reset", "sevsim")).contains("was reset");
            assertThat(ok("destroy", "sevsim")).contains("destroyed");
            assertThat(serving.status()).isZero();
        }
    }
}
