package dev.sevsim.kernel.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.kernel.fs.Directory;
import dev.sevsim.kernel.fs.RamFile;
import dev.sevsim.kernel.fs.RegularFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsCommandTest {
    @TempDir
    private Path directory;

    /** The listing of docs/reference/guest-kernel.md section 7 before and after the removal. */
    @Test
    void printsTheDocumentedListings() {
        ShellGuest guest = new ShellGuest();
        guest.calls.makeDirectory("/coco", 0755);
        for (String guid : List.of(
                "e6f5a162-d67f-4750-a67c-5d065f2a9910",
                "736870e5-84f0-4973-92ec-06879ce3da0b",
                "9553f55d-3da2-43ee-ab5d-ff17f78864d2",
                "83c83f7f-1356-4975-8b7e-d3a0b54312c6")) {
            Directory coco = (Directory) guest.rootFs.root().child("coco").orElseThrow();
            coco.enter(guid, new RegularFile(guest.rootFs, 0440, new RamFile(new byte[0])));
        }

        String kept = """
                -r--r----- 1 root root 0 Jun 28 11:54 736870e5-84f0-4973-92ec-06879ce3da0b
                -r--r----- 1 root root 0 Jun 28 11:54 83c83f7f-1356-4975-8b7e-d3a0b54312c6
                -r--r----- 1 root root 0 Jun 28 11:54 9553f55d-3da2-43ee-ab5d-ff17f78864d2
                """;
        String removed = "-r--r----- 1 root root 0 Jun 28 11:54 e6f5a162-d67f-4750-a67c-5d065f2a9910\n";
        String head = """
                total 0
                drwxr-xr-x 2 root root 0 Jun 28 %s .
                drwxr-xr-x 3 root root 0 Jun 28 11:54 ..
                """;

        assertThat(guest.run("ls -la /coco")).isEqualTo(head.formatted("11:54") + kept + removed);

        guest.time.now = Instant.parse("2022-06-28T11:55:10Z");
        guest.run("rm /coco/e6f5a162-d67f-4750-a67c-5d065f2a9910");

        assertThat(guest.run("ls -la /coco")).isEqualTo(head.formatted("11:55") + kept);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void fillsColumnsLikeTheRealProgram(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        ShellGuest guest = new ShellGuest();
        int count = random.nextInt(1, 60);
        for (int i = 0; i < count; i++) {
            String name = "n" + i + "x".repeat(random.nextInt(0, (int) (8 * seed)));
            guest.file(name, new byte[0]);
            Files.write(directory.resolve(name), new byte[0]);
        }

        assertThat(guest.run("ls")).isEqualTo(RealProgram.run(directory, List.of("ls", "-C", "-w", "80")));
        assertThat(guest.run("ls -1")).isEqualTo(RealProgram.run(directory, List.of("ls", "-1")));
    }

    @Test
    void ordersOperandsLikeTheRealProgram() throws IOException {
        ShellGuest guest = new ShellGuest();
        for (String name : List.of("b", "a", "d")) {
            guest.file(name, new byte[0]);
            Files.write(directory.resolve(name), new byte[0]);
        }
        guest.calls.makeDirectory("/c", 0755);
        guest.calls.makeDirectory("/e", 0755);
        Files.createDirectories(directory.resolve("c"));
        Files.createDirectories(directory.resolve("e"));

        for (String line : List.of("ls e b none c a", "ls e", "ls e c", "ls -d e b", "ls -a e", "ls -A c b", "ls -z")) {
            List<String> command = new ArrayList<>(List.of(line.split(" ", -1)));
            // The real ls has no terminal here, so the option stands for it.
            command.addAll(1, List.of("-C", "-w", "80"));
            assertThat(guest.run(line)).as(line).isEqualTo(RealProgram.run(directory, command));
        }
    }

    @Test
    void widensColumnsAndShowsTheYearOfOldFiles() {
        ShellGuest guest = new ShellGuest();
        guest.time.now = Instant.parse("2021-01-05T03:04:05Z");
        guest.file("old", new byte[12345]);
        guest.time.now = ShellGuest.NOW;
        guest.file("new", new byte[7]);

        assertThat(guest.run("ls -l")).isEqualTo("""
                        total 0
                        -rw-r--r-- 1 root root     7 Jun 28 11:54 new
                        -rw-r--r-- 1 root root 12345 Jan  5  2021 old
                        """);
    }
}
