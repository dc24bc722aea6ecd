package dev.sevsim.ovmf.dxe;

import static dev.sevsim.ovmf.sec.SerialConsole.hex;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.efi.EfiGuids;
import dev.sevsim.abi.efi.EfiLoadedImage;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.bus.cpu.BootPhase;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * LoadImage and StartImage for a kernel with an EFI stub, with its load options and its initrd.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 10; UEFI Specification 2.10 sections 7.4 and 9.1.
 */
public record ImageStarter(DxeCore core) {
    private static final int LOADED_IMAGE_REVISION = 0x1000;

    /**
     * Loads and starts a kernel; comes back when it could not be started or when it returned.
     *
     * @param kernel the image file
     * @param initrd offered under the Linux initrd media path; may be empty
     * @param loadOptions its command line
     * @return an EFI status
     */
    public long run(Blob kernel, Blob initrd, LoadOptions loadOptions) {
        PeLoader loader = new PeLoader(core.memory(), core.map());
        PeLoader.Loaded image = loader.load(kernel);
        if (EfiStatus.isError(image.status())) {
            core.console()
                    .line("LoadImage: the kernel is not an EFI image that can be loaded: "
                            + EfiStatusName.of(image.status()));
            return image.status();
        }
        OptionalLong options = storeOptions(loadOptions);
        OptionalLong protocol = core.pool().allocate(EfiMemoryType.BOOT_SERVICES_DATA, EfiLoadedImage.SIZE);
        OptionalLong handle = protocol.isPresent()
                ? core.handles().install(EfiGuids.LOADED_IMAGE_PROTOCOL, protocol.getAsLong())
                : protocol;
        if (options.isEmpty() || handle.isEmpty()) {
            loader.unload(image);
            return EfiStatus.OUT_OF_RESOURCES;
        }
        core.memory()
                .write(
                        protocol.orElseThrow(),
                        loadedImage(image, options.getAsLong(), loadOptions.sizeBytes())
                                .encode());
        InitrdLoadFile initrdFile = InitrdLoadFile.install(core, initrd);
        long status = start(image, handle.getAsLong());
        if (!hasExitedBootServices()) {
            initrdFile.remove();
            core.handles().remove(handle.getAsLong());
            core.pool().free(protocol.orElseThrow());
            core.pool().free(options.getAsLong());
            loader.unload(image);
        }
        return status;
    }

    /** Whether the image took the machine over: there is no OVMF to return to. */
    public boolean hasExitedBootServices() {
        return core.tables().load().bootServices() == 0;
    }

    private long start(PeLoader.Loaded image, long handle) {
        core.console().line("StartImage: kernel at " + hex(image.base()) + ", entry " + hex(image.entry()));
        core.observer().begins(BootPhase.START_IMAGE);
        long status = core.memory()
                .cpu()
                .call(new GuestPhysical(image.entry()), handle, core.tables().address());
        core.observer().ends(BootPhase.START_IMAGE);
        return status;
    }

    private OptionalLong storeOptions(LoadOptions options) {
        byte[] text = options.encode();
        OptionalLong address = core.pool().allocate(EfiMemoryType.BOOT_SERVICES_DATA, text.length);
        address.ifPresent(at -> core.memory().write(at, text));
        return address;
    }

    private EfiLoadedImage loadedImage(PeLoader.Loaded image, long options, int optionsSize) {
        return new EfiLoadedImage(
                LOADED_IMAGE_REVISION,
                0,
                core.tables().address(),
                0,
                0,
                optionsSize,
                optionsSize == 0 ? 0 : options,
                image.base(),
                image.size(),
                EfiMemoryType.LOADER_CODE.code(),
                EfiMemoryType.LOADER_DATA.code(),
                0);
    }

    /**
     * The load options of an image.
     *
     * @param text command line; meaningless without {@code present}
     * @param present whether there are options at all
     */
    public record LoadOptions(String text, boolean present) {
        public static final LoadOptions NONE = new LoadOptions("", false);

        public static LoadOptions of(String text) {
            return new LoadOptions(text, true);
        }

        /** UTF-16 with its NUL. */
        byte[] encode() {
            return present ? (text + "\0").getBytes(StandardCharsets.UTF_16LE) : new byte[0];
        }

        int sizeBytes() {
            return encode().length;
        }
    }
}
