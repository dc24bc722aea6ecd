package dev.sevsim.machine.option;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.bus.tap.Fault;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.host.profile.MiscLimits;
import dev.sevsim.host.vmm.KernelHashing;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.machine.Chip;
import dev.sevsim.machine.GuestDisks;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.OwnerSpec.GivenSession;
import dev.sevsim.machine.OwnerSpec.Secrets;
import dev.sevsim.machine.Seed;
import dev.sevsim.machine.act.PlannedAct;
import dev.sevsim.owner.OwnerFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A description of a machine that is made of options in the texts of the command line.
 *
 * <p>Names of files are relative to a folder. Every method throws {@link InputException} for a value that its option cannot have.
 */
public final class MachineDraft {
    private static final int MAX_TABLE = 1 << 20;
    private static final long MOST_SECONDS = 1_000_000_000L;
    private static final int MOST_VCPUS = 255;
    private static final int MOST_BITS = 63;

    private final Path folder;
    private final MachineSpec.Builder machine = MachineSpec.builder();
    private final List<String> flaws = new ArrayList<>();
    private final List<String> secrets = new ArrayList<>();
    private boolean encryptedDisk;
    private boolean noSecrets;
    private boolean needsKernel;
    private boolean hasKernel;
    private @Nullable Chip chip;
    private @Nullable String sevFirmware;
    private @Nullable Path state;
    private @Nullable Bytes secretTable;
    private @Nullable Path dhCert;
    private @Nullable Path session;
    private @Nullable Path tik;
    private @Nullable Path tek;
    private @Nullable Path tk;

    /** Starts from {@code sevsim launch} without options; relative names of files begin at {@code folder}. */
    public MachineDraft(Path folder) {
        this.folder = folder;
    }

    /** Lets the default commands of the guest read each secret and print none of them. */
    public MachineDraft printNoSecrets() {
        machine.printNoSecrets();
        return this;
    }

    /**
     * The machine that is described.
     *
     * @throws InputException for options that contradict each other
     */
    public MachineSpec build() {
        if (needsKernel && !hasKernel) {
            throw new InputException("--initrd needs --kernel");
        }
        Optional<GivenSession> given = givenSession();
        chosenSecrets(given).ifPresent(chosen -> machine.owner(owner -> owner.secrets(chosen)));
        given.ifPresent(machine::session);
        return machine.chip(processor()).build();
    }

    /** {@code --generation}. */
    void generation(String name) {
        chip = Chip.ofGeneration(name);
    }

    /** {@code --sev-firmware}. */
    void sevFirmware(String version) {
        sevFirmware = version;
    }

    /** {@code --flaw}. */
    void flaws(List<String> names) {
        flaws.addAll(names);
    }

    /** {@code --host-kernel}. */
    void hostKernel(String name) {
        machine.hostKernel(Choices.hostKernel(name));
    }

    /** {@code --host-sev-es}. */
    void hostSevEs(String text) {
        machine.hostSevEs(Choices.onOff("--host-sev-es", text) ? EncryptedState.ON : EncryptedState.OFF);
    }

    /** {@code --host-memory}. */
    void hostMemory(String size) {
        machine.hostMemory(Numbers.memorySize("--host-memory", size));
    }

    /** {@code --host-memlock}. */
    void hostMemlock(String size) {
        machine.hostMemlock(Numbers.memorySize("--host-memlock", size));
    }

    /** {@code --host-misc-max}. */
    void hostMiscMax(String text) {
        machine.hostMiscMax(limits(text));
    }

    /** {@code --host-init-ex-path}. */
    void hostInitExPath(String file) {
        machine.hostInitExPath(path(file));
    }

    /** {@code --state}. */
    void state(String directory) {
        Path store = path(directory);
        state = store;
        machine.state(store);
    }

    /** {@code --fault}. */
    void faults(List<String> texts) {
        texts.stream().map(text -> parsed("--fault", text, Fault::parse)).forEach(machine::fault);
    }

    /** {@code --act}. */
    void acts(List<String> texts) {
        texts.stream()
                .map(text -> parsed("--act", text, PlannedAct::parse))
                .forEach(act -> machine.act(act.point(), act.act()));
    }

    /** {@code --firmware}. */
    void firmware(String file) {
        machine.firmware(path(file));
    }

