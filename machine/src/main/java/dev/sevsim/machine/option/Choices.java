package dev.sevsim.machine.option;

import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.tap.Fault;
import dev.sevsim.host.profile.KernelProfile;
import dev.sevsim.host.vmm.LegacyVmType;
import dev.sevsim.io.file.InputException;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.machine.Chip;
import dev.sevsim.machine.OwnerSpec.Attestation;
import dev.sevsim.ovmf.image.OvmfRelease;
import dev.sevsim.owner.CertificateFile;
import dev.sevsim.owner.CpuSignature;
import dev.sevsim.owner.VmmFlavour;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Options whose values are a fixed set. The nested types list the values, for completion and for help texts; the methods turn
 * a typed value into what it names.
 */
public final class Choices {
    private Choices() {}

    /** Values of an option; picocli makes one for each option and iterates over it only when it prints them. */
    public abstract static class Values implements Iterable<String> {
        /** For the sets of values below. */
        protected Values() {}

        protected abstract List<String> list();

        @Override
        public final Iterator<String> iterator() {
            return list().iterator();
        }
    }

    /** {@code on} and {@code off}. */
    public static final class OnOff extends Values {
        /** Made by reflection, for each option. */
        public OnOff() {}

        @Override
        protected List<String> list() {
            return List.of("on", "off");
        }
    }

    /** {@code --legacy-vm-type}. */
    public static final class LegacyVmTypes extends Values {
        /** Made by reflection, for each option. */
        public LegacyVmTypes() {}

        @Override
        protected List<String> list() {
            return labels(LegacyVmType.values());
        }
    }

    /** {@code --generation}. */
    public static final class Generations extends Values {
        /** Made by reflection, for each option. */
        public Generations() {}

        @Override
        protected List<String> list() {
            return Chip.generations();
        }
    }

    /** {@code --flaw}. */
    public static final class Flaws extends Values {
        /** Removes every flaw, also those that every published firmware has. */
        public static final String NONE = "none";

        /** Made by reflection, for each option. */
        public Flaws() {}

        @Override
        protected List<String> list() {
            return Stream.concat(labels(FirmwareFlaw.values()).stream(), Stream.of(NONE))
                    .toList();
        }
    }

    /** {@code --host-kernel}. */
    public static final class HostKernels extends Values {
        /** Made by reflection, for each option. */
        public HostKernels() {}

        @Override
        protected List<String> list() {
            return KernelProfile.labels();
        }
    }

    /** What {@code --fault} begins with. */
    public static final class Faults extends Values {
        /** Made by reflection, for each option. */
        public Faults() {}

        @Override
        protected List<String> list() {
            return Fault.names();
        }
    }

    /** {@code --attestation}. */
    public static final class Attestations extends Values {
        /** Made by reflection, for each option. */
        public Attestations() {}

        @Override
        protected List<String> list() {
            return labels(Attestation.values());
        }
    }

    /** {@code --era}. */
    public static final class Eras extends Values {
        /** Made by reflection, for each option. */
        public Eras() {}

        @Override
        protected List<String> list() {
            return Arrays.stream(Era.values()).map(Era::label).toList();
        }
    }

    /** {@code --firmware-release}. */
    public static final class Releases extends Values {
        /** Made by reflection, for each option. */
        public Releases() {}

        @Override
        protected List<String> list() {
            return OvmfRelease.all().stream().map(OvmfRelease::tag).sorted().toList();
        }
    }

    /** {@code --party}. */
    public static final class Parties extends Values {
        /** Made by reflection, for each option. */
        public Parties() {}

        @Override
        protected List<String> list() {
            return Arrays.stream(Party.values()).map(Party::label).toList();
        }
    }

    /** {@code --vmm-type}. */
    public static final class Vmms extends Values {
        /** Made by reflection, for each option. */
        public Vmms() {}

        @Override
        protected List<String> list() {
            return VmmFlavour.names();
        }
    }

    /** {@code owner chain convert --form}. */
    public static final class ChainForms extends Values {
        /** Made by reflection, for each option. */
        public ChainForms() {}

        @Override
        protected List<String> list() {
            return labels(CertificateFile.Form.values());
        }
    }

    /** {@code owner chain --encoding}. */
    public static final class Encodings extends Values {
        /** Made by reflection, for each option. */
        public Encodings() {}

        @Override
        protected List<String> list() {
            return List.of("raw", "base64");
        }
    }

    /** {@code --vcpu-type}. */
    public static final class CpuModels extends Values {
        /** Made by reflection, for each option. */
        public CpuModels() {}

        @Override
        protected List<String> list() {
            return CpuSignature.modelNames();
        }
    }

    /** {@code on} or {@code off}; true for the former. */
    public static boolean onOff(String option, String text) {
        return one(option, text, new OnOff(), "on");
    }

    public static LegacyVmType legacyVmType(String text) {
        return find("--legacy-vm-type", text, new LegacyVmTypes(), value -> named(value, LegacyVmType.values()));
    }

    static Attestation attestation(String text) {
        return find("--attestation", text, new Attestations(), value -> named(value, Attestation.values()));
    }

    public static FirmwareFlaw flaw(String text) {
        return find("--flaw", text, new Flaws(), value -> named(value, FirmwareFlaw.values()));
    }

    /** A party of a trace by its label, in any case. */
    public static String party(String text) {
        return find(
                "--party",
                text,
                new Parties(),
                value -> Optional.of(value.toLowerCase(Locale.ROOT)).filter(new Parties().list()::contains));
    }

    public static CertificateFile.Form chainForm(String text) {
        return find("--form", text, new ChainForms(), value -> named(value, CertificateFile.Form.values()));
    }

    /** Whether an encoding is base64; raw otherwise. */
    public static boolean base64(String text) {
        return one("--encoding", text, new Encodings(), "base64");
    }

    public static KernelProfile hostKernel(String text) {
        return find("--host-kernel", text, new HostKernels(), KernelProfile::fromLabel);
    }

    public static Era era(String text) {
        return find("--era", text, new Eras(), Era::fromLabel);
    }

    /** An edk2 release by its tag, with or without {@code edk2-stable}. */
    public static OvmfRelease release(String text) {
        return find("--firmware-release", text, new Releases(), OvmfRelease::fromTag);
    }

    /** Whether {@code text}, which must be one of the values, is {@code wanted}. */
    private static boolean one(String option, String text, Values values, String wanted) {
        return find(
                option,
                text,
                values,
                value -> Optional.of(value).filter(values.list()::contains).map(wanted::equals));
    }

    private static <T> T find(String option, String text, Values values, Function<String, Optional<T>> finder) {
        return finder.apply(text)
                .orElseThrow(() -> new InputException(
                        option + " '" + text + "' is unknown, expected one of " + String.join(", ", values)));
    }

    private static <E extends Enum<E>> Optional<E> named(String text, E[] values) {
        return Arrays.stream(values).filter(value -> label(value).equals(text)).findFirst();
    }

    private static List<String> labels(Enum<?>[] values) {
        return Arrays.stream(values).map(Choices::label).toList();
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
