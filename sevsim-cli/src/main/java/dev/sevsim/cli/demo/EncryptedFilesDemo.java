package dev.sevsim.cli.demo;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.OwnerSpec.Secrets;
import dev.sevsim.machine.RunningGuest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The demo {@code encrypted-files}: an application in a guest works on files that are encrypted on its disk, with a key that
 * it gets as a launch secret, while somebody looks for the key and the files in everything that the host can see.
 */
public final class EncryptedFilesDemo {
    private static final Guid KEY_NAME = Guid.of("c0ffee42-5ea1-4f11-9e50-5ec2e7f11e50");
    private static final String KEY_FILE = "/sys/kernel/security/secrets/coco/" + KEY_NAME;
    private static final String DISK = "/dev/sdb";
    private static final String DISK_MARK = "SVSEALED";
    private static final String TRACE_MARK = "owner.launch-secret";
    private static final Pattern WORK_AREA = Pattern.compile("(\\S+): (\\d+) bytes decrypted at 0x([0-9a-f]+)");
    private static final int SHOWN = 48;
    private static final long SECRET_PAGE = 0x810000;

    private final long seed;
    private final Leak leak;
    private final Narrator narrator;
    private final SecretBytes key;
    private final Bytes disk;
    private final LeakSearch search;
    private final String control;
    private final AtomicLong frames = new AtomicLong();

    /** What the application does wrong. */
    public enum Leak {
        NONE,
        /** It prints its key, so that the search has something to find. */
        PRINTS_ITS_KEY
    }

    /** Hears the story. */
    public interface Narrator {
        /** Hears nothing. */
        Narrator NONE = new Narrator() {};

        /** A new part of it. */
        default void chapter(String title) {}

        /** A line for people. */
        default void say(String text) {}

        /**
         * The same bytes as two see them.
         *
         * @param left what the one sees
         * @param right what the other sees, as long
         */
        default void compare(String leftTitle, Bytes left, String rightTitle, Bytes right) {}
    }

    /**
     * How it went.
     *
     * @param seed repeats it
     * @param result what the application printed
     * @param searches what was searched, and found
     * @param keyInGuestMemory whether the key was in memory as the guest sees it while it used it
     * @param keyAfterUnlink whether it still was after the unlink
     * @param readableAfterUnlink whether the guest could still read the secret, or use it
     */
    public record Report(
            long seed,
            List<String> result,
            List<Search> searches,
            boolean keyInGuestMemory,
            boolean keyAfterUnlink,
            boolean readableAfterUnlink) {
        public Report {
            result = List.copyOf(result);
            searches = List.copyOf(searches);
        }

        /** Whether nothing leaked, every search was able to find something, and the secret is gone. */
        public boolean holds() {
            return searches.stream().allMatch(Search::isClean)
                    && keyInGuestMemory
                    && !keyAfterUnlink
                    && !readableAfterUnlink;
        }
    }

    /**
     * A place that was searched for the key and the plain records.
     *
     * @param place where
     * @param size bytes, or frames on the bus
     * @param controlFound whether what has to be there was found
     * @param leaks what was found and should not have been
     */
    public record Search(String place, long size, boolean controlFound, List<String> leaks) {
        public Search {
            leaks = List.copyOf(leaks);
        }

        private boolean isClean() {
            return controlFound && leaks.isEmpty();
        }
    }

    private EncryptedFilesDemo(long seed, Leak leak, Narrator narrator) {
        this.seed = seed;
        this.leak = leak;
        this.narrator = narrator;
        SimRandom random = SeededRandom.of(seed).split("encrypted-files");
        this.key = random.split("key").secret(SealedFiles.KEY_BYTES);
        this.disk = SealedFiles.seal(files(), key, random.split("disk"));
        this.control = "control-" + random.split("control").bytes(8).toHex();
        this.search = new LeakSearch(secrets(), control);
    }