    /** {@code --firmware-release}. */
    void firmwareRelease(String tag) {
        machine.firmwareRelease(Choices.release(tag));
    }

    /** {@code --nvram}. */
    void nvram(String file) {
        machine.nvram(path(file));
    }

    /** {@code --kernel}. */
    void kernel(String file) {
        hasKernel = true;
        machine.kernel(path(file));
    }

    /** {@code --initrd}. */
    void initrd(String file) {
        needsKernel = true;
        machine.initrd(path(file));
    }

    /** {@code --append}. */
    void append(String text) {
        machine.append(text);
    }

    /** {@code --era}. */
    void era(String name) {
        machine.era(Choices.era(name));
    }

    /** {@code --encrypted-disk}. */
    void encryptedDisk() {
        encryptedDisk = true;
        machine.encryptedDisk();
    }

    /** {@code --data-disk}. */
    void dataDisk(String file) {
        machine.dataDisk(path(file));
    }

    /** {@code --vcpus}. */
    void vcpus(String number) {
        machine.vcpus(Numbers.integer("--vcpus", number, MOST_VCPUS));
    }

    /** {@code --guest-memory}. */
    void guestMemory(String size) {
        machine.guestMemory(Numbers.memorySize("--guest-memory", size));
    }

    /** {@code --no-reboot}. */
    void noReboot() {
        machine.noReboot();
    }

    /** {@code --run}. */
    void run(List<String> lines) {
        machine.run(lines.toArray(new String[0]));
    }

    /** {@code --policy}. */
    void policy(String hexadecimal) {
        machine.policy(Numbers.policy(hexadecimal));
    }

    /** {@code --sev-es}. */
    void sevEs() {
        machine.sevEs();
    }

    /** {@code --kernel-hashes}. */
    void kernelHashes(String text) {
        machine.kernelHashes(Choices.onOff("--kernel-hashes", text) ? KernelHashing.ON : KernelHashing.OFF);
    }

    /** {@code --legacy-vm-type}. */
    void legacyVmType(String text) {
        machine.legacyVmType(Choices.legacyVmType(text));
    }

    /** {@code --handle}. */
    void handle(String number) {
        machine.handle(Numbers.integer("--handle", number, Integer.MAX_VALUE));
    }

    /** {@code --cbitpos}. */
    void cbitpos(String number) {
        machine.cbitpos(Numbers.integer("--cbitpos", number, MOST_BITS));
    }

    /** {@code --reduced-phys-bits}. */
    void reducedPhysBits(String number) {
        machine.reducedPhysBits(Numbers.integer("--reduced-phys-bits", number, MOST_BITS));
    }

    /** {@code --sev-device}. */
    void sevDevice(String name) {
        machine.sevDevice(name);
    }

    /** {@code --dh-cert}. */
    void dhCert(String file) {
        dhCert = path(file);
    }

    /** {@code --session}. */
    void session(String file) {
        session = path(file);
    }

    /** {@code --tik}. */
    void tik(String file) {
        tik = path(file);
    }

    /** {@code --tek}. */
    void tek(String file) {
        tek = path(file);
    }

    /** {@code --tk}. */
    void tk(String file) {
        tk = path(file);
    }

    /** {@code --secret}. */
    void secrets(List<String> texts) {
        secrets.addAll(texts);
    }

    /** {@code --no-secrets}. */
    void noSecrets() {
        noSecrets = true;
    }

    /** {@code --secret-table}. */
    void secretTable(String file) {
        secretTable = InputFile.read("secret table", path(file), MAX_TABLE);
    }

    /** {@code --expect-firmware}. */
    void expectFirmware(String file) {
        machine.expectFirmware(path(file));
    }

    /** {@code --expect-kernel}. */
    void expectKernel(String file) {
        machine.expectKernel(path(file));
    }

    /** {@code --expect-initrd}. */
    void expectInitrd(String file) {
        machine.expectInitrd(path(file));
    }

    /** {@code --expect-append}. */
    void expectAppend(String text) {
        machine.expectAppend(text);
    }

    /** {@code --expect-no-kernel}. */
    void expectNoKernel() {
        machine.expectNoKernel();
    }

    /** {@code --seed}. */
    void seed(String number) {
        machine.seed(Seed.parse(number));
    }

