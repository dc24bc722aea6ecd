package dev.sevsim.kernel.boot;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.efi.EfiGuids;
import dev.sevsim.abi.efi.EfiLoadedImage;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.abi.efi.EfiSystemTable;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.kernel.boot.KernelMemory.Area;
import dev.sevsim.kernel.efi.BootServices;
import dev.sevsim.kernel.efi.EfiTables;
import dev.sevsim.kernel.efi.Utf16;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.kernel.memory.E820Map;
import dev.sevsim.kernel.memory.PhysicalMemory;
import java.nio.charset.StandardCharsets;

/**
 * The EFI stub: asks the firmware for everything, leaves boot services, and describes it all in boot_params.
 *
 * <p>Source: docs/reference/guest-kernel.md section 2.
 */
public final class EfiStub {
    /** Longest command line with its NUL. */
    private static final int COMMAND_LINE_SIZE = 2048;

    static final long LARGEST_INITRD = 1L << 30;
    private static final int SPARE_DESCRIPTORS = 8;

    private final PhysicalMemory memory;
    private final BootServices services;
    private final long imageHandle;
    private final long systemTable;
    private long loadedImageBase;
    private String loadOptions = "";
    private SecretInterface secrets = SecretInterface.of(Era.FINAL);
    private KernelMemory kernelMemory = new KernelMemory(0);

    /** The stub of the image at {@code imageBase}, called with the arguments of an EFI application. */
    public EfiStub(GuestCpu cpu, long imageBase, long imageHandle, long systemTable) {
        this.memory = PhysicalMemory.encrypted(cpu);
        EfiSystemTable table = EfiSystemTable.CODEC.decode(memory.read(systemTable, EfiSystemTable.SIZE));
        this.services = new BootServices(cpu, memory, table.bootServices());
        this.imageHandle = imageHandle;
        this.systemTable = systemTable;
        this.loadedImageBase = imageBase;
    }

    /** Runs to the point where the kernel takes over: EFI_SUCCESS, or the error that goes back to the firmware. */
    public long run() {
        long status = services.allocateScratch();
        if (EfiStatus.isError(status)) {
            return status;
        }
        status = services.handleProtocol(imageHandle, EfiGuids.LOADED_IMAGE_PROTOCOL);
        if (EfiStatus.isError(status)) {
            return status;
        }
        EfiLoadedImage loaded = EfiLoadedImage.CODEC.decode(memory.read(services.result(0), EfiLoadedImage.SIZE));
        loadedImageBase = loaded.imageBase();
        KernelImage image = new KernelImage(memory, loadedImageBase);
        if (!image.isLinux()) {
            return EfiStatus.UNSUPPORTED;
        }
        secrets = SecretInterface.of(image.era());
        status = services.allocatePages(KernelMemory.PAGES);
        if (EfiStatus.isError(status)) {
            return status;
        }
        kernelMemory = new KernelMemory(services.result(0));
        BootParams params = new BootParams(memory, kernelMemory.address(Area.BOOT_PARAMS));
        params.clear(image.setupHeader());
        putCommandLine(params, loaded);
        status = loadInitrd(params);
        if (EfiStatus.isError(status)) {
            return status;
        }
        secrets.prepare(services, memory, systemTable);
        return exitBootServices(params);
    }

    /** The load options as they were read; meaningful after a successful run. */
    public String loadOptions() {
        return loadOptions;
    }

    /** Where the kernel's first pages are; meaningful after a successful run. */
    public KernelMemory kernelMemory() {
        return kernelMemory;
    }

    KernelImage image() {
        return new KernelImage(memory, loadedImageBase);
    }

