package dev.sevsim.kernel.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.kernel.fs.OpenFlag;
import dev.sevsim.kernel.memory.E820Map;
import dev.sevsim.kernel.memory.IoRemapper;
import dev.sevsim.kernel.secret.RegionSecretModule.Region;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A second provider beside efi_secret, independent of it. */
class RegionSecretModuleTest {
    private static final long REGION = 0x20000000L;
    private static final String FILE = "/secrets/dice/region";

    private final SecretGuest guest = SecretGuest.reserved(Areas.table(45, Areas.entry(1, 5)), 0xC00);

    @BeforeEach
    void putOnDisk() {
        guest.memory.write(REGION, Bytes.ofAscii("compound device id"));
        add(Optional.of(new Region(REGION, 18)), 0);
    }

    private void add(Optional<Region> region, int efiType) {
        E820Map e820 = E820Map.ofEfiMap(List.of(new EfiMemoryDescriptor(efiType, REGION, 0, 2, 0xF)));
        RegionSecretModule module = new RegionSecretModule(
                region, new IoRemapper(guest.memory, e820, 40, guest.log), guest.secrets, guest.log);
        guest.modules.add(module, module.use());
    }

    private List<String> providers() {
        return guest.root.list("/secrets").value().orElse(List.of());
    }

    @Test
    void standsBesideEfiSecretInEitherOrder() {
        assertThat(guest.modules.load("dice_secret")).isZero();
        assertThat(guest.load()).isZero();
        assertThat(providers()).containsExactly("coco", "dice");
        assertThat(guest.modules.unload("dice_secret")).isZero();
        assertThat(providers()).containsExactly("coco");
        assertThat(guest.modules.load("dice_secret")).isZero();
        assertThat(guest.modules.unload("efi_secret")).isZero();
        assertThat(providers()).containsExactly("dice");
        assertThat(guest.modules.unload("dice_secret")).isZero();
        assertThat(providers()).isEmpty();
    }

    @Test
    void showsAndWipesTheRegionAndLeavesTheOtherAlone() {
        guest.load();
        guest.modules.load("dice_secret");
        int open = guest.root.open(FILE, EnumSet.of(OpenFlag.READ), 0);
        assertThat(guest.read(open)).isEqualTo(Bytes.ofAscii("compound device id"));
        assertThat(guest.modules.unload("dice_secret")).as("pinned").isEqualTo(-11);
        guest.root.close(open);

        assertThat(guest.root.unlink(FILE)).isZero();

        assertThat(guest.memory.read(REGION, 18)).isEqualTo(Bytes.zeros(18));
        assertThat(guest.memory.read(SecretGuest.AREA + 40, 5)).isEqualTo(Bytes.ofAscii("AAAAA"));
        assertThat(guest.names()).containsExactly(Areas.name(1));
    }

    @Test
    void hasNoDeviceWithoutARegion() {
        add(Optional.empty(), 0);

        assertThat(guest.modules.load("dice_secret")).isEqualTo(-19);
        assertThat(providers()).isEmpty();
    }

    @Test
    void doesNotMapMemoryInUse() {
        add(Optional.of(new Region(REGION, 4096)), 7);

        assertThat(guest.modules.load("dice_secret")).isEqualTo(-12);
    }
}
