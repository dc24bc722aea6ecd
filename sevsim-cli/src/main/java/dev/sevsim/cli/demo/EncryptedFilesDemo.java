package dev.sevsim.cli.demo;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.bus.Tap;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.cli.demo.DemoReport.Search;
import dev.sevsim.machine.Launch;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.OwnerSpec.Secrets;
import dev.sevsim.machine.RunningGuest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The demonstration {@code encrypted-files}: an application in a guest decrypts files on its disk with a key that is a launch
 * secret, and everything that the host can read is searched for the key and for the records of the files.
 */
public final class EncryptedFilesDemo {
    private static final Guid KEY_NAME = Guid.of("c0ffee42-5ea1-4f11-9e50-5ec2e7f11e50");
    private static final String KEY_FILE = "/sys/kernel/security/secrets/coco/" + KEY_NAME;
    private static final String DISK = "/dev/sdb";
    private static final String DISK_MARK = "SVSEALED";
    private static final String TRACE_MARK = "owner.launch-secret";
    private static final TallyRun NOT_RUN = new TallyRun(1, List.of(), List.of());

    private final long seed;
    private final Leak leak;
    private final DemoNarration narration;
    private final SecretBytes key;
    private final Bytes disk;
    private final LeakSearch search;
    private final String control;
    private final List<Search> searches = new ArrayList<>();

    /** Written by the thread of the guest's vCPU. */
    private volatile TallyRun lastRun = NOT_RUN;

    /** A fault of the application. */
    public enum Leak {
        NONE,
        /** It prints its key, so that the search has something to find. */
        PRINTS_ITS_KEY
    }

    private EncryptedFilesDemo(long seed, Leak leak, Narrator narrator) {
        this.seed = seed;
        this.leak = leak;
        this.narration = new DemoNarration(narrator);
        SimRandom random = SeededRandom.of(seed).split("encrypted-files");
        this.key = random.split("key").secret(SealedFiles.KEY_BYTES);
        this.disk = SealedFiles.seal(PlainFiles.all(), key, random.split("disk"));
        this.control = "control-" + random.split("control").bytes(8).toHex();
        Map<String, SecretBytes> secrets = new LinkedHashMap<>();
        secrets.put("the key", key);
        secrets.putAll(PlainFiles.secretRecords());
        this.search = new LeakSearch(secrets, control);
    }

    /** Runs it. */
    public static DemoReport run(long seed, Leak leak, Narrator narrator) {
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
            throw new UncheckedIOException("the demonstration needs a temporary file", e);
        }
    }

    private DemoReport run(Path trace) throws IOException {
        narration.files(PlainFiles.all(), firstCiphertext());
        MachineSpec spec = MachineSpec.builder()
                .guest(guest -> guest.dataDisk(disk))
                .owner(owner -> owner.secrets(Secrets.of(new SecretTable.Entry(KEY_NAME, key))))
                .seed(seed)
                .trace(trace)
                .build();
        Machine.Assembly assembly = Machine.of(spec).program(new TallyProgram(run -> lastRun = run));
        for (Tap tap : search.taps()) {
            assembly = assembly.tap(tap);
        }
        List<String> sums;
        boolean keyInGuestMemory;
        boolean readableAfterUnlink;
        boolean keyAfterUnlink;
        Bytes console;
        try (RunningGuest guest = Launch.start(assembly.assemble(), narration.launch())) {
            long secretPage = secretPage(spec);
            sums = use(guest, secretPage);
            keyInGuestMemory = searchMemory(guest);
            readableAfterUnlink = unlink(guest, secretPage);
            keyAfterUnlink = searchMemoryAfterUnlink(guest);
            console = guest.shutDown().consoleBytes();
        }
        narration.otherPlaces();
        add(search.bytes("disk", disk.toArray(), DISK_MARK));
        add(search.bus());
        add(search.bytes("console", console.toArray(), control));
        add(search.bytes("trace", Files.readAllBytes(trace), TRACE_MARK));
        return new DemoReport(seed, sums, searches, keyInGuestMemory, keyAfterUnlink, readableAfterUnlink);
    }

    /** Guest physical address of the secrets, from the table of the OVMF image. */
    private static long secretPage(MachineSpec spec) {
        return OvmfTable.read(spec.guest().flash().firmware())
                .secretArea()
                .orElseThrow()
                .base();
    }

    /** Lets the application decrypt the files; returns the sums that it printed. */
    private List<String> use(RunningGuest guest, long secretPage) {
        narration.application();
        run(guest, "tally -v " + KEY_FILE + " " + DISK);
        TallyRun run = lastRun;
        if (!run.plainFiles().isEmpty()) {
            narration.records(guest, run.plainFiles().get(0).address());
        }
        narration.secretPage(guest, secretPage);
        if (leak == Leak.PRINTS_ITS_KEY) {
            run(guest, "cat " + KEY_FILE);
        }
        return run.sums();
    }

    /** Whether the guest's view of memory has the key. */
    private boolean searchMemory(RunningGuest guest) {
        narration.memory();
        printControl(guest);
        boolean found = guest.guestMemory().find(key).isPresent();
        add(search.memory("memory as the host sees it", guest.hostMemory()));
        narration.keyInMemory(found);
        return found;
    }

    /** Removes the key; returns whether the guest can still read or use it. */
    private boolean unlink(RunningGuest guest, long secretPage) {
        narration.unlink();
        Path file = guest.files().getPath(KEY_FILE);
        boolean readable;
        try {
            Files.delete(file);
            narration.command("rm " + KEY_FILE, "");
            narration.wipedPage(guest, secretPage);
            run(guest, "rmmod efi_secret; modprobe efi_secret");
            readable = canRead(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the guest's secret", e);
        }
        lastRun = NOT_RUN;
        run(guest, "tally " + KEY_FILE + " " + DISK);
        return readable || lastRun.status() == 0;
    }

    private boolean searchMemoryAfterUnlink(RunningGuest guest) {
        boolean found = guest.guestMemory().find(key).isPresent();
        narration.keyAfterUnlink(found);
        printControl(guest);
        add(search.memory("memory as the host sees it, afterwards", guest.hostMemory()));
        return found;
    }

    private void add(LeakSearch.Result result) {
        searches.add(new Search(result.place(), result.size(), result.controlFound(), result.leaks()));
        narration.result(result);
    }

    /** Twice in one line: the typed line and its output. */
    private void printControl(RunningGuest guest) {
        String unused = guest.type("echo " + control + " " + control);
    }

    /** Types a command and reports it with its output, without the typed line and the prompt. */
    private void run(RunningGuest guest, String command) {
        String shown = guest.type(command);
        narration.command(command, shown.substring(shown.indexOf('\n') + 1, shown.lastIndexOf('\n') + 1));
    }

    private static boolean canRead(Path file) throws IOException {
        try {
            return Files.readAllBytes(file).length > 0;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Bytes firstCiphertext() {
        return SealedFiles.parse(disk.toArray()).orElseThrow().get(0).content();
    }
}
