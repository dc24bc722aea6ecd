package dev.sevsim.ovmf;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.efi.EfiBootServices;
import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.abi.efi.EfiSystemTable;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.bus.cpu.GuestFunction;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.ovmf.grub.EncryptedDisk;
import dev.sevsim.ovmf.grub.GuestDisk;
import dev.sevsim.ovmf.image.AmdSevImage;
import dev.sevsim.ovmf.image.OvmfRelease;
import dev.sevsim.testkit.guest.FakeCpu;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A booting machine for tests: a fake vCPU, a fw_cfg, and a kernel body that a test writes in Java. */
@SuppressWarnings("exports") // tests are patched into the module, whose users do not see this class
public final class FirmwareRun {
    /** The initrd of {@link #withKernel}. */
    public static final Bytes INITRD = Bytes.ofAscii("an initrd of the test");

    /** The command line of {@link #withKernel}. */
    public static final Bytes COMMAND_LINE = Bytes.ofAscii("console=ttyS0\0");

    public static final long RAM = 128L << 20;

    /** What {@link #withEncryptedDisk} asks for. */
    public static final String PASSPHRASE = "only for this guest";

    private static final int RESET_CONTROL = 0xCF9;
    private static final long SECRET_AREA = 0x81_0000;

    /** Scratch memory of the test kernel, in the middle of free RAM. */
    public static final long SCRATCH = 64L << 20;

    public final FakeCpu cpu;
    public final FakeFwCfg fwCfg;
    public final RecordingObserver observer = new RecordingObserver();
    final Encryption privatePages;
    public long imageHandle;
    long systemTable;

    public FirmwareRun(FakeCpu cpu, Encryption privatePages) {
        this.cpu = cpu;
        this.privatePages = privatePages;
        this.fwCfg = new FakeFwCfg(cpu).e820(0, RAM, 1, 0xFEFF_C000L, 0x4000, 2);
        cpu.plug(new FakeCpu.Ports() {
            @Override
            public boolean handles(int port) {
                return port == RESET_CONTROL;
            }

            @Override
            public int in(int port, int widthBytes) {
                return 0;
            }

            @Override
            public void out(int port, int widthBytes, int value) {
                throw new FakeCpu.Stopped("reset with " + value);
            }
        });
    }

    /** Adds an encrypted disk, and its passphrase to the launch secrets. */
    public FirmwareRun withEncryptedDisk(GuestDisk content) {
        return withEncryptedDisk(content.encode(), SECRET_AREA);
    }

    /** As {@link #withEncryptedDisk(GuestDisk)}, with any bytes in the volume, for an image with another secret area. */
    public FirmwareRun withEncryptedDisk(Bytes content, long secretArea) {
        SecretBytes passphrase = SecretBytes.of(Bytes.ofAscii(PASSPHRASE));
        FakeAtaDisk unused = new FakeAtaDisk(cpu, EncryptedDisk.encode(content, passphrase, SeededRandom.of(7)));
        SecretBytes data = SecretBytes.of(Bytes.ofAscii(PASSPHRASE + "\0"));
        List<SecretTable.Entry> entries = List.of(new SecretTable.Entry(SecretTable.DISK_PASSPHRASE, data));
        cpu.guestWrite(
                secretArea, Bytes.copyOf(new SecretTable(entries).encode().reveal()));
        return this;
    }

    public static FirmwareRun sev() {
        return new FirmwareRun(FakeCpu.sev(FakeCpu.SEV).withFlash(AmdSevImage.standard()), Encryption.ENCRYPTED);
    }

    public static FirmwareRun of(Bytes image) {
        return new FirmwareRun(FakeCpu.sev(FakeCpu.SEV).withFlash(image), Encryption.ENCRYPTED);
    }

    /** A guest with the embedded image of a release. */
    public static FirmwareRun ofRelease(String tag) {
        return of(AmdSevImage.builder().release(OvmfRelease.ofTag(tag)).build());
    }

