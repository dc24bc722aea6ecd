package dev.sevsim.ovmf.image;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.image.Flash;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.image.OvmfTable.Area;
import dev.sevsim.ovmf.image.OvmfRelease.ApplicationProcessorEntry;
import dev.sevsim.ovmf.image.OvmfRelease.TableEntry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Makes the simulator's own OVMF image in the style of the AmdSev build.
 *
 * <p>Its body is a text about itself; the tail has edk2's layout, so that every tool that reads an
 * OVMF image reads this one. The same parameters always give the same bytes.
 *
 * <p>Source: docs/reference/ovmf-guest.md sections 2 to 4.
 */
public final class AmdSevImage {
    /** Bytes of the default image. */
    public static final int DEFAULT_SIZE = 256 * 1024;

    /** Bytes of the largest image: the 16 MiB below 4 GiB that the reset vector searches. */
    public static final int MAX_SIZE = Flash.MAX_BYTES;

    static final Bytes VOLUME_TOP_FILE_MARK = Bytes.of('V', 'T', 'F', 0);

    private static final int MIN_SIZE = 2 * Page.SIZE;
    private static final long FOUR_GIB = 1L << 32;
    private static final int MARK_DISTANCE = 20;
    private static final int DESCRIPTOR_REGION = 0x600;

    // Where the descriptors lie, in bytes before the end of the image: those of the worked example.
    private static final int SEV_METADATA_DISTANCE = 0x440;
    private static final int TDX_METADATA_DISTANCE = 0x500;
    private static final int IGVM_METADATA_DISTANCE = 0x3A0;

    private static final Guid TDX_DESCRIPTOR = Guid.of("e9eaf9f3-168e-44d5-a8eb-7f4d8738f6ae");
    private static final byte ERASED_FLASH = (byte) 0xFF;

    // cli; hlt; jump back: nothing real to run, should these bytes ever reach a real processor.
    private static final Bytes RESET_CODE =
            Bytes.concat(Bytes.of(0xFA, 0xF4, 0xEB, 0xFC), Bytes.ofAscii("SEVSIM OVMF\0"));

    // A 16-bit jump to the reset vector; its target is our choice, as the reset code is.
    private static final Bytes JUMP_TO_RESET = Bytes.of(0xE9, 0x0D, 0x00);

    private AmdSevImage() {}

    /** The default image: default release, default size. */
    public static Bytes standard() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Parameters of an image. */
    public static final class Builder {
        private OvmfRelease release = OvmfRelease.DEFAULT;
        private int sizeBytes = DEFAULT_SIZE;

        private Builder() {}

        /** Which release to follow. */
        public Builder release(OvmfRelease newRelease) {
            release = newRelease;
            return this;
        }

        /** Bytes of the image, a multiple of 4096 from 8 KiB to 16 MiB. */
        public Builder sizeBytes(int newSizeBytes) {
            if (newSizeBytes % Page.SIZE != 0 || newSizeBytes < MIN_SIZE || newSizeBytes > MAX_SIZE) {
                throw new IllegalArgumentException("image size " + newSizeBytes + ", expected a multiple of "
                        + Page.SIZE + " from " + MIN_SIZE + " to " + MAX_SIZE);
            }
            sizeBytes = newSizeBytes;
            return this;
        }

        /** The image. */
        public Bytes build() {
            byte[] image = new byte[sizeBytes];
            Arrays.fill(image, ERASED_FLASH);
            for (int page = 0; page < sizeBytes / Page.SIZE; page++) {
                String text = "sevsim simulated OVMF AmdSev image, no protection; edk2-stable" + release.tag()
                        + " layout, page " + page + "\n";
                put(image, page * Page.SIZE + 128, Bytes.ofAscii(text));
            }
            put(image, 0, SecurityVolume.volumeHeader(sizeBytes - Page.SIZE));
            put(image, sizeBytes - Page.SIZE, SecurityVolume.volumeHeader(Page.SIZE));
            put(
                    image,
                    sizeBytes - Page.SIZE + SecurityVolume.VOLUME_HEADER_SIZE,
                    new SecurityVolume(release, FOUR_GIB - sizeBytes).encode());
            putTail(image);
            return Bytes.copyOf(image);
        }

