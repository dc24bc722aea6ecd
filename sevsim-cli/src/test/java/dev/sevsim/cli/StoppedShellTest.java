package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** {@code launch --break}: what a stopped launch shows, and how it goes on. */
class StoppedShellTest {
    @Test
    void showsWhereTheRunStands() {
        CapturedRun run = CapturedRun.of("launch", "--seed", "7", "--break", "after LAUNCH_SECRET");

        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .contains("stopped after LAUNCH_SECRET, after step 99", "platform   WORKING")
                .anyMatch(line -> line.startsWith("guest      handle 1, ASID 100, LSECRET, policy 0x1, digest "))
                .anyMatch(line -> line.startsWith("under way  vmm → host device.call operation=IOCTL"))
                .anyMatch(line -> line.equals("secrets       guest reads 42f5741edd71664d963eef4287ff173b"));
    }

    @Test
    void showsTheStateAsJson() {
        CapturedRun run = CapturedRun.of("launch", "--seed", "7", "--break", "before LAUNCH_START", "--json");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith("{\"seed\":7,\"point\":\"before LAUNCH_START\",\"step\":")
                .contains("\"platform\":\"INIT\",\"guests\":[]");
    }

    @Test
    void looksRunsOnAndBranches() {
        CapturedRun run = typed(
                "memory guest secrets 16",
                "memory host secrets 16",
                "page secrets+0x10",
                "frames",
                "trace 2",
                "branch before LAUNCH_FINISH: flip-bit page=secrets",
                "until after ExitBootServices",
                "console",
                "go");

        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("00810000: 42f5 741e dd71 664d 963e ef42 87ff 173b  B.t..qfM.>.B...;")
                .contains("guest 0x810010 is system 0x910010")
                .contains("request KVM_MEMORY_ENCRYPT_OP")
                .contains("firmware.command = SUCCESS command=LAUNCH_SECRET")
                .contains("the launch ends: secrets-not-arrived: ")
                .contains("    with:    host.act")
                .contains("stopped after ExitBootServices")
                .contains("BlobVerifier: kernel matches its measured hash")
                .endsWith("the launch ends: accepted\n");
    }

    @Test
    void refusesCommandsThatCannotBeDone() {
        CapturedRun run = typed(
                "memroy host secrets",
                "memory secrets",
                "memory host 0xffffffff0000",
                "until before SEND_START",
                "page x",
                "page system+0x1000");

        assertThat(run.status()).isZero();
        assertThat(run.err().lines())
                .containsExactly(
                        "sevsim: there is no command 'memroy', did you mean memory?",
                        "sevsim: memory needs host or guest and a page, and takes a number of bytes: memory host secrets 64",
                        "sevsim: the guest has no memory at 0xffffffff0000",
                        "sevsim: point 'before SEND_START' is not reached; the launch ends: accepted",
                        "sevsim: 'x' is no page, expected a guest physical address or secrets, hashes, reset-vector, save-area, system, each"
                                + " also with +BYTES",
                        "sevsim: system+0x1000 is no page of the guest");
    }

    @Test
    void refusesWhatCannotBeRepeated() {
        assertThat(CapturedRun.of("launch", "--break", "before LAUNCH_FINISH").err())
                .isEqualTo("sevsim: a run without a seed cannot be repeated, give --seed\n");
        assertThat(CapturedRun.of("launch", "--seed", "1", "--break", "LAUNCH_FINISH")
                        .status())
                .isEqualTo(2);
    }

    private static CapturedRun typed(String... lines) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8)));
        try {
            return CapturedRun.of("launch", "--seed", "7", "--break", "after LAUNCH_SECRET", "--shell");
        } finally {
            System.setIn(before);
        }
    }
}