    /** {@code --max-steps}. */
    void maxSteps(String number) {
        machine.maxSteps(Numbers.positive("--max-steps", number, Long.MAX_VALUE));
    }

    /** {@code --max-time}. */
    void maxTime(String seconds) {
        machine.maxTime(Duration.ofSeconds(Numbers.positive("--max-time", seconds, MOST_SECONDS)));
    }

    /** {@code --reveal-secrets-in-trace}. */
    void revealSecretsInTrace() {
        machine.revealSecretsInTrace();
    }

    private Chip processor() {
        Chip made = Optional.ofNullable(chip)
                .or(() -> Optional.ofNullable(state).map(Chip::keptIn))
                .orElse(Chip.MILAN);
        made = sevFirmware == null ? made : made.withFirmware(sevFirmware);
        for (String name : flaws) {
            made = name.equals(Choices.Flaws.NONE) ? made.withoutFlaws() : made.with(Choices.flaw(name));
        }
        return made;
    }

    private static MiscLimits limits(String text) {
        String[] numbers = text.split(",", -1);
        if (numbers.length > 2) {
            throw new InputException("--host-misc-max '" + text + "' has too many numbers, expected N or N,N");
        }
        return new MiscLimits(guests(numbers[0]), numbers.length == 1 ? Long.MAX_VALUE : guests(numbers[1]));
    }

    private static long guests(String text) {
        return Numbers.number("--host-misc-max", text, Integer.MAX_VALUE);
    }

    private Optional<Secrets> chosenSecrets(Optional<GivenSession> given) {
        int ways = (secrets.isEmpty() ? 0 : 1) + (secretTable == null ? 0 : 1) + (noSecrets ? 1 : 0);
        if (ways > 1) {
            throw new InputException("--secret, --secret-table and --no-secrets exclude each other");
        }
        boolean keysMissing = given.isPresent() && given.get().keys().isEmpty();
        if (keysMissing && (!secrets.isEmpty() || secretTable != null)) {
            throw new InputException("secrets for a given session need its keys, give --tik and --tek");
        }
        if (noSecrets || keysMissing) {
            return Optional.of(Secrets.NONE);
        }
        if (secretTable != null) {
            return Optional.of(new Secrets(List.of(), Optional.of(secretTable)));
        }
        if (secrets.isEmpty()) {
            return Optional.empty();
        }
        Secrets named = new Secrets(SecretArguments.parse(secrets, folder), Optional.empty());
        return Optional.of(encryptedDisk ? GuestDisks.withPassphrase(named) : named);
    }

    private Optional<GivenSession> givenSession() {
        if (dhCert == null && session == null) {
            if (tik != null || tek != null || tk != null) {
                throw new InputException("the keys of a session need --dh-cert and --session");
            }
            return Optional.empty();
        }
        if (dhCert == null || session == null) {
            throw new InputException(
                    dhCert == null
                            ? "--session needs the owner's certificate, give --dh-cert too"
                            : "--dh-cert needs the session that was made with it, give --session too");
        }
        Bytes godh = OwnerFiles.readBinary(dhCert, "owner's certificate", SevCertificate.SIZE);
        Bytes blob = OwnerFiles.readBinary(session, "session buffer", LaunchSession.SIZE);
        return Optional.of(new GivenSession(godh, blob, keys()));
    }

    private Optional<TransportKeys> keys() {
        if (tk != null) {
            if (tik != null || tek != null) {
                throw new InputException("--tk holds both keys, leave out --tik and --tek");
            }
            return Optional.of(OwnerFiles.readTransportKeys(tk));
        }
        if (tik == null && tek == null) {
            return Optional.empty();
        }
        if (tik == null || tek == null) {
            throw new InputException("--tik and --tek go together, " + (tik == null ? "--tik" : "--tek")
                    + " is missing; --tk names one file with both");
        }
        return Optional.of(new TransportKeys(OwnerFiles.readKey(tek), OwnerFiles.readKey(tik)));
    }

    private Path path(String file) {
        if (file.isEmpty()) {
            throw new InputException("the name of a file is empty");
        }
        return folder.resolve(file);
    }

    private static <T> T parsed(String option, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new InputException(option + " " + e.getMessage(), e);
        }
    }
}
