package dev.sevsim.ovmf.dxe;

import static dev.sevsim.ovmf.FirmwareRun.SCRATCH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.efi.EfiBootServices;
import dev.sevsim.abi.efi.EfiGuids;
import dev.sevsim.abi.efi.EfiLoadedImage;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.abi.efi.EfiSystemTable;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.ovmf.FirmwareRun;
import dev.sevsim.ovmf.TestKernel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The boot services as a kernel calls them: through the pointers of the table. */
public class BootServicesTest {
    private static final Guid MINE = Guid.of("01234567-89ab-cdef-0123-456789abcdef");

    /** The loaded-image protocol of the running kernel. */
    public static EfiLoadedImage loadedImage(FirmwareRun r) {
        r.write(SCRATCH, EfiGuids.LOADED_IMAGE_PROTOCOL.toWire());
        assertThat(r.service(EfiBootServices.HANDLE_PROTOCOL, r.imageHandle, SCRATCH, SCRATCH + 16))
                .isZero();
        return EfiLoadedImage.CODEC.decode(r.read(r.u64(SCRATCH + 16), EfiLoadedImage.SIZE));
    }

    /** The initrd by its LoadFile2 protocol, asked for its size first. */
    public static Bytes readInitrd(FirmwareRun r) {
        r.write(SCRATCH, EfiGuids.LINUX_INITRD_MEDIA.toWire());
        assertThat(r.service(EfiBootServices.LOCATE_PROTOCOL, SCRATCH, 0, SCRATCH + 16))
                .isZero();
        long self = r.u64(SCRATCH + 16);
        GuestPhysical loadFile = new GuestPhysical(r.u64(self));
        r.putU64(SCRATCH + 24, 0);
        assertThat(r.cpu.call(loadFile, self, 0, 0, SCRATCH + 24, 0)).isEqualTo(EfiStatus.BUFFER_TOO_SMALL);
        long size = r.u64(SCRATCH + 24);
        assertThat(r.cpu.call(loadFile, self, 0, 0, SCRATCH + 24, SCRATCH + 0x1000))
                .isZero();
        return r.read(SCRATCH + 0x1000, (int) size);
    }

    private static FirmwareRun inKernel(Consumer<FirmwareRun> kernel) {
        FirmwareRun run = FirmwareRun.sev();
        run.fwCfg.kernel(TestKernel.image(), Bytes.EMPTY, Bytes.of(0));
        run.cpu.guestWrite(
                0x81_0C00, KernelHashes.of(TestKernel.image(), Bytes.EMPTY, "").encode());
        AtomicBoolean ran = new AtomicBoolean();
        run.boot(r -> {
            kernel.accept(r);
            ran.set(true);
            return 0;
        });
        assertThat(ran).as(run.cpu.console()).isTrue();
        return run;
    }

    @Test
    void leavesBootServicesOnlyWithTheCurrentKey() {
        inKernel(r -> {
            r.memoryMap();
            long key = r.u64(SCRATCH + 8);
            assertThat(r.service(EfiBootServices.ALLOCATE_POOL, 2, 5000, SCRATCH + 32))
                    .isZero();
            long exit = r.u64(r.system().bootServices() + EfiBootServices.EXIT_BOOT_SERVICES);

            assertThat(r.cpu.call(new GuestPhysical(exit), r.imageHandle, key)).isEqualTo(EfiStatus.INVALID_PARAMETER);
            assertThat(r.system().bootServices()).isNotZero();

            assertThat(r.exitBootServices()).isZero();
            EfiSystemTable after = r.system();
            assertThat(after.bootServices()).isZero();
            assertThat(after.withCrc()).isEqualTo(after);
            assertThat(after.runtimeServices()).isNotZero();
            assertThat(after.tableEntries()).isEqualTo(1);
        });
    }

