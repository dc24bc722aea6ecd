package dev.sevsim.ovmf.dxe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.ovmf.TestKernel;
import dev.sevsim.ovmf.sec.GuestMemory;
import dev.sevsim.testkit.guest.FakeCpu;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeLoaderTest {
    private static final long FILE = 0x100_0000;
    private static final long POOL_START = 0x200_0000;
    private static final long POOL_END = 0x210_0000;

    private final FakeCpu cpu = FakeCpu.sev(FakeCpu.SEV);
    private final GuestMemory memory = new GuestMemory(cpu, Encryption.ENCRYPTED);
    private final MemoryMap map = new MemoryMap();

    PeLoaderTest() {
        map.set(POOL_START, POOL_END, EfiMemoryType.CONVENTIONAL.code());
    }

    private PeLoader.Loaded load(Bytes file) {
        memory.write(FILE, file);
        return new PeLoader(memory, map).load(new Blob(FILE, file.length()));
    }

    private PeLoader.Loaded load(Consumer<ByteBuffer> damage) {
        ByteBuffer b = TestKernel.buffer();
        damage.accept(b);
        return load(TestKernel.bytes(b));
    }

    @Test
    void putsHeadersSectionsAndZerosInPlace() {
        PeLoader.Loaded loaded = load(TestKernel.image());

        assertThat(loaded.status()).isEqualTo(EfiStatus.SUCCESS);
        assertThat(loaded.base()).isEqualTo(POOL_END - TestKernel.IMAGE_SIZE);
        assertThat(loaded.entry()).isEqualTo(loaded.base() + TestKernel.ENTRY);
        assertThat(memory.read(loaded.base(), 2)).isEqualTo(Bytes.ofAscii("MZ"));
        assertThat(memory.read(loaded.entry(), 16)).isEqualTo(TestKernel.CODE);
        assertThat(memory.read(loaded.base() + 0x1200, 0x600).isAllZero()).isTrue();
        assertThat(map.descriptors())
                .anyMatch(d -> d.type() == EfiMemoryType.LOADER_CODE.code()
                        && d.physicalStart() == loaded.base()
                        && d.pages() == 4);
    }

    @Test
    void relocatesPointers() {
        PeLoader.Loaded loaded = load(TestKernel.image());

        assertThat(memory.u64(loaded.base() + TestKernel.POINTER_AT)).isEqualTo(loaded.base() + 0x123);
    }

    @Test
    void relocatesThirtyTwoBitPointers() {
        PeLoader.Loaded loaded = load(b -> b.putShort(0x808, (short) 0x3000));

        assertThat(memory.u32(loaded.base() + TestKernel.POINTER_AT)).isEqualTo((int) loaded.base() + 0x123);
    }

    @Test
    void loadsAnImageWithoutRelocationsOnlyWhereItBelongs() {
        Consumer<ByteBuffer> stripped = b -> b.putShort(TestKernel.COFF + 18, (short) 1);

        assertThat(load(stripped).status()).isEqualTo(EfiStatus.OUT_OF_RESOURCES);
        assertThat(load(stripped.andThen(b -> b.putLong(TestKernel.OPTIONAL + 24, POOL_START)))
                        .base())
                .isEqualTo(POOL_START);
    }

    @Test
    void alignsTheImageAsItsSectionsAsk() {
        PeLoader.Loaded loaded = load(b -> b.putInt(TestKernel.OPTIONAL + 32, 0x4_0000));

        assertThat(loaded.base() % 0x4_0000).isZero();
        new PeLoader(memory, map).unload(loaded);
        assertThat(map.descriptors()).hasSize(1);
    }

    @Test
    void loadsOverlappingSectionsInFileOrder() {
        PeLoader.Loaded loaded = load(b -> TestKernel.section(b, 1, 0x200, 0x1000, 0x200, 0x600));

        assertThat(loaded.status()).isEqualTo(EfiStatus.SUCCESS);
        assertThat(memory.read(loaded.base() + 0x1000, 4)).isEqualTo(Bytes.of(0x23, 0x01, 0x00, 0x10));
    }

    @ParameterizedTest(name = "u{1} at {0} = {2}: {3}")
    @CsvSource({
        "0x00, 2, 0x5A4E, Unsupported",
        "0x3C, 4, 0xFFFFFFFF, Unsupported",
        "0x3C, 4, 0xF90, Unsupported",
        "0x80, 4, 0x00004551, Unsupported",
        "0x84, 2, 0x014C, Unsupported",
        "0x98, 2, 0x010B, Unsupported",
        "0xDC, 2, 0x000B, Unsupported",
        "0x86, 2, 0xFFFF, Load Error",
        "0x94, 2, 0x0010, Load Error",
        "0x94, 2, 0xFFFF, Load Error",
        "0xA8, 4, 0x00004000, Load Error",
        "0xA8, 4, 0xFFFFFFFF, Load Error",
        "0xB8, 4, 0x00000003, Load Error",
        "0xB8, 4, 0x00000000, Load Error",
        "0xB8, 4, 0x80000000, Load Error",
        "0xD0, 4, 0x00000000, Load Error",
        "0xD0, 4, 0x00000400, Load Error",
        "0xD0, 4, 0xFFFFFFFF, Out of Resources",
        "0xD4, 4, 0x00001001, Load Error",
        "0xD4, 4, 0x00000100, Load Error",
        "0x140, 4, 0xFFFFFFFF, Load Error",
        "0x144, 4, 0xFFFFF000, Load Error",
        "0x148, 4, 0xFFFFFFFF, Success",
        "0x14C, 4, 0xFFFFFFFF, Load Error",
        "0x130, 4, 0x00003FFC, Load Error",
        "0x804, 4, 0x00000004, Load Error",
        "0x804, 4, 0x00000040, Load Error",
        "0x800, 4, 0xFFFFF000, Load Error",
        "0x808, 2, 0x5000, Load Error"
    })
    void refusesInconsistentHeaders(String offset, int width, String value, String expected) {
        PeLoader.Loaded loaded = load(b -> put(b, Integer.decode(offset), width, Long.decode(value)));

        assertThat(EfiStatusName.of(loaded.status())).isEqualTo(expected);
        if (EfiStatus.isError(loaded.status())) {
            assertThat(map.descriptors()).hasSize(1);
        }
    }

    private static void put(ByteBuffer image, int offset, int width, long value) {
        if (width == Short.BYTES) {
            image.putShort(offset, (short) value);
        } else {
            image.putInt(offset, (int) value);
        }
    }

    @Test
    void refusesEveryTruncation() {
        Bytes whole = TestKernel.image();
        for (int length = 0; length < 0x80C; length += 7) {
            Bytes cut = whole.slice(0, length);
            PeImage image = PeImage.parse(cut, length);

            assertThat(EfiStatus.isError(image.status()))
                    .as("length %d", length)
                    .isTrue();
        }
        assertThat(PeImage.parse(whole.slice(0, 0x80C), 0x80C).status()).isEqualTo(EfiStatus.SUCCESS);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23, 24, 25, 26})
    void neverThrowsAndNeverLeaks(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 300; round++) {
            PeLoader.Loaded loaded = load(b -> {
                for (int i = 0; i < 4; i++) {
                    b.put(random.nextInt(0x200), (byte) random.nextInt());
                    b.put(0x800 + random.nextInt(12), (byte) random.nextInt());
                }
            });
            if (!EfiStatus.isError(loaded.status())) {
                new PeLoader(memory, map).unload(loaded);
            }
            assertThat(map.descriptors()).hasSize(1);
        }
    }
}
