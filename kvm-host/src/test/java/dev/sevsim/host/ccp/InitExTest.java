package dev.sevsim.host.ccp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.InitEx;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.uapi.SevDeviceCommand;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.HostFixture.Outcome;
import dev.sevsim.host.ScriptedFirmware;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 1.7 and 1.8. */
class InitExTest {
    private static final int PDH_GEN = SevDeviceCommand.PDH_GEN.code();

    @TempDir
    private Path directory = Path.of("");

    private HostFixture boot(Path store) {
        return boot(store, f -> {});
    }

    private static HostFixture boot(Path store, Consumer<ScriptedFirmware> beforeBoot) {
        return new HostFixture(HostFixture.milan().withInitExPath(store), 64L << 20, beforeBoot);
    }

    @Test
    void passesTheFileToTheFirmwareAndWritesItBack() throws IOException {
        Path store = directory.resolve("sev.data");
        Files.write(store, Bytes.fromHex("c0ffee").toArray());

        HostFixture fixture = boot(store);

        assertThat(fixture.log).containsExactly("PLATFORM_STATUS", "INIT_EX", "WBINVD 0", "WBINVD 1", "DF_FLUSH");
        InitEx init = InitEx.CODEC.decode(fixture.firmware.lastBuffer(CommandId.INIT_EX));
        assertThat(init.length()).isEqualTo(36);
        assertThat(init.nvLength()).isEqualTo(0x8000);
        assertThat(init.nvAddress()).isPositive();
        assertThat(Bytes.copyOf(Files.readAllBytes(store)))
                .isEqualTo(Bytes.fromHex("c0ffee").paddedTo(0x8000));
    }

    @Test
    void makesAFileThatOnlyItsOwnerReads() throws IOException {
        Path store = directory.resolve("new.data");

        boot(store);

        assertThat(store).hasSize(0x8000);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store)))
                .isEqualTo("rw-------");
    }

    @Test
    void writesAfterCommandsThatChangeTheIdentityAndOnlyThen() throws IOException {
        Path store = directory.resolve("sev.data");
        HostFixture fixture = boot(store);
        int sev = fixture.open(DevicePath.DEV_SEV, 2);
        Files.delete(store);

        fixture.issue(
                sev,
                SevDeviceCommand.PLATFORM_STATUS.code(),
                fixture.user(Bytes.zeros(12)).value());
        fixture.launchedVm();
        assertThat(store).doesNotExist();
        assertThat(fixture.issue(sev, PDH_GEN, 0)).isEqualTo(Outcome.ok());
        assertThat(store).exists();
    }

    @Test
    void failsACommandWhoseStoreCannotBeWritten() throws IOException {
        Path store = directory.resolve("sub/sev.data");
        Files.createDirectory(directory.resolve("sub"));
        HostFixture fixture = boot(store);
        Files.delete(store);
        Files.delete(directory.resolve("sub"));

        assertThat(fixture.issue(fixture.open(DevicePath.DEV_SEV, 2), PDH_GEN, 0))
                .isEqualTo(Outcome.failed(Errno.ENOENT, 0));
    }

    @Test
    void callsNoFirmwareWhenTheFileCannotBeRead() {
        HostFixture fixture = boot(directory);

        assertThat(fixture.log).containsExactly("PLATFORM_STATUS");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 11, 0x7FFF, 0x8000, 0x8001})
    void readsTheFileOnceForBothAttempts(int length) throws IOException {
        Path store = directory.resolve("damaged.data");
        Files.write(store, Bytes.zeros(length).toArray());

        HostFixture fixture = boot(store, f -> f.answer(CommandId.INIT_EX, SevStatus.SECURE_DATA_INVALID));

        assertThat(fixture.log)
                .containsExactly("PLATFORM_STATUS", "INIT_EX", "INIT_EX", "WBINVD 0", "WBINVD 1", "DF_FLUSH");
        assertThat(fixture.firmware.storesFound()).containsExactly(Bytes.zeros(0x8000), ScriptedFirmware.ERASED_STORE);
        assertThat(Bytes.copyOf(Files.readAllBytes(store)).slice(0, 0x8000)).isEqualTo(ScriptedFirmware.ERASED_STORE);
    }

    @Test
    void readsTheFileAgainForTheNextInitialisation() throws IOException {
        Path store = directory.resolve("sev.data");
        HostFixture fixture = boot(store);
        Files.write(store, Bytes.fromHex("c0ffee").toArray());
        int sev = fixture.open(DevicePath.DEV_SEV, 2);

        assertThat(fixture.issue(sev, SevDeviceCommand.FACTORY_RESET.code(), 0)).isEqualTo(Outcome.ok());
        Files.write(store, Bytes.fromHex("decade").toArray());
        assertThat(fixture.issue(sev, PDH_GEN, 0)).isEqualTo(Outcome.ok());

        assertThat(fixture.firmware.storesFound())
                .last()
                .satisfies(found -> assertThat(found.slice(0, 3)).isEqualTo(Bytes.fromHex("decade")));
    }

    @Test
    void doesNotWriteWhenTheFirmwareRefuses() {
        Path store = directory.resolve("sev.data");
        HostFixture fixture = boot(
                store, f -> f.answer(CommandId.INIT_EX, SevStatus.SECURE_DATA_INVALID, SevStatus.SECURE_DATA_INVALID));

        assertThat(fixture.log).containsExactly("PLATFORM_STATUS", "INIT_EX", "INIT_EX");
        assertThat(store).doesNotExist();
    }
}
