package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * EFI_LOADED_IMAGE_PROTOCOL, 64-bit.
 *
 * <p>Source: UEFI Specification 2.10 section 9.1.1.
 *
 * @param revision 0x1000
 * @param parentHandle handle
 * @param systemTable address of {@link EfiSystemTable}
 * @param deviceHandle handle
 * @param filePath device path
 * @param loadOptionsSize bytes
 * @param loadOptions UTF-16 command line with its NUL
 * @param imageBase address of the image
 * @param imageSize bytes
 * @param imageCodeType memory type
 * @param imageDataType memory type
 * @param unload function
 */
public record EfiLoadedImage(
        int revision,
        long parentHandle,
        long systemTable,
        long deviceHandle,
        long filePath,
        int loadOptionsSize,
        long loadOptions,
        long imageBase,
        long imageSize,
        int imageCodeType,
        int imageDataType,
        long unload) {
    private static final StructLayout L = new StructLayout("EfiLoadedImage");
    private static final Field REVISION = L.u32(0x00, "Revision", OUT);

    static {
        L.reserved(0x04, 4);
    }

    private static final Field PARENT_HANDLE = L.u64(0x08, "ParentHandle", OUT);
    private static final Field SYSTEM_TABLE = L.u64(0x10, "SystemTable", OUT);
    private static final Field DEVICE_HANDLE = L.u64(0x18, "DeviceHandle", OUT);
    private static final Field FILE_PATH = L.u64(0x20, "FilePath", OUT);

    static {
        L.reserved(0x28, 8);
    }

    private static final Field LOAD_OPTIONS_SIZE = L.u32(0x30, "LoadOptionsSize", OUT);

    static {
        L.reserved(0x34, 4);
    }

    private static final Field LOAD_OPTIONS = L.u64(0x38, "LoadOptions", OUT);
    private static final Field IMAGE_BASE = L.u64(0x40, "ImageBase", OUT);
    private static final Field IMAGE_SIZE = L.u64(0x48, "ImageSize", OUT);
    private static final Field IMAGE_CODE_TYPE = L.u32(0x50, "ImageCodeType", OUT);
    private static final Field IMAGE_DATA_TYPE = L.u32(0x54, "ImageDataType", OUT);
    private static final Field UNLOAD = L.u64(0x58, "Unload", OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x60);

    /** Bytes on the wire. */
    public static final int SIZE = 0x60;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static EfiLoadedImage decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new EfiLoadedImage(
                REVISION.getU32(b),
                PARENT_HANDLE.getU64(b),
                SYSTEM_TABLE.getU64(b),
                DEVICE_HANDLE.getU64(b),
                FILE_PATH.getU64(b),
                LOAD_OPTIONS_SIZE.getU32(b),
                LOAD_OPTIONS.getU64(b),
                IMAGE_BASE.getU64(b),
                IMAGE_SIZE.getU64(b),
                IMAGE_CODE_TYPE.getU32(b),
                IMAGE_DATA_TYPE.getU32(b),
                UNLOAD.getU64(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        REVISION.putU32(b, revision);
        PARENT_HANDLE.putU64(b, parentHandle);
        SYSTEM_TABLE.putU64(b, systemTable);
        DEVICE_HANDLE.putU64(b, deviceHandle);
        FILE_PATH.putU64(b, filePath);
        LOAD_OPTIONS_SIZE.putU32(b, loadOptionsSize);
        LOAD_OPTIONS.putU64(b, loadOptions);
        IMAGE_BASE.putU64(b, imageBase);
        IMAGE_SIZE.putU64(b, imageSize);
        IMAGE_CODE_TYPE.putU32(b, imageCodeType);
        IMAGE_DATA_TYPE.putU32(b, imageDataType);
        UNLOAD.putU64(b, unload);
        return LAYOUT.finish(b);
    }
}
