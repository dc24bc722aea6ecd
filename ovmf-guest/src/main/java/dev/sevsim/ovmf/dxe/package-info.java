/** The DXE core: memory map, pool, handles, boot services, configuration tables, IOMMU protocol, image loading. */
@NullMarked
package dev.sevsim.ovmf.dxe;

import org.jspecify.annotations.NullMarked;