    @Test
    void zeroesTheServiceTable() {
        inKernel(r -> {
            long table = r.system().bootServices();
            r.exitBootServices();
            assertThat(r.read(table, EfiBootServices.SIZE).isAllZero()).isTrue();
        });
    }

    @Test
    void reportsTheSizeOfTheMap() {
        inKernel(r -> {
            r.putU64(SCRATCH, 47);
            assertThat(r.service(EfiBootServices.GET_MEMORY_MAP, SCRATCH, 0, SCRATCH + 8, SCRATCH + 16, SCRATCH + 24))
                    .isEqualTo(EfiStatus.BUFFER_TOO_SMALL);
            long need = r.u64(SCRATCH);
            assertThat(need % 48).isZero();
            assertThat(r.u64(SCRATCH + 16)).isEqualTo(48);
            assertThat(r.service(EfiBootServices.GET_MEMORY_MAP, SCRATCH, 0, 0, 0, 0))
                    .isEqualTo(EfiStatus.INVALID_PARAMETER);
            assertThat(r.service(EfiBootServices.GET_MEMORY_MAP, 0, 0, 0, 0, 0)).isEqualTo(EfiStatus.INVALID_PARAMETER);
            assertThat(r.service(EfiBootServices.GET_MEMORY_MAP, SCRATCH, SCRATCH + 0x100, 0, 0, 0))
                    .isZero();
            assertThat(r.memoryMap()).hasSize((int) (need / 48));
        });
    }

    @ParameterizedTest(name = "type {0}, memory type {1}, {2} pages at {3}: {4}")
    @CsvSource({
        "0, 2, 4, 0, Success",
        "1, 2, 1, 0x7FFFFF, Success",
        "2, 2, 2, 0x3000000, Success",
        "0, 0x70000000, 1, 0, Success",
        "0, 0xFFFFFFFF, 1, 0, Success",
        "3, 2, 1, 0, Invalid Parameter",
        "-1, 2, 1, 0, Invalid Parameter",
        "0, 7, 1, 0, Invalid Parameter",
        "0, 14, 1, 0, Invalid Parameter",
        "0, 15, 1, 0, Invalid Parameter",
        "0, 16, 1, 0, Invalid Parameter",
        "0, 0x6FFFFFFF, 1, 0, Invalid Parameter",
        "0, 2, 0, 0, Out of Resources",
        "0, 2, 0x100000, 0, Out of Resources",
        "0, 2, -1, 0, Out of Resources",
        "1, 2, 1, 0xFFF, Out of Resources",
        "2, 2, 1, 0x810000, Not Found",
        "2, 2, 1, 0x3000800, Not Found",
        "2, 2, 1, 0xFFFC0000, Not Found"
    })
    void givesPagesByTheRules(String how, String type, String pages, String address, String expected) {
        inKernel(r -> {
            r.putU64(SCRATCH, Long.decode(address));
            long status = r.service(
                    EfiBootServices.ALLOCATE_PAGES, Long.decode(how), Long.decode(type), Long.decode(pages), SCRATCH);
            assertThat(EfiStatusName.of(status)).isEqualTo(expected);
            if (status == 0) {
                long got = r.u64(SCRATCH);
                assertThat(FirmwareRun.typeAt(r.memoryMap(), got)).isEqualTo((int) (long) Long.decode(type));
                assertThat(r.service(EfiBootServices.FREE_PAGES, got, Long.decode(pages)))
                        .isZero();
                assertThat(FirmwareRun.typeAt(r.memoryMap(), got)).isEqualTo(7);
                assertThat(r.service(EfiBootServices.FREE_PAGES, got, 1)).isEqualTo(EfiStatus.NOT_FOUND);
            }
        });
    }

    @Test
    void neverGivesTheSecretPageAway() {
        inKernel(r -> {
            long status = 0;
            while (status == 0) {
                status = r.service(EfiBootServices.ALLOCATE_PAGES, 0, 2, 16, SCRATCH);
                assertThat(r.u64(SCRATCH)).isNotEqualTo(0x81_0000);
            }
            assertThat(FirmwareRun.typeAt(r.memoryMap(), 0x81_0000)).isZero();
        });
    }