    /** Runs it. */
    public static Report run(long seed, Leak leak, Narrator narrator) {
        EncryptedFilesDemo demo = new EncryptedFilesDemo(seed, leak, narrator);
        try {
            Path trace = Files.createTempFile("sevsim-demo", ".jsonl");
            try {
                return demo.run(trace);
            } finally {
                demo.key.wipe();
                Files.deleteIfExists(trace);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the demo needs a temporary file", e);
        }
    }

    /** The plain files of the owner. */
    static SortedMap<String, Bytes> files() {
        SortedMap<String, Bytes> files = new TreeMap<>();
        files.put("2026-01.csv", Bytes.ofAscii("""
                date,category,amount
                2026-01-04,rent,950.00
                2026-01-09,clinic,120.50
                2026-01-17,pharmacy,38.25
                2026-01-29,travel,64.90
                """));
        files.put("2026-02.csv", Bytes.ofAscii("""
                date,category,amount
                2026-02-02,rent,950.00
                2026-02-11,clinic,120.50
                2026-02-13,travel,64.90
                2026-02-20,pharmacy,41.75
                """));
        files.put("2026-03.csv", Bytes.ofAscii("""
                date,category,amount
                2026-03-03,rent,975.00
                2026-03-05,pharmacy,38.25
                2026-03-24,clinic,-60.25
                """));
        return files;
    }

    /** The key, and every record on its own: part of a file is too much, too. */
    private Map<String, SecretBytes> secrets() {
        Map<String, SecretBytes> secrets = new LinkedHashMap<>();
        secrets.put("the key", key);
        files().forEach((name, content) -> {
            List<String> lines = text(content).lines().skip(1).toList();
            for (int i = 0; i < lines.size(); i++) {
                secrets.put(
                        name + " record " + (i + 1),
                        SecretBytes.copyOf(lines.get(i).getBytes(StandardCharsets.US_ASCII)));
            }
        });
        return secrets;
    }

    private Report run(Path trace) throws IOException {
        Bytes first = files().values().iterator().next();
        narrator.chapter("The owner encrypts the files, each with AES-256-GCM, and hands the disk image out");
        files().forEach((name, content) -> narrator.say(name + ", " + content.length() + " bytes, "
                + text(content).lines().skip(1).count() + " records"));
        narrator.compare("the owner's file", first.slice(0, SHOWN), "on the disk, behind its name", onDisk());
        MachineSpec spec = MachineSpec.builder()
                .guest(guest -> guest.dataDisk(disk))
                .owner(owner -> owner.secrets(Secrets.of(new SecretTable.Entry(KEY_NAME, key))))
                .seed(seed)
                .trace(trace)
                .build();
        Findings findings = new Findings();
        String transcript;
        narrator.chapter("The guest is launched; its owner checks the measurement and then sends the key");
        try (RunningGuest launch = Launch.start(
                Machine.of(spec)
                        .tap(search.tap())
                        .tap(this::count)
                        .program(new TallyProgram())
                        .assemble(),
                steps())) {
            use(launch, findings);
            unlink(launch, findings);
            transcript = launch.shutDown().console();
        }
        narrator.chapter("Everything else that the host has seen is searched");
        findings.add(search.bytes("disk", disk.toArray(), DISK_MARK));
        findings.add(search.bus(frames.get()));
        findings.add(search.bytes("console", transcript.getBytes(StandardCharsets.UTF_8), control));
        findings.add(search.bytes("trace", Files.readAllBytes(trace), TRACE_MARK));
        return findings.report();
    }

    /** What the run has brought so far. */
    private final class Findings {
        private final List<Search> searches = new ArrayList<>();
        private List<String> result = List.of();
        private boolean keyInGuestMemory;
        private boolean keyAfterUnlink;
        private boolean readableAfterUnlink;

        void add(LeakSearch.Result found) {
            searches.add(new Search(found.place(), found.bytes(), found.controlFound(), found.leaks()));
            narrator.say(
                    found.place() + ", " + found.bytes() + (found.place().equals("bus frames") ? "" : " bytes") + ": "
                            + (found.leaks().isEmpty() ? "no key, no record" : String.join("; ", found.leaks()))
                            + (found.controlFound()
                                    ? " (the control, " + found.control() + ", was found)"
                                    : " (BLIND: no control)"));
        }

        Report report() {
            return new Report(seed, result, searches, keyInGuestMemory, keyAfterUnlink, readableAfterUnlink);
        }
    }

    private void use(RunningGuest launch, Findings findings) {
        narrator.chapter("The application in the guest takes its key from secrets/coco and reads the disk");
        String shown = output(launch, "tally -v " + KEY_FILE + " " + DISK);
        narrator.say("~ # tally -v " + KEY_FILE + " " + DISK);
        shown.lines().forEach(narrator::say);
        findings.result =
                shown.lines().filter(line -> !WORK_AREA.matcher(line).matches()).toList();
        Matcher work = WORK_AREA.matcher(shown);
        if (work.find()) {
            long address = Long.parseLong(work.group(3), 16);
            narrator.chapter("The records lie in the guest's memory; the host looks at the same page");
            narrator.compare(
                    "guest, at 0x" + Long.toHexString(address),
                    launch.guestView(address, SHOWN),
                    "host, same page",
                    launch.hostView(address).orElseThrow().slice(0, SHOWN));
        }
        narrator.chapter("The secret page, where the key is");
        narrator.compare(
                "guest, at 0x" + Long.toHexString(SECRET_PAGE),
                launch.guestView(SECRET_PAGE, 2 * SHOWN),
                "host, same page",
                launch.hostView(SECRET_PAGE).orElseThrow().slice(0, 2 * SHOWN));
        if (leak == Leak.PRINTS_ITS_KEY) {
            narrator.say("~ # cat " + KEY_FILE);
            String unused = launch.type("cat " + KEY_FILE);
        }
        narrator.chapter("All of the machine's memory is searched, with a control that the guest has printed");
        String unused = launch.type("echo " + control + " " + control);
        findings.keyInGuestMemory = launch.guestMemory().find(key).isPresent();
        findings.add(search.memory("memory as the host sees it", launch.hostMemory()));
        narrator.say("through the guest's own key: the key "
                + (findings.keyInGuestMemory ? "is there, as it must be" : "is NOT there"));
    }

    private void unlink(RunningGuest launch, Findings findings) {
        narrator.chapter("The application removes its key: unlink overwrites it");
        Path file = launch.files().getPath(KEY_FILE);
        try {
            Files.delete(file);
            narrator.say("~ # rm " + KEY_FILE);
            narrator.compare(
                    "guest, at 0x" + Long.toHexString(SECRET_PAGE),
                    launch.guestView(SECRET_PAGE, 2 * SHOWN),
                    "host, same page",
                    launch.hostView(SECRET_PAGE).orElseThrow().slice(0, 2 * SHOWN));
            String unused = launch.type("rmmod efi_secret; modprobe efi_secret");
            findings.readableAfterUnlink = canRead(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the guest's secret", e);
        }
        String again = output(launch, "tally " + KEY_FILE + " " + DISK);
        narrator.say("~ # rmmod efi_secret; modprobe efi_secret; tally " + KEY_FILE + " " + DISK);
        again.lines().forEach(narrator::say);
        findings.readableAfterUnlink |= !again.contains("No such file or directory");
        findings.keyAfterUnlink = launch.guestMemory().find(key).isPresent();
        narrator.say("through the guest's own key: the key "
                + (findings.keyAfterUnlink ? "is STILL in its memory" : "is nowhere in its memory any more"));
        String unused = launch.type("echo " + control + " " + control);
        findings.add(search.memory("memory as the host sees it, afterwards", launch.hostMemory()));
    }

    private static boolean canRead(Path file) throws IOException {
        try {
            return Files.readAllBytes(file).length > 0;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Verdict count(TappedFrame frame) {
        frames.incrementAndGet();
        return Verdict.pass();
    }

    private LaunchListener steps() {
        return new LaunchListener() {
            @Override
            public void step(String who, String what) {
                narrator.say(who + ": " + what);
            }
        };
    }

    /** What a command printed, without the line that was typed and the prompt behind. */
    private static String output(RunningGuest launch, String command) {
        String shown = launch.type(command);
        return shown.substring(shown.indexOf('\n') + 1, shown.lastIndexOf('\n') + 1);
    }

    /** The start of the first file's ciphertext. */
    private Bytes onDisk() {
        Bytes content = SealedFiles.parse(disk.toArray()).orElseThrow().get(0).content();
        return content.slice(0, SHOWN);
    }

    private static String text(Bytes ascii) {
        return new String(ascii.toArray(), StandardCharsets.US_ASCII);
    }
}
