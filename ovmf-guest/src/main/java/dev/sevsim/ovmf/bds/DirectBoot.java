package dev.sevsim.ovmf.bds;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.bus.cpu.GuestObserver;
import dev.sevsim.ovmf.dxe.Blob;
import dev.sevsim.ovmf.dxe.DxeCore;
import dev.sevsim.ovmf.dxe.EfiStatusName;
import dev.sevsim.ovmf.dxe.ImageStarter;
import dev.sevsim.ovmf.image.ReleaseBehaviour.InitrdOption;
import java.nio.charset.StandardCharsets;

/**
 * The first boot option: the kernel that the VMM was given with {@code -kernel}.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 10.
 *
 * @param initrdOption where the command line names the initrd
 * @param observer is told what is started
 */
public record DirectBoot(DxeCore core, ImageStarter starter, InitrdOption initrdOption, GuestObserver observer) {
    private static final int LONGEST_COMMAND_LINE = 1 << 20;
    private static final String INITRD = "initrd=initrd";

    /** Tries it; comes back with an EFI status when the kernel did not take over. */
    public long run(KernelLoaderFiles files) {
        long status = files.load();
        if (EfiStatus.isError(status)) {
            core.console().line("QemuKernelLoaderFs: no kernel to load: " + EfiStatusName.of(status));
            return status;
        }
        Blob commandLine = files.commandLine();
        if (!commandLine.isEmpty() && !endsInNul(commandLine)) {
            files.free();
            return EfiStatus.PROTOCOL_ERROR;
        }
        ImageStarter.LoadOptions options = options(commandLine, !files.initrd().isEmpty());
        observer.startsDirectBoot(hashes(files), options.text());
        status = starter.run(files.kernel(), files.initrd(), options);
        if (!starter.hasExitedBootServices()) {
            files.free();
        }
        return status;
    }

    private KernelHashes hashes(KernelLoaderFiles files) {
        return new KernelHashes(
                files.commandLine().digestNow(core.memory()),
                files.initrd().digestNow(core.memory()),
                files.kernel().digestNow(core.memory()));
    }

    private boolean endsInNul(Blob commandLine) {
        return commandLine.size() <= LONGEST_COMMAND_LINE
                && core.memory()
                                .read(commandLine.address() + commandLine.size() - 1, 1)
                                .u8(0)
                        == 0;
    }

    private ImageStarter.LoadOptions options(Blob commandLine, boolean withInitrd) {
        if (commandLine.isEmpty()) {
            return ImageStarter.LoadOptions.NONE;
        }
        Bytes raw = core.memory().read(commandLine.address(), (int) commandLine.size());
        String text = new String(raw.toArray(), StandardCharsets.ISO_8859_1);
        String given = text.substring(0, text.indexOf('\0'));
        return ImageStarter.LoadOptions.of(withInitrd ? withInitrd(given) : given);
    }

    private String withInitrd(String given) {
        return switch (initrdOption) {
            case LAST -> given + " " + INITRD;
            case FIRST -> INITRD + " " + given;
        };
    }
}
