package dev.sevsim.machine.option;

import dev.sevsim.io.file.InputException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * An option of a machine, its guest or its owner, under the name that {@code sevsim launch} and scenario files share.
 *
 * <p>Values are texts in the form of the command line. A new option is a line in {@link #all}.
 *
 * @param name without hyphens in front
 * @param form how many values it takes
 * @param values what it can be; empty for more than can be listed
 */
public record MachineOption(
        String name, Form form, List<String> values, BiConsumer<MachineDraft, List<String>> setter) {
    /** How many values an option takes. */
    public enum Form {
        /** None: it is there or not. */
        FLAG,
        /** One. */
        TEXT,
        /** One or more, in order. */
        LIST
    }

    private static final List<MachineOption> ALL = List.of(
            choice("generation", new Choices.Generations(), MachineDraft::generation),
            text("sev-firmware", MachineDraft::sevFirmware),
            list("flaw", new Choices.Flaws().list(), MachineDraft::flaws),
            choice("host-kernel", new Choices.HostKernels(), MachineDraft::hostKernel),
            choice("host-sev-es", new Choices.OnOff(), MachineDraft::hostSevEs),
            text("host-memory", MachineDraft::hostMemory),
            text("host-memlock", MachineDraft::hostMemlock),
            text("host-misc-max", MachineDraft::hostMiscMax),
            text("host-init-ex-path", MachineDraft::hostInitExPath),
            text("state", MachineDraft::state),
            list("fault", List.of(), MachineDraft::faults),
            list("act", List.of(), MachineDraft::acts),
            text("firmware", MachineDraft::firmware),
            choice("firmware-release", new Choices.Releases(), MachineDraft::firmwareRelease),
            text("nvram", MachineDraft::nvram),
            text("kernel", MachineDraft::kernel),
            text("initrd", MachineDraft::initrd),
            text("append", MachineDraft::append),
            choice("era", new Choices.Eras(), MachineDraft::era),
            flag("encrypted-disk", MachineDraft::encryptedDisk),
            text("data-disk", MachineDraft::dataDisk),
            text("vcpus", MachineDraft::vcpus),
            text("guest-memory", MachineDraft::guestMemory),
            flag("no-reboot", MachineDraft::noReboot),
            list("run", List.of(), MachineDraft::run),
            text("policy", MachineDraft::policy),
            flag("sev-es", MachineDraft::sevEs),
            choice("kernel-hashes", new Choices.OnOff(), MachineDraft::kernelHashes),
            choice("legacy-vm-type", new Choices.LegacyVmTypes(), MachineDraft::legacyVmType),
            text("handle", MachineDraft::handle),
            text("cbitpos", MachineDraft::cbitpos),
            text("reduced-phys-bits", MachineDraft::reducedPhysBits),
            text("sev-device", MachineDraft::sevDevice),
            text("dh-cert", MachineDraft::dhCert),
            text("session", MachineDraft::session),
            text("tik", MachineDraft::tik),
            text("tek", MachineDraft::tek),
            text("tk", MachineDraft::tk),
            list("secret", List.of(), MachineDraft::secrets),
            flag("no-secrets", MachineDraft::noSecrets),
            text("secret-table", MachineDraft::secretTable),
            text("expect-firmware", MachineDraft::expectFirmware),
            text("expect-kernel", MachineDraft::expectKernel),
            text("expect-initrd", MachineDraft::expectInitrd),
            text("expect-append", MachineDraft::expectAppend),
            flag("expect-no-kernel", MachineDraft::expectNoKernel),
            text("seed", MachineDraft::seed),
            text("max-steps", MachineDraft::maxSteps),
            text("max-time", MachineDraft::maxTime),
            flag("reveal-secrets-in-trace", MachineDraft::revealSecretsInTrace));

    /** Every option, in the order of topics. */
    public static List<MachineOption> all() {
        return ALL;
    }

    /** The option of a name. */
    public static Optional<MachineOption> named(String name) {
        return ALL.stream().filter(option -> option.name.equals(name)).findFirst();
    }

    /**
     * Sets the option in a draft.
     *
     * @param given the values; of a flag {@code true} or {@code false}
     * @throws InputException for a number of values or a value that the option does not take
     */
    public void set(MachineDraft draft, List<String> given) {
        if (form != Form.LIST && given.size() != 1) {
            throw new InputException("--" + name + " has " + given.size() + " values, expected one");
        }
        setter.accept(draft, given);
    }

    private static MachineOption text(String name, BiConsumer<MachineDraft, String> setter) {
        return new MachineOption(name, Form.TEXT, List.of(), (draft, given) -> setter.accept(draft, given.get(0)));
    }

    private static MachineOption choice(String name, Choices.Values values, BiConsumer<MachineDraft, String> setter) {
        return new MachineOption(name, Form.TEXT, values.list(), (draft, given) -> setter.accept(draft, given.get(0)));
    }

    private static MachineOption list(String name, List<String> values, BiConsumer<MachineDraft, List<String>> setter) {
        return new MachineOption(name, Form.LIST, values, setter);
    }

    private static MachineOption flag(String name, Consumer<MachineDraft> setter) {
        List<String> values = List.of("true", "false");
        return new MachineOption(name, Form.FLAG, values, (draft, given) -> {
            String value = given.get(0);
            if (!values.contains(value)) {
                throw new InputException("--" + name + " '" + value + "' is unknown, expected true or false");
            }
            if (value.equals("true")) {
                setter.accept(draft);
            }
        });
    }
}