    /** A guest with the test kernel in fw_cfg and its hashes in the table. */
    public static FirmwareRun withKernel() {
        FirmwareRun run = sev();
        run.fwCfg.kernel(TestKernel.image(), INITRD, COMMAND_LINE);
        run.addHashes(TestKernel.image(), INITRD, "console=ttyS0");
        return run;
    }

    /** The same with the embedded image of a release. */
    public static FirmwareRun withKernel(String tag) {
        FirmwareRun run = ofRelease(tag);
        run.fwCfg.kernel(TestKernel.image(), INITRD, COMMAND_LINE);
        run.cpu.guestWrite(
                OvmfRelease.ofTag(tag).memory().hashTable().base(),
                KernelHashes.of(TestKernel.image(), INITRD, "console=ttyS0").encode());
        return run;
    }

    /**
     * Writes the hashes where a VMM writes them; the worked example of docs/reference/ovmf-guest.md section 9.2 covers the
     * encoding itself.
     */
    public void addHashes(Bytes kernel, Bytes initrd, String commandLine) {
        cpu.guestWrite(0x81_0C00, KernelHashes.of(kernel, initrd, commandLine).encode());
    }

    public static EfiMemoryDescriptor descriptorAt(List<EfiMemoryDescriptor> map, long address) {
        return map.stream()
                .filter(d -> d.physicalStart() <= address && address < d.physicalStart() + d.pages() * 4096)
                .findFirst()
                .orElseThrow();
    }

    public static int typeAt(List<EfiMemoryDescriptor> map, long address) {
        return descriptorAt(map, address).type();
    }

    /** Boots; the kernel's entry point runs {@code body}. */
    public String boot(Kernel body) {
        cpu.addRoutine(TestKernel.CODE, kernel(body));
        return cpu.boot(new OvmfFirmware(Optional.empty(), observer));
    }

    /** What a test kernel does. */
    public interface Kernel {
        long run(FirmwareRun run);
    }

    private GuestFunction kernel(Kernel body) {
        return (c, args) -> {
            imageHandle = args[0];
            systemTable = args[1];
            return body.run(this);
        };
    }

    public Bytes read(long address, int length) {
        return cpu.read(new GuestPhysical(address), privatePages, length);
    }

    public void write(long address, Bytes content) {
        cpu.write(new GuestPhysical(address), privatePages, content);
    }

    public long u64(long address) {
        return read(address, 8).asLittleEndian().getLong();
    }

    public void putU64(long address, long value) {
        write(address, Bytes.concat(Bytes.u32Le((int) value), Bytes.u32Le((int) (value >>> 32))));
    }

    public EfiSystemTable system() {
        return EfiSystemTable.CODEC.decode(read(systemTable, EfiSystemTable.SIZE));
    }

    /** Calls the boot service whose pointer is at {@code offset}. */
    public long service(int offset, long... arguments) {
        return cpu.call(new GuestPhysical(u64(system().bootServices() + offset)), arguments);
    }

    /** The memory map by GetMemoryMap; its key is then at {@code SCRATCH + 8}. */
    public List<EfiMemoryDescriptor> memoryMap() {
        putU64(SCRATCH, 0x1000);
        service(EfiBootServices.GET_MEMORY_MAP, SCRATCH, SCRATCH + 0x100, SCRATCH + 8, SCRATCH + 16, SCRATCH + 24);
        List<EfiMemoryDescriptor> descriptors = new ArrayList<>();
        for (long at = 0; at < u64(SCRATCH); at += u64(SCRATCH + 16)) {
            descriptors.add(EfiMemoryDescriptor.CODEC.decode(read(SCRATCH + 0x100 + at, EfiMemoryDescriptor.SIZE)));
        }
        return descriptors;
    }

    public long exitBootServices() {
        memoryMap();
        return service(EfiBootServices.EXIT_BOOT_SERVICES, imageHandle, u64(SCRATCH + 8));
    }
}
