package dev.sevsim.host.files;

import dev.sevsim.host.profile.KernelProfile;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code /sys/module/kvm_amd/parameters}: what the module's options have become once it is loaded.
 *
 * <p>An option of type bool is Y or N, another one a number. Names: {@code modinfo -F parm kvm_amd} of Linux 6.1; {@code sev_snp}
 * and {@code debug_swap} are newer (Linux {@code Documentation/admin-guide/kernel-parameters.txt} and
 * docs/reference/kvm-host.md section 3.1), {@code sev} and {@code sev_es} are newer than {@link KernelProfile#RFC_V2}. Values of
 * options without a use here are the defaults of Linux 6.1.
 */
final class KvmAmdParameters {
    static final String DIRECTORY = "/sys/module/kvm_amd/parameters";

    private static final String YES = "Y";
    private static final String NO = "N";

    /** Of all modelled kernels. */
    private static final Map<String, String> FIRST = Map.of("avic", NO, "nested", "1", "npt", YES);

    private static final Map<String, String> SINCE_6_1 = Map.ofEntries(
            Map.entry("dump_invalid_vmcb", NO),
            Map.entry("force_avic", NO),
            Map.entry("intercept_smi", YES),
            Map.entry("lbrv", "1"),
            Map.entry("nrips", "1"),
            Map.entry("pause_filter_count", "3000"),
            Map.entry("pause_filter_count_grow", "2"),
            Map.entry("pause_filter_count_max", "65535"),
            Map.entry("pause_filter_count_shrink", "0"),
            Map.entry("pause_filter_thresh", "128"),
            Map.entry("tsc_scaling", "1"),
            Map.entry("vgif", "1"),
            Map.entry("vls", "1"));

    private KvmAmdParameters() {}

    /**
     * Values by name.
     *
     * @param sev whether SEV guests can be made
     * @param sevEs whether SEV-ES guests can be made
     */
    static Map<String, String> of(KernelProfile kernel, boolean sev, boolean sevEs) {
        Map<String, String> values = new LinkedHashMap<>(FIRST);
        if (kernel != KernelProfile.RFC_V2) {
            values.putAll(SINCE_6_1);
            values.put("sev", flag(sev));
            values.put("sev_es", flag(sevEs));
        }
        if (kernel == KernelProfile.NEWEST) {
            values.put("sev_snp", NO);
            values.put("debug_swap", NO);
        }
        return values;
    }

    private static String flag(boolean on) {
        return on ? YES : NO;
    }
}