    @Test
    void installsReplacesAndRemovesConfigurationTables() {
        inKernel(r -> {
            r.write(SCRATCH, MINE.toWire());
            r.write(SCRATCH + 16, SecretTable.COCO_SECRET_AREA.toWire());
            int install = EfiBootServices.INSTALL_CONFIGURATION_TABLE;

            assertThat(r.service(install, 0, 1)).isEqualTo(EfiStatus.INVALID_PARAMETER);
            assertThat(r.service(install, SCRATCH, 0)).isEqualTo(EfiStatus.NOT_FOUND);
            assertThat(r.service(install, SCRATCH, 0x1111)).isZero();
            assertThat(r.system().tableEntries()).isEqualTo(2);
            assertThat(r.service(install, SCRATCH, 0x2222)).isZero();
            assertThat(r.system().tableEntries()).isEqualTo(2);
            assertThat(r.u64(r.system().configurationTable() + 24 + 16)).isEqualTo(0x2222);
            assertThat(r.service(install, SCRATCH + 16, 0)).isZero();
            EfiSystemTable after = r.system();
            assertThat(after.tableEntries()).isEqualTo(1);
            assertThat(r.read(after.configurationTable(), 16)).isEqualTo(MINE.toWire());
            assertThat(after.withCrc()).isEqualTo(after);
        });
    }

    @Test
    void growsTheArrayOfConfigurationTables() {
        inKernel(r -> {
            for (int i = 0; i < 40; i++) {
                r.write(SCRATCH, Bytes.concat(Bytes.u32Le(i + 1), MINE.toWire().from(4)));
                assertThat(r.service(EfiBootServices.INSTALL_CONFIGURATION_TABLE, SCRATCH, 0x1000 + i))
                        .isZero();
            }
            EfiSystemTable table = r.system();
            assertThat(table.tableEntries()).isEqualTo(41);
            for (int i = 0; i < 40; i++) {
                assertThat(r.u64(table.configurationTable() + 24L * (i + 1) + 16))
                        .isEqualTo(0x1000 + i);
            }
            assertThat(r.read(table.configurationTable(), 16)).isEqualTo(SecretTable.COCO_SECRET_AREA.toWire());
        });
    }

    @Test
    void answersQuestionsAboutProtocolsItDoesNotHave() {
        inKernel(r -> {
            r.write(SCRATCH, MINE.toWire());
            r.write(SCRATCH + 32, EfiGuids.LINUX_INITRD_MEDIA.toWire());
            int handle = EfiBootServices.HANDLE_PROTOCOL;
            int locate = EfiBootServices.LOCATE_PROTOCOL;

            assertThat(r.service(handle, r.imageHandle, SCRATCH, SCRATCH + 16)).isEqualTo(EfiStatus.UNSUPPORTED);
            assertThat(r.service(handle, 0x1234, SCRATCH, SCRATCH + 16)).isEqualTo(EfiStatus.INVALID_PARAMETER);
            assertThat(r.service(handle, r.imageHandle, 0, SCRATCH + 16)).isEqualTo(EfiStatus.INVALID_PARAMETER);
            assertThat(r.service(locate, SCRATCH, 0, SCRATCH + 16)).isEqualTo(EfiStatus.NOT_FOUND);
            assertThat(r.service(locate, SCRATCH + 32, 0, SCRATCH + 16)).isEqualTo(EfiStatus.NOT_FOUND);
            assertThat(r.service(locate, 0, 0, SCRATCH + 16)).isEqualTo(EfiStatus.INVALID_PARAMETER);
            assertThat(r.service(0x18)).as("RaiseTPL is not modelled").isEqualTo(EfiStatus.UNSUPPORTED);
        });
    }
}