        private void putTail(byte[] image) {
            Arrays.fill(image, image.length - DESCRIPTOR_REGION, image.length, (byte) 0);
            if (release.tail().entries().contains(TableEntry.SEV_METADATA)) {
                putBeforeEnd(image, SEV_METADATA_DISTANCE, new SevMetadata(release.sevSections()).encode());
            }
            if (release.tail().entries().contains(TableEntry.TDX_METADATA)) {
                putBeforeEnd(image, TDX_METADATA_DISTANCE + Guid.SIZE, TDX_DESCRIPTOR.toWire());
                putBeforeEnd(image, TDX_METADATA_DISTANCE, tdxMetadata());
            }
            if (release.tail().entries().contains(TableEntry.IGVM_METADATA)) {
                putBeforeEnd(image, IGVM_METADATA_DISTANCE, igvmMetadata());
            }
            Bytes table = OvmfTable.encode(tableEntries());
            putBeforeEnd(image, OvmfTable.TAIL_SIZE + table.length(), table);
            if (release.tail().applicationProcessors() == ApplicationProcessorEntry.JUMP) {
                putBeforeEnd(image, OvmfTable.TAIL_SIZE, JUMP_TO_RESET);
            }
            putBeforeEnd(image, MARK_DISTANCE, VOLUME_TOP_FILE_MARK);
            putBeforeEnd(image, RESET_CODE.length(), RESET_CODE);
        }

        private List<OvmfTable.Entry> tableEntries() {
            List<OvmfTable.Entry> walkingOrder = new ArrayList<>();
            for (TableEntry entry : TableEntry.values()) {
                if (release.tail().entries().contains(entry)) {
                    walkingOrder.add(tableEntry(entry));
                }
            }
            return walkingOrder;
        }

        private OvmfTable.Entry tableEntry(TableEntry entry) {
            Bytes data = switch (entry) {
                case SEV_ES_RESET -> Bytes.u32Le(release.tail().sevEsResetAddress());
                case SECRET -> area(release.secretArea());
                case HASH_TABLE -> area(release.hashTableArea());
                case SEV_METADATA -> Bytes.u32Le(SEV_METADATA_DISTANCE);
                case TDX_METADATA -> Bytes.u32Le(TDX_METADATA_DISTANCE);
                case IGVM_METADATA -> Bytes.u32Le(IGVM_METADATA_DISTANCE);
            };
            return new OvmfTable.Entry(Objects.requireNonNull(ReleaseMatch.GUIDS.get(entry)), data);
        }

        /** One section: the boot firmware volume is the whole image. Section layout: Intel TDVF design guide. */
        private Bytes tdxMetadata() {
            ByteBuffer b = ByteBuffer.allocate(16 + 32).order(ByteOrder.LITTLE_ENDIAN);
            putDescriptorHeader(b, "TDVF", 1);
            b.putInt(0).putInt(sizeBytes).putLong(FOUR_GIB - sizeBytes).putLong(sizeBytes);
            b.putInt(0).putInt(1);
            return Bytes.copyOf(b.array());
        }

        private Bytes igvmMetadata() {
            int[][] sections = {
                {0x81_2000, 0x1000, 0x100}, {0, 0xC0, 0x101}, {0xC0, 0x10, 0x102}, {0x81_3000, 0x1000, 0x200}
            };
            ByteBuffer b = ByteBuffer.allocate(16 + 12 * sections.length).order(ByteOrder.LITTLE_ENDIAN);
            putDescriptorHeader(b, "IGVM", sections.length);
            for (int[] section : sections) {
                b.putInt(section[0]).putInt(section[1]).putInt(section[2]);
            }
            return Bytes.copyOf(b.array());
        }

        private static void putDescriptorHeader(ByteBuffer b, String signature, int sections) {
            b.put(signature.getBytes(StandardCharsets.US_ASCII))
                    .putInt(b.capacity())
                    .putInt(1)
                    .putInt(sections);
        }

        private static Bytes area(Area area) {
            return Bytes.concat(Bytes.u32Le((int) area.base()), Bytes.u32Le((int) area.size()));
        }

        private static void putBeforeEnd(byte[] image, int distance, Bytes content) {
            put(image, image.length - distance, content);
        }

        private static void put(byte[] image, int offset, Bytes content) {
            content.copyTo(image, offset);
        }
    }
}
