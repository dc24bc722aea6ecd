package dev.sevsim.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.chip.TweakMode;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.memory.FrameWatch;
import dev.sevsim.bus.memory.GuestMemoryAccess;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.work.Workers;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A watched frame against reads of the same frame. */
class FrameWatchesTest {
    private static final long FRAME = 0x5000;
    private static final int ASID = 3;
    private static final int FRAMES = 16;

    private final EncryptedMemory memory = new EncryptedMemory(
            new EncryptedMemory.Board(FRAMES * (long) Page.SIZE, 1, 4, 16),
            TweakMode.XEX,
            TweakConstants.published(),
            SeededRandom.of(1),
            Workers.direct());
    private final GuestMemoryAccess guest = memory.guestAccess();
    private final MemoryPort host = memory.hostPort();
    private final AtomicBoolean changed = new AtomicBoolean();
    private final byte[] page = new byte[Page.SIZE];
    private final FrameWatch watch;

    FrameWatchesTest() {
        new SplittableRandom(1).nextBytes(page);
        watch = new FrameWatch(Bytes.copyOf(page), 0, changed);
        memory.firmwarePort().install(ASID, SecretBytes.copyOf(new byte[16]));
        guest.watch(FRAME, watch);
    }

    private boolean holds(Encryption encryption) {
        return guest.holds(ASID, encryption, FRAME, watch);
    }

    @Test
    void findsWhatTheGuestWroteUnderItsKeyAlone() {
        assertThat(holds(Encryption.ENCRYPTED)).isFalse();
        guest.write(ASID, Encryption.ENCRYPTED, FRAME, page, 0, Page.SIZE);

        assertThat(holds(Encryption.ENCRYPTED)).isTrue();
        assertThat(holds(Encryption.PLAIN)).isFalse();
        assertThat(guest.holds(0, Encryption.ENCRYPTED, FRAME, watch)).isFalse();
        assertThat(holds(Encryption.ENCRYPTED)).isTrue();
    }

    @Test
    void reportsEachWriteThatChangesTheFrame() {
        guest.write(ASID, Encryption.ENCRYPTED, FRAME, page, 0, Page.SIZE);
        changed.set(false);
        guest.write(ASID, Encryption.ENCRYPTED, FRAME, page, 0, Page.SIZE);
        assertThat(changed).isFalse();

        host.write(FRAME + 4095, new byte[1], 0, 1);

        assertThat(changed).isTrue();
        assertThat(holds(Encryption.ENCRYPTED)).isFalse();
    }

    @Test
    void reportsTheFirstWriteToAFrameOfZeros() {
        FrameWatch zeros = new FrameWatch(Bytes.zeros(Page.SIZE), 0, changed);
        long other = FRAME + Page.SIZE;
        guest.watch(other, zeros);
        assertThat(guest.holds(ASID, Encryption.PLAIN, other, zeros)).isTrue();
        changed.set(false);

        host.write(other, page, 0, Page.SIZE);

        assertThat(changed).isTrue();
        assertThat(guest.holds(ASID, Encryption.PLAIN, other, zeros)).isFalse();
    }

    @Test
    void comparesAnewUnderAnotherKey() {
        guest.write(ASID, Encryption.ENCRYPTED, FRAME, page, 0, Page.SIZE);
        int before = guest.keyChanges(ASID);

        memory.firmwarePort()
                .install(ASID, SecretBytes.copyOf(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6}));

        assertThat(guest.keyChanges(ASID)).isNotEqualTo(before);
        assertThat(holds(Encryption.ENCRYPTED)).isFalse();
    }

    @Test
    void isSilentAfterItsEnd() {
        guest.unwatch(FRAME, watch);
        host.write(FRAME, page, 0, Page.SIZE);

        assertThat(changed).isFalse();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void agreesWithReadingWhateverIsWritten(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 400; i++) {
            write(random);
            Encryption encryption = random.nextBoolean() ? Encryption.ENCRYPTED : Encryption.PLAIN;
            int asid = random.nextInt(3) == 0 ? 0 : ASID;
            byte[] read = new byte[Page.SIZE];
            guest.read(asid, encryption, FRAME, read, 0, read.length);

            assertThat(guest.holds(asid, encryption, FRAME, watch))
                    .isEqualTo(Bytes.copyOf(read).equals(Bytes.copyOf(page)));
        }
    }

    private void write(SplittableRandom random) {
        int length = random.nextBoolean() ? Page.SIZE : random.nextInt(1, 64);
        int offset = random.nextInt(Page.SIZE - length + 1);
        switch (random.nextInt(4)) {
            case 0 -> guest.write(ASID, Encryption.ENCRYPTED, FRAME + offset, page, offset, length);
            case 1 -> guest.write(ASID, Encryption.PLAIN, FRAME + offset, page, offset, length);
            case 2 -> host.write(FRAME + offset, page, offset, length);
            default -> guest.write(ASID, Encryption.ENCRYPTED, FRAME, page, 0, Page.SIZE);
        }
    }
}
