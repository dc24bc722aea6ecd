package dev.sevsim.kernel.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.efi.CocoSecretArea;
import dev.sevsim.abi.efi.EfiBootServices;
import dev.sevsim.abi.efi.EfiConfigurationTable;
import dev.sevsim.abi.efi.EfiGuids;
import dev.sevsim.abi.efi.EfiLoadedImage;
import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.abi.efi.EfiSystemTable;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.bus.cpu.GuestFunction;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.kernel.LinuxKernel;
import dev.sevsim.testkit.guest.FakeCpu;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** EFI firmware with just the services that a kernel's stub calls. */
public final class FakeFirmware {
    public static final long IMAGE = 0x2000000L;
    public static final long SYSTEM_TABLE = 0x7F00000L;
    public static final long AREA = 0x810000L;
    public static final long PAIR = 0x7E00000L;
    private static final long BOOT_SERVICES = 0x7F01000L;
    private static final long TABLES = 0x7F02000L;
    private static final long VENDOR = 0x7F03000L;
    private static final long LOADED_IMAGE = 0x7F04000L;
    private static final long OPTIONS = 0x7F05000L;
    private static final long INITRD_PROTOCOL = 0x7F07000L;
    private static final long FUNCTIONS = 0x7F08000L;
    private static final long HANDLE = 0x1234;
    private static final int DESCRIPTOR_SIZE = 48;

    private final KernelCpu cpu;
    private final Bytes kernel;
    private final Bytes initrd;
    private final List<EfiConfigurationTable> tables = new ArrayList<>();
    private final List<EfiMemoryDescriptor> map = new ArrayList<>();
    private long nextFree = 0x1000000L;
    private long mapKey = 7;
    private int functions;

    public int exitRefusals;
    public int exitCalls;
    public long initrdStatus = EfiStatus.SUCCESS;
    public long installStatus = EfiStatus.SUCCESS;
    public int freed;
    public long poolStatus = EfiStatus.SUCCESS;
    public long lastPool;
    public Bytes pairReused = Bytes.EMPTY;
    private long entry;

    public FakeFirmware(KernelCpu cpu, Bytes kernel, Bytes initrd) {
        this.cpu = cpu;
        this.kernel = kernel;
        this.initrd = initrd;
        map.add(new EfiMemoryDescriptor(7, 0, 0, 0xA0, 0xF));
        map.add(new EfiMemoryDescriptor(4, 0x100000, 0, 0x700, 0xF));
        map.add(new EfiMemoryDescriptor(7, 0x800000, 0, 0x10, 0xF));
        map.add(new EfiMemoryDescriptor(0, AREA, 0, 1, 0xF));
        map.add(new EfiMemoryDescriptor(7, 0x811000, 0, 0x75EF, 0xF));
        map.add(new EfiMemoryDescriptor(9, PAIR, 0, 0x10, 0xF));
        map.add(new EfiMemoryDescriptor(6, 0x7E10000, 0, 0x1F0, 0xF));
    }

    /** Starts a loaded kernel and answers the console once the machine is off. */
    public String run(LinuxKernel kernel) {
        try {
            long status = kernel.run(cpu, new GuestPhysical(entry), arguments());
            throw new AssertionError("the kernel returned to the firmware with " + status);
        } catch (FakeCpu.Stopped off) {
            return cpu.console().replace("\r\n", "\n");
        }
    }

    /** Gives the secret area and what follows another type: {@code pages} in one descriptor. */
    public void secretPagesOfType(int type, int pages) {
        map.replaceAll(each -> each.physicalStart() == AREA
                ? new EfiMemoryDescriptor(type, AREA, 0, pages, 0xF)
                : each.physicalStart() == 0x811000
                        ? new EfiMemoryDescriptor(7, AREA + pages * 0x1000L, 0, 0x75F0 - pages, 0xF)
                        : each);
    }

    /** Gives the page of the secret area another type, and describes it and {@code before} pages below in one piece. */
    public void secretPageOfType(int type, int before) {
        map.replaceAll(each -> each.physicalStart() == AREA
                ? new EfiMemoryDescriptor(type, AREA - before * 0x1000L, 0, 1 + before, 0xF)
                : each.physicalStart() == 0x800000
                        ? new EfiMemoryDescriptor(7, 0x800000, 0, 0x10 - before, 0xF)
                        : each);
    }

