package dev.sevsim.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.efi.CocoSecretArea;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.KernelTime;
import dev.sevsim.kernel.core.ModuleTable;
import dev.sevsim.kernel.fs.Credentials;
import dev.sevsim.kernel.fs.OpenFlag;
import dev.sevsim.kernel.fs.SystemCalls;
import dev.sevsim.kernel.memory.E820Map;
import dev.sevsim.kernel.memory.IoRemapper;
import dev.sevsim.kernel.memory.PlainMemory;
import dev.sevsim.kernel.secret.EfiSecretModule;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/reference/guest-kernel.md sections 3 and 6.3: device, modalias, and what unbind and bind do. */
class PlatformSysfsTest {
    private static final String DEVICE = "/sys/devices/platform/efi_secret.0";
    private static final String DRIVER = "/sys/bus/platform/drivers/efi_secret";
    private static final String COCO = "/sys/kernel/security/secrets/coco";

    private final KernelTime time = KernelTime.fixed(Instant.EPOCH);
    private final KernelLog log = new KernelLog(time, line -> {});
    private final PlainMemory memory = new PlainMemory();
    private final RootTree tree = new RootTree(time);
    private final EfiSecretModule module = new EfiSecretModule(
            OptionalLong.of(0x1000), new IoRemapper(memory, new E820Map(List.of()), 40, log), tree.secrets(), log);
    private final SystemCalls calls = new SystemCalls(tree.namespace(), Credentials.ROOT);

    @BeforeEach
    void boot() {
        memory.write(0x1000, new CocoSecretArea(0x2000, 0xC00).encode());
        memory.write(0x2000, Bytes.fromHex("42F5741EDD71664D963EEF4287FF173B14000000"));
        tree.populate(new byte[0]);
        tree.describe("6.1", "", new ModuleTable());
        tree.addPlatformDevice(module);
        tree.mountAll();
    }

    private String read(String path) {
        int file = calls.open(path, EnumSet.of(OpenFlag.READ), 0);
        byte[] buffer = new byte[256];
        int count = calls.read(file, buffer);
        calls.close(file);
        return new String(buffer, 0, count, StandardCharsets.UTF_8);
    }

    private int write(String path, String text) {
        int file = calls.open(path, EnumSet.of(OpenFlag.WRITE), 0);
        int result = calls.write(file, text.getBytes(StandardCharsets.UTF_8));
        calls.close(file);
        return result;
    }

    @Test
    void showsTheDeviceBeforeItsDriver() {
        assertThat(read(DEVICE + "/modalias")).isEqualTo("platform:efi_secret\n");
        assertThat(read(DEVICE + "/uevent")).isEqualTo("MODALIAS=platform:efi_secret\n");
        assertThat(calls.stat("/sys/bus/platform/devices/efi_secret.0/modalias").errno())
                .isZero();
        assertThat(calls.stat(DRIVER).errno()).isEqualTo(-2);
    }

    @Test
    void showsTheDriverWhileTheModuleIsLoaded() {
        module.load();

        assertThat(read(DEVICE + "/uevent")).startsWith("DRIVER=efi_secret\n");
        assertThat(calls.stat(DEVICE + "/driver/unbind").errno()).isZero();
        assertThat(calls.stat(DRIVER + "/efi_secret.0/modalias").errno()).isZero();
        module.unload();
        assertThat(calls.stat(DRIVER).errno()).isEqualTo(-2);
        assertThat(calls.statLink(DEVICE + "/driver").errno()).isEqualTo(-2);
    }

    @Test
    void unbindsAndBindsAsRemovingAndLoadingDo() {
        module.load();
        assertThat(calls.stat(COCO).errno()).isZero();

        assertThat(write(DRIVER + "/unbind", "efi_secret.0\n")).isEqualTo(13);
        assertThat(calls.stat(COCO).errno()).isEqualTo(-2);
        assertThat(write(DRIVER + "/unbind", "efi_secret.0")).isEqualTo(-19);
        assertThat(write(DRIVER + "/bind", "other")).isEqualTo(-19);
        assertThat(write(DRIVER + "/bind", "efi_secret.0")).isEqualTo(12);
        assertThat(write(DRIVER + "/bind", "efi_secret.0")).isEqualTo(-16);
        assertThat(calls.stat(COCO).errno()).isZero();
    }
}
