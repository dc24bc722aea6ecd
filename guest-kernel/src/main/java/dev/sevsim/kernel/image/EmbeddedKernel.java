package dev.sevsim.kernel.image;

import dev.sevsim.abi.Bytes;

/** The kernel and initrd that a launch uses when it is given none: small, deterministic, our own bytes. */
public final class EmbeddedKernel {
    /** Parameters for them. */
    public static final String COMMAND_LINE = "console=ttyS0 quiet";

    private static final String BUILD = " (sevsim@simulated) #1 SMP";

    private static final String MOUNTS = """
            #!/bin/sh
            mount -t proc proc /proc
            mount -t sysfs sysfs /sys
            mount -t securityfs securityfs /sys/kernel/security
            """;

    private static final String SHELL = """
            sh
            poweroff
            """;

    private static final String HOT_PLUG = "modprobe -q platform:efi_secret\n";

    private static final String ALIASES = """
            # Aliases extracted from modules themselves.
            """;

    private static final String DEVICE_ALIAS = "alias platform:efi_secret efi_secret\n";

    private EmbeddedKernel() {}

    /** The kernel of the merged interface. */
    public static Bytes image() {
        return image(Era.FINAL);
    }

    /**
     * An EFI-stub bzImage that firmware can load and that a real processor would leave with EFI_UNSUPPORTED. Its
     * release determines the guest's era.
     */
    public static Bytes image(Era era) {
        return new BzImageBuilder(era.release() + BUILD).build();
    }

    /** The initrd for {@link #image()}. */
    public static Bytes initrd() {
        return initrd(Era.FINAL);
    }

    /** A newc archive with {@code /init} and the modules' alias table. */
    public static Bytes initrd(Era era) {
        boolean hasDevice = era == Era.FINAL;
        String modules = "lib/modules/" + era.release();
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
                .file(modules + "/modules.alias", 0644, ALIASES + (hasDevice ? DEVICE_ALIAS : ""))
                .file("init", 0755, MOUNTS + (hasDevice ? HOT_PLUG : "") + SHELL)
                .build();
    }
}
