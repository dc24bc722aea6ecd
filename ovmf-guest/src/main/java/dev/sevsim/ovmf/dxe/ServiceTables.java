package dev.sevsim.ovmf.dxe;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.efi.EfiBootServices;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.EfiRuntimeServices;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.abi.efi.EfiTableHeader;
import dev.sevsim.bus.cpu.GuestFunction;
import dev.sevsim.ovmf.sec.GuestMemory;
import java.nio.ByteBuffer;

/**
 * The tables of boot and run-time services and the code behind their pointers.
 *
 * <p>A service that the model does not offer answers EFI_UNSUPPORTED.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 8; UEFI Specification 2.10 sections 4.4 and 4.5.
 */
final class ServiceTables {
    /** Bytes that a routine occupies; an installed one is 16 marker bytes. */
    private static final int ROUTINE_SIZE = 32;

    private final GuestMemory memory;
    private final long bootTable;
    private final long bootCode;
    private final long runtimeTable;
    private final long runtimeCode;
    private int bootRoutines;

    private ServiceTables(GuestMemory memory, long[] parts) {
        this.memory = memory;
        this.bootTable = parts[0];
        this.bootCode = parts[1];
        this.runtimeTable = parts[2];
        this.runtimeCode = parts[3];
    }

    /** Takes the memory for both tables and their code; a machine too small for them hangs. */
    static ServiceTables allocate(GuestMemory memory, MemoryMap map, MemoryPool pool) {
        long[] parts = {
            pool.allocate(EfiMemoryType.BOOT_SERVICES_DATA, EfiBootServices.SIZE)
                    .orElse(0),
            map.allocate(EfiMemoryType.BOOT_SERVICES_CODE.code(), 1, -1).orElse(0),
            pool.allocate(EfiMemoryType.RUNTIME_SERVICES_DATA, EfiRuntimeServices.SIZE)
                    .orElse(0),
            map.allocate(EfiMemoryType.RUNTIME_SERVICES_CODE.code(), 1, -1).orElse(0)
        };
        for (long part : parts) {
            if (part == 0) {
                throw memory.cpu().deadLoop();
            }
        }
        return new ServiceTables(memory, parts);
    }

    long bootServices() {
        return bootTable;
    }

    long runtimeServices() {
        return runtimeTable;
    }

    /** Puts the routines in place and writes both tables. */
    void install(DxeCore core) {
        ByteBuffer boot = allUnsupported(
                EfiBootServices.SIZE, installBoot("UnsupportedService", (cpu, args) -> EfiStatus.UNSUPPORTED));
        MemoryServices memoryServices = new MemoryServices(core);
        ProtocolServices protocols = new ProtocolServices(core);
        ExitServices exit = new ExitServices(core, bootTable);
        put(boot, EfiBootServices.ALLOCATE_PAGES, "AllocatePages", memoryServices::allocatePages);
        put(boot, EfiBootServices.FREE_PAGES, "FreePages", memoryServices::freePages);
        put(boot, EfiBootServices.GET_MEMORY_MAP, "GetMemoryMap", memoryServices::getMemoryMap);
        put(boot, EfiBootServices.ALLOCATE_POOL, "AllocatePool", memoryServices::allocatePool);
        put(boot, EfiBootServices.FREE_POOL, "FreePool", memoryServices::freePool);
        put(boot, EfiBootServices.HANDLE_PROTOCOL, "HandleProtocol", protocols::handleProtocol);
        put(boot, EfiBootServices.LOCATE_PROTOCOL, "LocateProtocol", protocols::locateProtocol);
        put(
                boot,
                EfiBootServices.INSTALL_CONFIGURATION_TABLE,
                "InstallConfigurationTable",
                protocols::installConfigurationTable);
        put(boot, EfiBootServices.EXIT_BOOT_SERVICES, "ExitBootServices", exit::exitBootServices);
        memory.write(bootTable, seal(EfiBootServices.SIGNATURE, boot));

        memory.cpu()
                .install(
                        new GuestPhysical(runtimeCode),
                        "UnsupportedRuntimeService",
                        (cpu, args) -> EfiStatus.UNSUPPORTED);
        ByteBuffer runtime = allUnsupported(EfiRuntimeServices.SIZE, runtimeCode);
        memory.write(runtimeTable, seal(EfiRuntimeServices.SIGNATURE, runtime));
    }

    private void put(ByteBuffer table, int offset, String name, GuestFunction function) {
        table.putLong(offset, installBoot(name, function));
    }

    private long installBoot(String name, GuestFunction function) {
        long address = bootCode + (long) bootRoutines * ROUTINE_SIZE;
        bootRoutines++;
        memory.cpu().install(new GuestPhysical(address), name, function);
        return address;
    }

    private static ByteBuffer allUnsupported(int size, long routine) {
        ByteBuffer table = GuestMemory.littleEndian(new byte[size]);
        for (int offset = EfiTableHeader.SIZE; offset < size; offset += Long.BYTES) {
            table.putLong(offset, routine);
        }
        return table;
    }

    private static Bytes seal(long signature, ByteBuffer table) {
        byte[] body = new byte[table.capacity() - EfiTableHeader.SIZE];
        table.get(EfiTableHeader.SIZE, body);
        return new EfiTableHeader(signature, EfiTableHeader.REVISION_2_70, table.capacity(), 0)
                .seal(Bytes.copyOf(body));
    }
}
