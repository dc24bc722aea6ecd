package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.Vmsa;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The processors of an SEV-ES launch, whose save areas are measured one by one, the boot processor's first.
 *
 * <p>Source: docs/reference/guest-owner-tools.md sections 2.6, 3.2, 5.3 and 6.3.
 */
public final class ExpectedVcpus {
    /** More than any guest has, and few enough that a slip of the finger costs no memory. */
    public static final int MAXIMUM = 4096;

    /** SEV_FEATURES of a host whose kvm_amd was loaded with debug_swap=1: bit 5. */
    public static final long DEBUG_SWAP = 0x20;

    private final int count;
    private final Optional<Model> model;
    private final Optional<Bytes> bootArea;
    private final Optional<Bytes> otherArea;
    private final OptionalLong features;

    /** Whose reset state the save areas hold. */
    record Model(CpuSignature signature, VmmFlavour flavour) {}

    private ExpectedVcpus(
            int count,
            Optional<Model> model,
            Optional<Bytes> bootArea,
            Optional<Bytes> otherArea,
            OptionalLong features) {
        if (count < 1 || count > MAXIMUM) {
            throw new OwnerInputException("number of vCPUs", Integer.toString(count), "1 to " + MAXIMUM);
        }
        this.count = count;
        this.model = model;
        this.bootArea = bootArea;
        this.otherArea = otherArea;
        this.features = features;
    }

    /** As this kind of VMM sets up this kind of processor. */
    public static ExpectedVcpus of(int count, CpuSignature signature, VmmFlavour flavour) {
        return new ExpectedVcpus(
                count,
                Optional.of(new Model(signature, flavour)),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty());
    }

    /**
     * From save areas that the user has.
     *
     * @param boot of the boot processor, 4096 bytes
     * @param others of every other one; needed when there are others
     */
    public static ExpectedVcpus ofAreas(int count, Bytes boot, Optional<Bytes> others) {
        BinaryInput.exactly("save area (VMSA) of vCPU 0", boot, Vmsa.SIZE);
        others.ifPresent(area -> BinaryInput.exactly("save area (VMSA) of vCPU 1", area, Vmsa.SIZE));
        if (count > 1 && others.isEmpty()) {
            throw new OwnerInputException(
                    "save area (VMSA) of vCPU 1", "not given", "the one of all vCPUs but the first");
        }
        return new ExpectedVcpus(count, Optional.empty(), Optional.of(boot), others, OptionalLong.empty());
    }

    /**
     * Returns a copy whose save areas have this SEV_FEATURES word, such as {@link #DEBUG_SWAP}.
     *
     * <p>Source: docs/reference/kvm-host.md section 2.5, docs/reference/guest-owner-tools.md section 5.5 (offset
     * 0x3B0).
     */
    public ExpectedVcpus withSevFeatures(long word) {
        return new ExpectedVcpus(count, model, bootArea, otherArea, OptionalLong.of(word));
    }

    /** Processors whose save areas are equal because they are described in equal terms. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ExpectedVcpus that
                && count == that.count
                && model.equals(that.model)
                && bootArea.equals(that.bootArea)
                && otherArea.equals(that.otherArea);
    }

    @Override
    public int hashCode() {
        return Objects.hash(count, model, bootArea, otherArea);
    }

    /** How many. */
    public int count() {
        return count;
    }

    /** What kind of processor; empty when the save areas were given. */
    public Optional<CpuSignature> signature() {
        return model.map(Model::signature);
    }

    /** What kind of VMM; empty when the save areas were given. */
    public Optional<VmmFlavour> flavour() {
        return model.map(Model::flavour);
    }

    /**
     * The save areas in the order in which they are measured.
     *
     * @param applicationStart start address of application processors in the image; empty when it has none
     * @throws OwnerInputException when there is more than one processor and the image has no start address
     */
    public List<Bytes> areas(Optional<Integer> applicationStart) {
        List<Bytes> areas = new ArrayList<>();
        areas.add(withFeatures(bootArea.orElseGet(this::boot)));
        if (count > 1) {
            Bytes other = withFeatures(otherArea.orElseGet(() -> application(applicationStart)));
            for (int i = 1; i < count; i++) {
                areas.add(other);
            }
        }
        return areas;
    }

    /** The save area of the boot processor. */
    Bytes bootArea(Optional<Integer> applicationStart) {
        return new ExpectedVcpus(1, model, bootArea, otherArea, features)
                .areas(applicationStart)
                .get(0);
    }

    /** The first two save areas, however many processors there are; empty when a second one cannot be made. */
    Optional<List<Bytes>> areasOfTwo(Optional<Integer> applicationStart) {
        boolean known = otherArea.isPresent()
                || model.filter(m ->
                                applicationStart.isPresent() || !m.flavour().startsWhereTheImageSays())
                        .isPresent();
        return known
                ? Optional.of(new ExpectedVcpus(2, model, bootArea, otherArea, features).areas(applicationStart))
                : Optional.empty();
    }

    /** The SEV_FEATURES word; 0 unless another one was chosen. */
    long sevFeatures() {
        return features.orElse(0);
    }

    /** A few words for people. */
    public String describe() {
        String processors = count == 1 ? "1 vCPU" : count + " vCPUs";
        return model.map(m -> processors + " " + m.signature() + " under "
                        + m.flavour().optionName())
                .orElse(processors + " with given save areas");
    }

    @Override
    public String toString() {
        return "ExpectedVcpus[" + describe() + "]";
    }

    private Bytes withFeatures(Bytes area) {
        return features.isEmpty()
                ? area
                : new Vmsa(area).with(Vmsa.SEV_FEATURES, features.getAsLong()).encode();
    }

    private Bytes boot() {
        Model kind = model.orElseThrow();
        return SaveAreas.boot(kind.signature(), kind.flavour());
    }

    private Bytes application(Optional<Integer> start) {
        Model kind = model.orElseThrow();
        if (!kind.flavour().startsWhereTheImageSays()) {
            return SaveAreas.krunApplication(kind.signature());
        }
        return SaveAreas.application(
                kind.signature(),
                kind.flavour(),
                start.orElseThrow(() -> new OwnerInputException(
                        "vCPUs",
                        "the OVMF image does not say where processors but the first start",
                        "an image with an SEV-ES reset block, or one vCPU")));
    }
}
