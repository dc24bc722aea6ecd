package dev.sevsim.kernel;

import dev.sevsim.abi.Bytes;
import dev.sevsim.kernel.image.BzImageBuilder;
import dev.sevsim.kernel.image.CpioBuilder;

/** The kernel and initrd that a launch uses when it is given none: small, deterministic, our own bytes. */
public final class EmbeddedKernel {
    /** Parameters for them. */
    public static final String COMMAND_LINE = "console=ttyS0 quiet";

    private static final String RELEASE = "6.1.0-sevsim";
    private static final String VERSION = RELEASE + " (sevsim@simulated) #1 SMP";

    private static final String INIT = """
            #!/bin/sh
            mount -t proc proc /proc
            mount -t sysfs sysfs /sys
            mount -t securityfs securityfs /sys/kernel/security
            modprobe -q platform:efi_secret
            sh
            poweroff
            """;

    private static final String ALIASES = """
            # Aliases extracted from modules themselves.
            alias platform:efi_secret efi_secret
            """;

    private EmbeddedKernel() {}

    /** An EFI-stub bzImage that firmware can load and that a real processor would leave with EFI_UNSUPPORTED. */
    public static Bytes image() {
        return new BzImageBuilder(VERSION).build();
    }

    /** A newc archive with {@code /init} and the modules' alias table. */
    public static Bytes initrd() {
        String modules = "lib/modules/" + RELEASE;
        return new CpioBuilder()
                .directory("dev")
                .directory("etc")
                .directory("lib")
                .directory("lib/modules")
                .directory(modules)
                .directory("proc")
                .directory("sys")
                .directory("tmp")
                .file("etc/hostname", 0644, "sevsim\n")
                .file(modules + "/modules.alias", 0644, ALIASES)
                .file("init", 0755, INIT)
                .build();
    }
}
