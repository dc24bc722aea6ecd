package dev.sevsim.ovmf.image;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.Page;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The record in the last page of our own images that names the release whose code the image stands for.
 *
 * <pre>
 *   0    72   firmware-volume header
 *   72   16   "SEVSIM SECFV" and zeros
 *   88   16   release tag, ASCII and zeros
 *   104   4   u32 address of the image's first byte
 * </pre>
 *
 * <p>The record is our choice; images of others have none there.
 *
 * @param release the release whose behaviour the modelled code shows
 * @param flashBase guest physical address of the image
 */
record SecurityVolume(OvmfRelease release, long flashBase) {
    static final int VOLUME_HEADER_SIZE = 72;
    static final int RECORD_SIZE = 36;

    private static final Guid FILE_SYSTEM = Guid.of("8c8ce578-8a3d-4f1c-9935-896185c32dd3");
    private static final int ATTRIBUTES = 0x0004_FEFF;
    private static final Bytes MARK = Bytes.ofAscii("SEVSIM SECFV").paddedTo(16);
    private static final int TAG_SIZE = 16;

    /** The record's bytes, to be placed behind the volume header. */
    Bytes encode() {
        return Bytes.concat(MARK, Bytes.ofAscii(release.tag()).paddedTo(TAG_SIZE), Bytes.u32Le((int) flashBase));
    }

    /** Looks for the record in the last page of an image. */
    static Optional<SecurityVolume> find(Bytes lastPage) {
        int at = VOLUME_HEADER_SIZE;
        if (!lastPage.slice(at, at + MARK.length()).equals(MARK)) {
            return Optional.empty();
        }
        int tagAt = at + MARK.length();
        String tag = new String(lastPage.slice(tagAt, tagAt + TAG_SIZE).toArray(), StandardCharsets.US_ASCII)
                .replace("\0", "");
        long base = Integer.toUnsignedLong(lastPage.asLittleEndian().getInt(tagAt + TAG_SIZE));
        return OvmfRelease.fromTag(tag).map(release -> new SecurityVolume(release, base));
    }

    /**
     * A firmware-volume header of 72 bytes with one block-map entry.
     *
     * <p>Source: UEFI Platform Initialization Specification 1.7, volume 3, section 3.2.1.
     */
    static Bytes volumeHeader(int lengthBytes) {
        ByteBuffer b = ByteBuffer.allocate(VOLUME_HEADER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        b.position(16);
        b.put(FILE_SYSTEM.toWire().toArray()).putLong(lengthBytes);
        b.put("_FVH".getBytes(StandardCharsets.US_ASCII)).putInt(ATTRIBUTES);
        b.putShort((short) VOLUME_HEADER_SIZE).putShort((short) 0).putShort((short) 0);
        b.put((byte) 0).put((byte) 2);
        b.putInt(lengthBytes / Page.SIZE).putInt(Page.SIZE).putLong(0);
        int sum = 0;
        for (int i = 0; i < VOLUME_HEADER_SIZE; i += 2) {
            sum += b.getShort(i);
        }
        b.putShort(50, (short) -sum);
        return Bytes.copyOf(b.array());
    }
}
