package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

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
@Struct(
        size = 0x60,
        direction = OUT,
        reserved = {@Reserved(at = 0x04, size = 4), @Reserved(at = 0x28, size = 8), @Reserved(at = 0x34, size = 4)})
public record EfiLoadedImage(
        @Wire(at = 0x00, name = "Revision") int revision,
        @Wire(at = 0x08, name = "ParentHandle") long parentHandle,
        @Wire(at = 0x10, name = "SystemTable") long systemTable,
        @Wire(at = 0x18, name = "DeviceHandle") long deviceHandle,
        @Wire(at = 0x20, name = "FilePath") long filePath,
        @Wire(at = 0x30, name = "LoadOptionsSize") int loadOptionsSize,
        @Wire(at = 0x38, name = "LoadOptions") long loadOptions,
        @Wire(at = 0x40, name = "ImageBase") long imageBase,
        @Wire(at = 0x48, name = "ImageSize") long imageSize,
        @Wire(at = 0x50, name = "ImageCodeType") int imageCodeType,
        @Wire(at = 0x54, name = "ImageDataType") int imageDataType,
        @Wire(at = 0x58, name = "Unload") long unload)
        implements EfiLoadedImageWire {}
