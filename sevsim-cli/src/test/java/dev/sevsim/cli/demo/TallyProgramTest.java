package dev.sevsim.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.kernel.program.UserPages;
import dev.sevsim.kernel.program.UserProcess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TallyProgramTest {
    private final FakeProcess guest = new FakeProcess();
    private final Bytes disk = SealedDisk.content();

    /** A process with files and pages of its own; pages are taken from the top, as the guest's kernel does. */
    private static final class FakeProcess implements UserProcess {
        static final int PAGE = 4096;

        private final Map<String, byte[]> files = new HashMap<>();
        private final Map<Long, byte[]> pages = new HashMap<>();
        private final List<TallyRun> runs = new ArrayList<>();
        private final StringBuilder shown = new StringBuilder();
        private long next = 0x1ff000;
        private int inUse;
        private int status;

        void file(String name, byte[] content) {
            files.put(name, content);
        }

        String run(String line) {
            List<String> words = List.of(line.split(" "));
            next = 0x1ff000;
            shown.setLength(0);
            status = new TallyProgram(runs::add).run(this, words.subList(1, words.size()));
            return shown.toString();
        }

        Bytes page(long address, int length) {
            return Bytes.copyOf(Objects.requireNonNull(pages.get(address)), 0, length);
        }

        @Override
        public void printLine(String line) {
            shown.append(line).append('\n');
        }

        @Override
        public void printError(String line) {
            printLine(line);
        }

        @Override
        public Optional<byte[]> readFile(String path) {
            byte[] content = files.get(path);
            if (content == null) {
                printLine("tally: " + path + ": No such file or directory");
                return Optional.empty();
            }
            return Optional.of(content.clone());
        }

        @Override
        public Optional<UserPages> allocate(int lengthBytes) {
            long address = next;
            next -= PAGE;
            inUse++;
            return Optional.of(new Pages(address));
        }

        private final class Pages implements UserPages {
            private final byte[] page = new byte[PAGE];
            private final long address;

            Pages(long address) {
                this.address = address;
                pages.put(address, page);
            }

            @Override
            public long address() {
                return address;
            }

            @Override
            public void write(byte[] source) {
                System.arraycopy(source, 0, page, 0, source.length);
            }

            @Override
            public byte[] read(int lengthBytes) {
                return Arrays.copyOf(page, lengthBytes);
            }

            @Override
            public void clear() {
                Arrays.fill(page, (byte) 0);
            }

            @Override
            public void close() {
                inUse--;
            }
        }
    }

    @BeforeEach
    void plugIn() {
        guest.file("key", SealedDisk.KEY.toArray());
        guest.file("disk", Arrays.copyOf(disk.toArray(), 1024));
    }

    @Test
    void addsUpWhatIsOnTheDisk() {
        assertThat(guest.run("tally key disk")).isEqualTo("""
                2 files, 4 records
                food                20.05
                refund             -30.05
                travel              80.00
                total               70.00
                """);
        assertThat(guest.status).isZero();
    }

    @Test
    void reportsEachRunWithTheAddressesOfItsFiles() {
        String shown = guest.run("tally key disk");
        String failed = guest.run("tally nokey disk");

        assertThat(guest.runs)
                .containsExactly(
                        new TallyRun(
                                0,
                                List.of(
                                        new TallyRun.PlainFile("february.csv", 0x1fe000, SealedDisk.FEBRUARY.length()),
                                        new TallyRun.PlainFile("january.csv", 0x1fd000, SealedDisk.JANUARY.length())),
                                shown.lines().toList()),
                        new TallyRun(1, List.of(), List.of()));
        assertThat(failed).contains("nokey");
    }

    @Test
    void leavesTheRecordsAndNotTheKeyInItsMemory() {
        String shown = guest.run("tally -v key disk");

        assertThat(shown)
                .startsWith(
                        "february.csv: 67 bytes decrypted at 0x1fe000\njanuary.csv: 67 bytes decrypted at 0x1fd000\n");
        assertThat(guest.page(0x1fe000, SealedDisk.FEBRUARY.length())).isEqualTo(SealedDisk.FEBRUARY);
        assertThat(guest.page(0x1fd000, SealedDisk.JANUARY.length())).isEqualTo(SealedDisk.JANUARY);
        assertThat(guest.page(0x1ff000, FakeProcess.PAGE).isAllZero())
                .as("the page of the key")
                .isTrue();
    }

    @Test
    void givesItsMemoryBack() {
        for (int i = 0; i < 1000; i++) {
            assertThat(guest.run("tally key disk")).endsWith("70.00\n");
        }
        assertThat(guest.inUse).isZero();
    }

    @Test
    void reportsEachError() {
        guest.file("short", new byte[31]);
        guest.file("other", new byte[32]);
        byte[] changed = disk.toArray();
        changed[changed.length - 20] ^= 1;
        guest.file("changed", changed);

        assertThat(guest.run("tally nokey disk")).isEqualTo("tally: nokey: No such file or directory\n");
        assertThat(guest.run("tally key nodisk")).isEqualTo("tally: nodisk: No such file or directory\n");
        assertThat(guest.run("tally short disk")).isEqualTo("tally: short: key of 31 bytes, expected 32\n");
        assertThat(guest.run("tally key key")).isEqualTo("tally: key: no sealed files\n");
        assertThat(guest.run("tally other disk")).contains("february.csv: authentication failed");
        assertThat(guest.run("tally key changed")).contains("january.csv: authentication failed");
        assertThat(guest.run("tally key")).isEqualTo("Usage: tally [-v] KEYFILE DEVICE\n");
        assertThat(guest.status).isEqualTo(1);
    }
}
