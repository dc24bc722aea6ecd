package dev.sevsim.memory;

import dev.sevsim.abi.Page;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.chip.TweakMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * One AES key in the encryption engine.
 *
 * <p>Works on runs of whole 16-byte blocks within one page. The tweak is linear, so that of a block is T(page) XOR that
 * of the same block in page 0; both are laid out over the whole page, and the block cipher and the XORs each go over a
 * run at once. Any number of threads may use one key.
 */
final class MemoryKey {
    private static final int BLOCK = TweakConstants.BLOCK_SIZE;

    private final SecretKeySpec key;
    private final TweakMode mode;
    private final TweakConstants constants;
    private final byte[] inPage;
    private final AtomicReference<@Nullable Lane> handy = new AtomicReference<>();
    private final ConcurrentLinkedDeque<Lane> idle = new ConcurrentLinkedDeque<>();

    /** A key of 16 or 32 bytes; {@code inPage} comes from {@link #inPageTweaks}. */
    MemoryKey(SecretBytes secret, TweakMode mode, TweakConstants constants, byte[] inPage) {
        byte[] raw = secret.reveal();
        key = new SecretKeySpec(raw, "AES");
        Arrays.fill(raw, (byte) 0);
        this.mode = mode;
        this.constants = constants;
        this.inPage = inPage;
    }

    /** The tweaks of the 256 blocks of page 0, one after the other. */
    static byte[] inPageTweaks(TweakConstants constants) {
        ByteBuffer tweaks = ByteBuffer.allocate(Page.SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < Page.SIZE; at += BLOCK) {
            tweaks.putLong(constants.low(at)).putLong(constants.high(at));
        }
        byte[] raw = new byte[Page.SIZE];
        tweaks.get(0, raw);
        return raw;
    }

    /** Encrypts whole blocks into the frame of their page, at {@code address}. */
    void encrypt(byte[] plain, int from, long address, int length, byte[] frame) {
        Lane lane = borrow();
        byte[] tweaks = lane.tweaks(address, length);
        int at = pageOffset(address);
        byte[] aligned = plain;
        if (from != at) {
            System.arraycopy(plain, from, lane.work, at, length);
            aligned = lane.work;
        }
        xor(lane.work, aligned, tweaks, at, length);
        lane.run(lane.encryptor.get(), at, length, frame);
        if (mode == TweakMode.XEX) {
            xor(frame, frame, tweaks, at, length);
        }
        giveBack(lane);
    }

    /** Decrypts whole blocks from the frame of their page. */
    void decrypt(byte[] frame, long address, int length, byte[] plain, int to) {
        Lane lane = borrow();
        byte[] tweaks = lane.tweaks(address, length);
        int at = pageOffset(address);
        if (mode == TweakMode.XEX) {
            xor(lane.work, frame, tweaks, at, length);
        } else {
            System.arraycopy(frame, at, lane.work, at, length);
        }
        byte[] aligned = to == at ? plain : lane.result;
        lane.run(lane.decryptor.get(), at, length, aligned);
        xor(aligned, aligned, tweaks, at, length);
        if (to != at) {
            System.arraycopy(lane.result, at, plain, to, length);
        }
        giveBack(lane);
    }

    /** XORs a run. One index for all arrays: only then does the JIT compiler make vector code of it. */
    private static void xor(byte[] target, byte[] source, byte[] other, int at, int length) {
        if (length == Page.SIZE) {
            // The same loop again: with constant bounds the compiled code is a third faster.
            for (int i = 0; i < Page.SIZE; i++) {
                target[i] = (byte) (source[i] ^ other[i]);
            }
            return;
        }
        for (int i = at; i < at + length; i++) {
            target[i] = (byte) (source[i] ^ other[i]);
        }
    }

    private static int pageOffset(long address) {
        return (int) address & Page.SIZE - 1;
    }

    private Lane borrow() {
        Lane lane = handy.getAndSet(null);
        if (lane == null) {
            lane = idle.poll();
        }
        return lane != null ? lane : new Lane();
    }

    private void giveBack(Lane lane) {
        if (!handy.compareAndSet(null, lane)) {
            idle.push(lane);
        }
    }

    /** What one thread needs while it works: ciphers cannot be shared. */
    private final class Lane {
        private static final long NO_PAGE = -1;

        private final byte[] tweaks = new byte[Page.SIZE];
        private final byte[] work = new byte[Page.SIZE];
        private final byte[] result = new byte[Page.SIZE];
        private long tweakedPage = NO_PAGE;
        private final LazyCipher encryptor = new LazyCipher(Cipher.ENCRYPT_MODE);
        private final LazyCipher decryptor = new LazyCipher(Cipher.DECRYPT_MODE);

        /** The tweaks of a page's blocks, valid at least over the run; the last full ones are kept for the next run. */
        byte[] tweaks(long address, int length) {
            long page = address & -Page.SIZE;
            if (page == tweakedPage) {
                return tweaks;
            }
            int from = pageOffset(address);
            ByteBuffer.wrap(tweaks)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(from, constants.low(page))
                    .putLong(from + Long.BYTES, constants.high(page));
            for (int filled = BLOCK; filled < length; filled *= 2) {
                System.arraycopy(tweaks, from, tweaks, from + filled, Math.min(filled, length - filled));
            }
            xor(tweaks, tweaks, inPage, from, length);
            tweakedPage = length == Page.SIZE ? page : NO_PAGE;
            return tweaks;
        }

        void run(Cipher cipher, int at, int length, byte[] target) {
            try {
                int done = cipher.update(work, at, length, target, at);
                if (done != length) {
                    throw new IllegalStateException(done + " bytes ciphered, expected " + length);
                }
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("target holds the whole run", e);
            }
        }
    }

    /** A cipher that is made at its first use: most lanes are used in one direction. */
    private final class LazyCipher {
        private final int direction;
        private @Nullable Cipher cipher;

        LazyCipher(int direction) {
            this.direction = direction;
        }

        Cipher get() {
            Cipher made = cipher;
            if (made == null) {
                made = make();
                cipher = made;
            }
            return made;
        }

        private Cipher make() {
            try {
                Cipher made = Cipher.getInstance("AES/ECB/NoPadding");
                made.init(direction, key);
                return made;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has AES/ECB/NoPadding", e);
            }
        }
    }
}
