package dev.sevsim.ovmf.pei;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.efi.HobHandoffInfo;
import dev.sevsim.abi.efi.HobMemoryAllocation;
import dev.sevsim.abi.efi.HobResourceDescriptor;
import dev.sevsim.ovmf.sec.GuestMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * The list of hand-off blocks that PEI leaves in guest memory for DXE.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 6.
 *
 * @param allocations memory that PEI took, in list order
 * @param resources what the address space holds, in list order
 */
public record HobList(List<HobMemoryAllocation> allocations, List<HobResourceDescriptor> resources) {
    /** Bytes that PEI reserves for the list, more than all the blocks it can make, and for the stack that grows towards it. */
    public static final int SPACE = 0x4000;

    public HobList {
        allocations = List.copyOf(allocations);
        resources = List.copyOf(resources);
    }

    /** Writes the list at the bottom of PEI's memory, which ends at {@code memoryTop}. */
    void write(GuestMemory memory, long address, long memoryTop) {
        Bytes body = Bytes.EMPTY;
        for (HobResourceDescriptor resource : resources) {
            body = Bytes.concat(body, resource.encode());
        }
        for (HobMemoryAllocation allocation : allocations) {
            body = Bytes.concat(body, allocation.encode());
        }
        Bytes end = HobHandoffInfo.endOfList();
        long endOfList = address + HobHandoffInfo.SIZE + body.length() + end.length();
        HobHandoffInfo handoff = new HobHandoffInfo(0, memoryTop, address, memoryTop, endOfList, endOfList);
        memory.write(address, Bytes.concat(handoff.encode(), body, end));
    }

    /** Reads a list back; blocks of other types are skipped. */
    public static HobList read(GuestMemory memory, long address) {
        Bytes raw = memory.read(address, SPACE);
        List<HobMemoryAllocation> allocations = new ArrayList<>();
        List<HobResourceDescriptor> resources = new ArrayList<>();
        int at = 0;
        while (at + HobHandoffInfo.HEADER_SIZE <= SPACE) {
            int type = u16(raw, at);
            int length = u16(raw, at + 2);
            if (type == HobHandoffInfo.END_OF_LIST_TYPE || length < HobHandoffInfo.HEADER_SIZE || length > SPACE - at) {
                break;
            }
            Bytes hob = raw.slice(at, at + length);
            if (type == HobMemoryAllocation.TYPE && length == HobMemoryAllocation.SIZE) {
                allocations.add(HobMemoryAllocation.CODEC.decode(hob));
            } else if (type == HobResourceDescriptor.TYPE && length == HobResourceDescriptor.SIZE) {
                resources.add(HobResourceDescriptor.CODEC.decode(hob));
            }
            at += length;
        }
        return new HobList(allocations, resources);
    }

    private static int u16(Bytes raw, int offset) {
        return raw.u8(offset) | raw.u8(offset + 1) << 8;
    }
}