    /** Has memory for ACPI on both sides of what lies at and around the secret area, as AmdSev has. */
    public void fenceSecretPage() {
        for (int i = 0; i < map.size(); i++) {
            EfiMemoryDescriptor each = map.get(i);
            if (each.physicalStart() == 0x800000) {
                map.set(i, new EfiMemoryDescriptor(10, 0x800000, 0, each.pages(), 0xF));
            } else if (each.physicalStart() == AREA + 0x1000) {
                map.set(i, new EfiMemoryDescriptor(10, AREA + 0x1000, 0, 1, 0xF));
                map.add(
                        i + 1,
                        new EfiMemoryDescriptor(each.type(), AREA + 0x2000, 0, each.pages() - 1, each.attribute()));
            }
        }
    }

    /** The map handed out; tests may add to it. */
    public List<EfiMemoryDescriptor> map() {
        return map;
    }

    /** Puts an area with a table into place and publishes it. */
    public void publishSecrets(Bytes area) {
        publishSecrets(area, AREA, 0xC00);
    }

    /** The same with a location of the caller's choice. */
    public void publishSecrets(Bytes area, long base, long size) {
        write(base, area);
        write(PAIR, new CocoSecretArea(base, size).encode());
        publish(SecretTable.COCO_SECRET_AREA, PAIR);
    }

    public void publish(Guid guid, long pointer) {
        tables.add(EfiConfigurationTable.of(guid, pointer));
    }

    /** Builds the tables and answers the entry point of the loaded image. */
    public GuestPhysical load(String commandLine) {
        write(IMAGE, kernel);
        entry = IMAGE + kernel.slice(0xA8, 0xAC).asLittleEndian().getInt();
        byte[] options = (commandLine + "\0").getBytes(StandardCharsets.UTF_16LE);
        write(OPTIONS, Bytes.copyOf(options));
        write(VENDOR, Bytes.copyOf("EDK II\0".getBytes(StandardCharsets.UTF_16LE)));
        write(
                LOADED_IMAGE,
                new EfiLoadedImage(
                                0x1000, 0, SYSTEM_TABLE, 0, 0, options.length, OPTIONS, IMAGE, kernel.length(), 1, 2, 0)
                        .encode());
        for (int i = 0; i < tables.size(); i++) {
            write(TABLES + (long) i * EfiConfigurationTable.SIZE, tables.get(i).encode());
        }
        write(SYSTEM_TABLE, systemTable());
        service(EfiBootServices.ALLOCATE_POOL, (c, a) -> allocatePool(a[1], a[2]));
        service(EfiBootServices.ALLOCATE_PAGES, (c, a) -> allocate(a[2] << 12, a[3]));
        service(EfiBootServices.FREE_POOL, (c, a) -> free());
        service(EfiBootServices.HANDLE_PROTOCOL, (c, a) -> handleProtocol(a[0], a[1], a[2]));
        service(EfiBootServices.LOCATE_PROTOCOL, (c, a) -> locateProtocol(a[0], a[2]));
        service(EfiBootServices.GET_MEMORY_MAP, (c, a) -> getMemoryMap(a));
        service(EfiBootServices.INSTALL_CONFIGURATION_TABLE, (c, a) -> install(a[0], a[1]));
        service(EfiBootServices.EXIT_BOOT_SERVICES, (c, a) -> exitBootServices(a[1]));
        writeU64(INITRD_PROTOCOL, function((c, a) -> loadFile(a[3], a[4])));
        return new GuestPhysical(entry);
    }

    private Bytes systemTable() {
        return new EfiSystemTable(
                        EfiSystemTable.SIGNATURE,
                        0x00020046,
                        EfiSystemTable.SIZE,
                        0,
                        VENDOR,
                        0x10000,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        BOOT_SERVICES,
                        tables.size(),
                        TABLES)
                .withCrc()
                .encode();
    }

    public long[] arguments() {
        return new long[] {HANDLE, SYSTEM_TABLE};
    }

