package dev.sevsim.owner;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The processor that a guest sees, as CPUID 1 EAX names it.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 5.1.
 *
 * @param word CPUID 1 EAX
 */
public record CpuSignature(int word) {
    private static final Map<String, Integer> MODELS = modelTable();
    private static final int NIBBLE = 0xF;

    /** From family, model and stepping as tools ask for them. */
    public static CpuSignature of(int family, int model, int stepping) {
        if (family < 0 || family > 0xFF + NIBBLE) {
            throw new OwnerInputException("CPU family", Integer.toString(family), "0 to " + (0xFF + NIBBLE));
        }
        if (model < 0 || model > 0xFF) {
            throw new OwnerInputException("CPU model", Integer.toString(model), "0 to 255");
        }
        if (stepping < 0 || stepping > NIBBLE) {
            throw new OwnerInputException("CPU stepping", Integer.toString(stepping), "0 to 15");
        }
        int low = Math.min(family, NIBBLE);
        int high = family - low;
        return new CpuSignature(high << 20 | (model >> 4) << 16 | low << 8 | (model & NIBBLE) << 4 | stepping);
    }

    /** By the name of a QEMU CPU model, with or without its version: {@code EPYC-Milan}, {@code EPYC-v4}. */
    public static Optional<CpuSignature> ofModel(String name) {
        String base = name.replaceFirst("-v[0-9]+$", "");
        return Optional.ofNullable(MODELS.get(base)).map(CpuSignature::new);
    }

    /** The model names without their versions. */
    public static List<String> modelNames() {
        return List.copyOf(MODELS.keySet());
    }

    static Stream<CpuSignature> models() {
        return MODELS.values().stream().distinct().map(CpuSignature::new);
    }

    /** The name of a model with this signature; empty for one without. */
    public Optional<String> modelName() {
        return MODELS.entrySet().stream()
                .filter(model -> model.getValue() == word)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Override
    public String toString() {
        String hex = String.format("0x%x", word);
        return modelName().map(name -> name + " (" + hex + ")").orElse(hex);
    }

    private static Map<String, Integer> modelTable() {
        Map<String, Integer> models = new LinkedHashMap<>();
        models.put("EPYC", 0x80_0F12);
        models.put("EPYC-IBPB", 0x80_0F12);
        models.put("EPYC-Rome", 0x83_0F10);
        models.put("EPYC-Milan", 0xA0_0F11);
        models.put("EPYC-Genoa", 0xA1_0F10);
        models.put("EPYC-Turin", 0xB0_0F00);
        return models;
    }
}
