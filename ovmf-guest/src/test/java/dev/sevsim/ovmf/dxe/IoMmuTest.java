package dev.sevsim.ovmf.dxe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.FwCfgDmaAccess;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.ovmf.FakeFwCfg;
import dev.sevsim.ovmf.dxe.IoMmu.Mapping;
import dev.sevsim.ovmf.dxe.IoMmu.Operation;
import dev.sevsim.ovmf.image.ReleaseBehaviour.TableEncryption;
import dev.sevsim.ovmf.sec.GuestMemory;
import dev.sevsim.ovmf.sec.PageTables;
import dev.sevsim.ovmf.sec.PageTablesTest;
import dev.sevsim.ovmf.sec.SevState;
import dev.sevsim.testkit.guest.FakeCpu;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IoMmuTest {
    private static final long MASK = 1L << FakeCpu.C_BIT;
    private static final long TABLES = 0x10_0000;
    private static final long RAM = 64L << 20;
    private static final long BUFFER = 0x20_0000;
    private static final Bytes CONTENT = Bytes.ofAscii("what the driver keeps");

    private final FakeCpu cpu = FakeCpu.sev(FakeCpu.SEV);
    private final GuestMemory memory = new GuestMemory(cpu, Encryption.ENCRYPTED);
    private final MemoryMap map = new MemoryMap();
    private final IoMmu ioMmu = started(new SevState(1, FakeCpu.C_BIT, false));

    private IoMmu started(SevState sev) {
        map.set(0x40_0000, RAM, EfiMemoryType.CONVENTIONAL.code());
        PageTables tables =
                PageTables.build(memory, TABLES, 4, new PageTables.CBit(sev.encryptionMask(), TableEncryption.LEAVES));
        return IoMmu.start(
                memory, sev, map, tables, () -> map.allocate(4, 1, -1).orElseThrow());
    }

    private boolean isShared(long address) {
        return (PageTablesTest.leaf(memory, TABLES, address) & MASK) == 0;
    }

    private Set<Long> sharedPages() {
        Set<Long> shared = new HashSet<>();
        for (long at = 0; at < RAM; at += 4096) {
            if (isShared(at)) {
                shared.add(at);
            }
        }
        return shared;
    }

    private void deviceWrites(long address, Bytes content) {
        cpu.write(new GuestPhysical(address), Encryption.PLAIN, content);
    }

    @Test
    void sharesAPoolWithPrivateHeaders() {
        assertThat(map.descriptors().stream()
                        .filter(d -> d.type() == 4 && d.pages() >= IoMmu.POOL_SIZE / 4096)
                        .count())
                .isEqualTo(1);
        assertThat(sharedPages()).hasSize(IoMmu.POOL_SIZE / 4096 - 17);
    }

    @Test
    void letsADeviceReadThroughABounceBuffer() {
        memory.write(BUFFER, CONTENT);

        Mapping window =
                ioMmu.map(Operation.BUS_MASTER_READ, BUFFER, CONTENT.length()).orElseThrow();

        assertThat(isShared(window.deviceAddress())).isTrue();
        assertThat(cpu.hostView(window.deviceAddress(), CONTENT.length())).isEqualTo(CONTENT);
        deviceWrites(window.deviceAddress(), Bytes.ofAscii("overwritten"));
        ioMmu.unmap(window);
        assertThat(memory.read(BUFFER, CONTENT.length()))
                .as("a read window copies nothing back")
                .isEqualTo(CONTENT);
        assertThat(cpu.hostView(window.deviceAddress(), 4096).isAllZero()).isTrue();
    }

    @Test
    void bringsWhatADeviceWroteIntoThePrivateBuffer() {
        memory.write(BUFFER, CONTENT);

        Mapping window = ioMmu.map(Operation.BUS_MASTER_WRITE, BUFFER, 16).orElseThrow();
        assertThat(cpu.hostView(window.deviceAddress(), 16).isAllZero())
                .as("a write window shows the device nothing")
                .isTrue();
        deviceWrites(window.deviceAddress(), Bytes.ofAscii("from the device!"));
        ioMmu.unmap(window);

        assertThat(memory.read(BUFFER, CONTENT.length())).isEqualTo(Bytes.ofAscii("from the device!keeps"));
        assertThat(cpu.hostView(window.deviceAddress(), 16).isAllZero()).isTrue();
    }

    @Test
    void readsAndWritesGarbageWithoutABounceBuffer() {
        memory.write(BUFFER, CONTENT);

        assertThat(cpu.hostView(BUFFER, CONTENT.length())).isNotEqualTo(CONTENT);
        deviceWrites(BUFFER, CONTENT);
        assertThat(memory.read(BUFFER, CONTENT.length())).isNotEqualTo(CONTENT);
    }

    @Test
    void getsGarbageFromADeviceThatIsGivenPrivatePages() {
        FakeFwCfg device = new FakeFwCfg(cpu).item(0x40, CONTENT);
        long request = BUFFER + 4096;
        deviceWrites(request, new FwCfgDmaAccess(0x40_0000 | 8 | 2, CONTENT.length(), BUFFER).encode());
        cpu.out(0x514, 4, 0);
        cpu.out(0x518, 4, Integer.reverseBytes((int) request));

        assertThat(device.dmaTransfers).isEqualTo(1);
        assertThat(memory.read(BUFFER, CONTENT.length())).isNotEqualTo(CONTENT);
        assertThat(cpu.hostView(BUFFER, CONTENT.length())).isEqualTo(CONTENT);
    }

    @Test
    void changesACommonBufferInPlaceAndKeepsItsContent() {
        long buffer = ioMmu.allocateBuffer(2).orElseThrow();
        memory.write(buffer, CONTENT);
        int sharedBefore = sharedPages().size();

        Mapping window = ioMmu.map(Operation.COMMON_BUFFER, buffer, 4096 + 1).orElseThrow();
        assertThat(window.deviceAddress()).isEqualTo(buffer);
        assertThat(cpu.hostView(buffer, CONTENT.length())).isEqualTo(CONTENT);
        assertThat(isShared(buffer - 4096)).as("header page").isFalse();
        assertThat(isShared(buffer + 8192)).as("stash").isFalse();
        assertThat(sharedPages()).hasSize(sharedBefore + 2);
        deviceWrites(buffer, Bytes.ofAscii("WHAT"));
        ioMmu.unmap(window);

        assertThat(memory.read(buffer, CONTENT.length()).toUtf8()).isEqualTo("WHAT the driver keeps");
        assertThat(isShared(buffer)).isFalse();
        ioMmu.freeBuffer(buffer, 2);
        assertThat(map.isAll(buffer - 4096, buffer + 4 * 4096, 7)).isTrue();
    }

    @ParameterizedTest(name = "{0} bytes")
    @CsvSource({"1, 4", "4096, 4", "4097, 8", "32768, 8", "131072, 2", "1048576, 1", "2097152, 2", "1, 17"})
    void takesTheSmallestBufferOfThePoolThatFits(int length, int buffers) {
        int shared = sharedPages().size();
        List<Mapping> windows = new ArrayList<>();
        for (int i = 0; i < buffers; i++) {
            windows.add(ioMmu.map(Operation.BUS_MASTER_WRITE, BUFFER, length).orElseThrow());
        }

        assertThat(sharedPages()).as("nothing was shared anew").hasSize(shared);
        assertThat(windows).extracting(Mapping::deviceAddress).doesNotHaveDuplicates();
        windows.forEach(ioMmu::unmap);
        assertThat(sharedPages()).hasSize(shared);
    }

    @Test
    void sharesFreshPagesWhenThePoolHasNothingThatFits() {
        int shared = sharedPages().size();
        long free = freePages();

        Mapping window = ioMmu.map(Operation.BUS_MASTER_WRITE, BUFFER, 3 << 20).orElseThrow();

        assertThat(sharedPages()).hasSize(shared + 768);
        ioMmu.unmap(window);
        assertThat(sharedPages()).hasSize(shared);
        assertThat(freePages()).as("but for tables that split large pages").isGreaterThanOrEqualTo(free - 2);
        assertThat(ioMmu.map(Operation.BUS_MASTER_WRITE, BUFFER, 63 << 20)).isEmpty();
    }

    @Test
    void makesEverythingPrivateAtExitWithoutTouchingTheMap() {
        memory.write(BUFFER, CONTENT);
        long common = ioMmu.allocateBuffer(1).orElseThrow();
        assertThat(ioMmu.map(Operation.COMMON_BUFFER, common, 64)).isPresent();
        assertThat(ioMmu.map(Operation.BUS_MASTER_READ, BUFFER, CONTENT.length()))
                .isPresent();
        Mapping big = ioMmu.map(Operation.BUS_MASTER_WRITE, BUFFER, 3 << 20).orElseThrow();
        deviceWrites(big.deviceAddress(), Bytes.ofAscii("late"));
        long key = map.key();
        assertThat(ioMmu.openMappings()).isEqualTo(3);

        ioMmu.exitBootServices();

        assertThat(sharedPages()).isEmpty();
        assertThat(map.key()).isEqualTo(key);
        assertThat(ioMmu.openMappings()).isZero();
        assertThat(memory.read(BUFFER, 4)).isEqualTo(Bytes.ofAscii("late"));
    }

    @Test
    void stepsAsideWithoutSev() {
        GuestMemory plain = new GuestMemory(FakeCpu.plain(), Encryption.PLAIN);
        MemoryMap empty = new MemoryMap();
        PageTables tables = PageTables.build(plain, TABLES, 1, new PageTables.CBit(0, TableEncryption.LEAVES));
        IoMmu absent = IoMmu.start(plain, new SevState(0, 0, true), empty, tables, () -> 0);

        Mapping window = absent.map(Operation.BUS_MASTER_WRITE, BUFFER, 64).orElseThrow();
        absent.unmap(window);
        absent.exitBootServices();

        assertThat(window.deviceAddress()).isEqualTo(BUFFER);
        assertThat(empty.descriptors()).isEmpty();
    }

    private long freePages() {
        return map.descriptors().stream()
                .filter(d -> d.type() == 7)
                .mapToLong(d -> d.pages())
                .sum();
    }
}