    private void putCommandLine(BootParams params, EfiLoadedImage loaded) {
        int bytes = Math.max(0, Math.min(loaded.loadOptionsSize(), COMMAND_LINE_SIZE * Character.BYTES));
        loadOptions = loaded.loadOptions() == 0 ? "" : Utf16.untilNul(memory.read(loaded.loadOptions(), bytes));
        // Like the real stub, only the first line counts.
        int lineEnd = loadOptions.indexOf('\n');
        byte[] text = (lineEnd < 0 ? loadOptions : loadOptions.substring(0, lineEnd)).getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, COMMAND_LINE_SIZE - 1);
        memory.write(
                kernelMemory.address(Area.COMMAND_LINE),
                Bytes.copyOf(text, 0, length).paddedTo(length + 1));
        params.commandLine(kernelMemory.address(Area.COMMAND_LINE));
    }

    private long loadInitrd(BootParams params) {
        if (EfiStatus.isError(services.locateProtocol(EfiGuids.LINUX_INITRD_MEDIA))) {
            return EfiStatus.SUCCESS;
        }
        long protocol = services.result(0);
        long status = services.loadFile(protocol, 0, 0);
        long size = services.result(0);
        if (status != EfiStatus.BUFFER_TOO_SMALL) {
            // An empty file needs no buffer; one that is not there is no error either.
            return status == EfiStatus.NOT_FOUND ? EfiStatus.SUCCESS : status;
        }
        if (size <= 0 || size > LARGEST_INITRD) {
            return EfiStatus.OUT_OF_RESOURCES;
        }
        status = services.allocatePages((size + (1 << Page.SHIFT) - 1) >>> Page.SHIFT);
        if (EfiStatus.isError(status)) {
            return status;
        }
        long buffer = services.result(0);
        status = services.loadFile(protocol, buffer, size);
        if (!EfiStatus.isError(status)) {
            params.ramdisk(buffer, size);
            if (secrets.publishesInitrd()) {
                publishInitrd(buffer, size);
            }
        }
        return status;
    }

    /** Since Linux 6.1 a configuration table points to the place of the initrd: u64 base, u64 size. */
    private void publishInitrd(long buffer, long size) {
        if (!EfiStatus.isError(services.allocatePool(2 * Long.BYTES))) {
            long pair = services.result(0);
            memory.write(pair, Bytes.concat(Bytes.u64Le(buffer), Bytes.u64Le(size)));
            long unused = services.installConfigurationTable(EfiTables.INITRD, pair);
        }
    }

    private long exitBootServices(BootParams params) {
        long status = services.getMemoryMap(0, 0);
        if (status != EfiStatus.BUFFER_TOO_SMALL) {
            return EfiStatus.isError(status) ? status : EfiStatus.LOAD_ERROR;
        }
        // Allocating the buffer can itself add descriptors, and so can the retry.
        long room = services.result(0) + SPARE_DESCRIPTORS * services.result(2);
        status = services.allocatePool(room);
        if (EfiStatus.isError(status)) {
            return status;
        }
        long buffer = services.result(0);
        status = services.getMemoryMap(buffer, room);
        if (EfiStatus.isError(status)) {
            return status;
        }
        EfiMemoryMap map = memoryMap(buffer);
        status = services.exitBootServices(imageHandle, map.key());
        if (status == EfiStatus.INVALID_PARAMETER) {
            status = services.getMemoryMap(buffer, room);
            if (EfiStatus.isError(status)) {
                return status;
            }
            map = memoryMap(buffer);
            status = services.exitBootServices(imageHandle, map.key());
        }
        if (!EfiStatus.isError(status)) {
            describe(params, map);
        }
        return status;
    }

    private EfiMemoryMap memoryMap(long buffer) {
        return new EfiMemoryMap(
                buffer, services.result(0), services.result(1), services.result(2), (int) services.result(3));
    }

    private void describe(BootParams params, EfiMemoryMap map) {
        E820Map e820 = E820Map.ofEfiMap(secrets.understood(map.read(memory)));
        int entries = e820.entries().size();
        while (BootParams.extensionSize(entries) > Area.E820_EXTENSION.pages() * Page.SIZE) {
            entries--;
        }
        params.efi(systemTable, map);
        params.e820(new E820Map(e820.entries().subList(0, entries)), kernelMemory.address(Area.E820_EXTENSION));
    }
}