    private void service(int offset, GuestFunction body) {
        writeU64(BOOT_SERVICES + offset, function(body));
    }

    private long function(GuestFunction body) {
        long address = FUNCTIONS + 16L * functions;
        functions++;
        cpu.install(new GuestPhysical(address), "service", body);
        return address;
    }

    private long free() {
        freed++;
        return EfiStatus.SUCCESS;
    }

    /**
     * Pools of the size of a copied area can be refused by a test; a real one is out of memory for some sizes first,
     * too.
     */
    private long allocatePool(long size, long out) {
        if (size > 0xC00) {
            lastPool = nextFree;
            if (poolStatus != EfiStatus.SUCCESS) {
                return poolStatus;
            }
        }
        return allocate(size, out);
    }

    private long allocate(long size, long out) {
        writeU64(out, nextFree);
        nextFree += (size + 0xFFF) & ~0xFFFL;
        mapKey++;
        return EfiStatus.SUCCESS;
    }

    private long handleProtocol(long handle, long guid, long out) {
        if (handle != HANDLE || !readGuid(guid).equals(EfiGuids.LOADED_IMAGE_PROTOCOL)) {
            return EfiStatus.UNSUPPORTED;
        }
        writeU64(out, LOADED_IMAGE);
        return EfiStatus.SUCCESS;
    }

    private long locateProtocol(long guid, long out) {
        if (initrd.isEmpty() || !readGuid(guid).equals(EfiGuids.LINUX_INITRD_MEDIA)) {
            return EfiStatus.NOT_FOUND;
        }
        writeU64(out, INITRD_PROTOCOL);
        return EfiStatus.SUCCESS;
    }

    private long loadFile(long sizePointer, long buffer) {
        if (initrdStatus != EfiStatus.SUCCESS) {
            return initrdStatus;
        }
        long room = readU64(sizePointer);
        writeU64(sizePointer, initrd.length());
        if (buffer == 0 || room < initrd.length()) {
            return EfiStatus.BUFFER_TOO_SMALL;
        }
        write(buffer, initrd);
        return EfiStatus.SUCCESS;
    }

    private long getMemoryMap(long[] a) {
        long room = readU64(a[0]);
        long size = (long) map.size() * DESCRIPTOR_SIZE;
        writeU64(a[0], size);
        writeU64(a[3], DESCRIPTOR_SIZE);
        if (room < size) {
            return EfiStatus.BUFFER_TOO_SMALL;
        }
        for (int i = 0; i < map.size(); i++) {
            write(a[1] + (long) i * DESCRIPTOR_SIZE, map.get(i).encode());
        }
        writeU64(a[2], mapKey);
        cpu.write(new GuestPhysical(a[4]), Encryption.ENCRYPTED, Bytes.u32Le(1));
        return EfiStatus.SUCCESS;
    }

    private long install(long guid, long pointer) {
        if (installStatus != EfiStatus.SUCCESS) {
            return installStatus;
        }
        tables.add(EfiConfigurationTable.of(readGuid(guid), pointer));
        write(
                TABLES + (long) (tables.size() - 1) * EfiConfigurationTable.SIZE,
                tables.get(tables.size() - 1).encode());
        write(SYSTEM_TABLE, systemTable());
        return EfiStatus.SUCCESS;
    }

    private long exitBootServices(long key) {
        exitCalls++;
        if (exitRefusals > 0) {
            exitRefusals--;
            mapKey++;
        }
        if (key == mapKey && !pairReused.isEmpty()) {
            write(PAIR, pairReused);
        }
        return key == mapKey ? EfiStatus.SUCCESS : EfiStatus.INVALID_PARAMETER;
    }

    private Guid readGuid(long address) {
        return Guid.fromWire(
                cpu.read(new GuestPhysical(address), Encryption.ENCRYPTED, Guid.SIZE)
                        .toArray(),
                0);
    }

    private long readU64(long address) {
        return cpu.guestView(address, Long.BYTES).asLittleEndian().getLong();
    }

    private void writeU64(long address, long value) {
        write(address, Bytes.u64Le(value));
    }

    private void write(long address, Bytes bytes) {
        cpu.write(new GuestPhysical(address), Encryption.ENCRYPTED, bytes);
    }
}
