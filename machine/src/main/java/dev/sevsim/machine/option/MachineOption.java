package dev.sevsim.machine.option;

import dev.sevsim.io.file.InputException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

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
            choice("generation", new Choices.Generations(), in(MachineDraft::host, HostDraft::generation)),
            text("sev-firmware", in(MachineDraft::host, HostDraft::sevFirmware)),
            list("flaw", new Choices.Flaws().list(), in(MachineDraft::host, HostDraft::flaws)),
            choice("host-kernel", new Choices.HostKernels(), in(MachineDraft::host, HostDraft::hostKernel)),
            choice("host-sev-es", new Choices.OnOff(), in(MachineDraft::host, HostDraft::hostSevEs)),
            text("host-memory", in(MachineDraft::host, HostDraft::hostMemory)),
            text("host-memlock", in(MachineDraft::host, HostDraft::hostMemlock)),
            text("host-misc-max", in(MachineDraft::host, HostDraft::hostMiscMax)),
            text("host-init-ex-path", in(MachineDraft::host, HostDraft::hostInitExPath)),
            text("state", in(MachineDraft::host, HostDraft::state)),
            list("fault", List.of(), in(MachineDraft::host, HostDraft::faults)),
            list("act", List.of(), in(MachineDraft::host, HostDraft::acts)),
            text("firmware", in(MachineDraft::guest, GuestDraft::firmware)),
            choice("firmware-release", new Choices.Releases(), in(MachineDraft::guest, GuestDraft::firmwareRelease)),
            text("nvram", in(MachineDraft::guest, GuestDraft::nvram)),
            text("kernel", in(MachineDraft::guest, GuestDraft::kernel)),
            text("initrd", in(MachineDraft::guest, GuestDraft::initrd)),
            text("append", in(MachineDraft::guest, GuestDraft::append)),
            choice("era", new Choices.Eras(), in(MachineDraft::guest, GuestDraft::era)),
            flag("encrypted-disk", draft -> draft.guest().encryptedDisk()),
            text("data-disk", in(MachineDraft::guest, GuestDraft::dataDisk)),
            text("vcpus", in(MachineDraft::guest, GuestDraft::vcpus)),
            text("guest-memory", in(MachineDraft::guest, GuestDraft::guestMemory)),
            flag("no-reboot", draft -> draft.guest().noReboot()),
            list("run", List.of(), in(MachineDraft::guest, GuestDraft::run)),
            text("policy", in(MachineDraft::guest, GuestDraft::policy)),
            flag("sev-es", draft -> draft.guest().sevEs()),
            choice("kernel-hashes", new Choices.OnOff(), in(MachineDraft::guest, GuestDraft::kernelHashes)),
            choice("legacy-vm-type", new Choices.LegacyVmTypes(), in(MachineDraft::guest, GuestDraft::legacyVmType)),
            text("handle", in(MachineDraft::guest, GuestDraft::handle)),
            text("cbitpos", in(MachineDraft::guest, GuestDraft::cbitpos)),
            text("reduced-phys-bits", in(MachineDraft::guest, GuestDraft::reducedPhysBits)),
            text("sev-device", in(MachineDraft::guest, GuestDraft::sevDevice)),
            text("dh-cert", in(MachineDraft::owner, OwnerDraft::dhCert)),
            text("session", in(MachineDraft::owner, OwnerDraft::session)),
            text("tik", in(MachineDraft::owner, OwnerDraft::tik)),
            text("tek", in(MachineDraft::owner, OwnerDraft::tek)),
            text("tk", in(MachineDraft::owner, OwnerDraft::tk)),
            choice("attestation", new Choices.Attestations(), in(MachineDraft::owner, OwnerDraft::attestation)),
            list("secret", List.of(), in(MachineDraft::owner, OwnerDraft::secrets)),
            flag("no-secrets", draft -> draft.owner().noSecrets()),
            text("secret-table", in(MachineDraft::owner, OwnerDraft::secretTable)),
            text("expect-firmware", in(MachineDraft::owner, OwnerDraft::expectFirmware)),
            text("expect-kernel", in(MachineDraft::owner, OwnerDraft::expectKernel)),
            text("expect-initrd", in(MachineDraft::owner, OwnerDraft::expectInitrd)),
            text("expect-append", in(MachineDraft::owner, OwnerDraft::expectAppend)),
            choice(
                    "expect-generation",
                    new Choices.Generations(),
                    in(MachineDraft::owner, OwnerDraft::expectGeneration)),
            text("expect-sev-firmware", in(MachineDraft::owner, OwnerDraft::expectSevFirmware)),
            flag("expect-no-kernel", draft -> draft.owner().expectNoKernel()),
            text("seed", MachineDraft::seed),
            text("max-steps", MachineDraft::maxSteps),
            text("max-time", MachineDraft::maxTime),
            flag("reveal-secrets-in-trace", MachineDraft::revealSecretsInTrace));

    /** A setter of a part of a draft. */
    private static <P, V> BiConsumer<MachineDraft, V> in(Function<MachineDraft, P> part, BiConsumer<P, V> setter) {
        return (draft, value) -> setter.accept(part.apply(draft), value);
    }

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
