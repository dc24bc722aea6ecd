package dev.sevsim.bus.memory;

import dev.sevsim.abi.Page;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The board's view of nested paging: the hypervisor installs a table, whose number is the model of nCR3.
 *
 * <p>A vCPU entry names the table it runs under. Each VM has one table, in which the host can swap, remap and alias pages at
 * any time.
 */
public final class NestedPaging {
    private final Map<Long, NestedPageTable> tables = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong(1);

    /** A board without any table. */
    public NestedPaging() {}

    /** Installs a table; returns its nCR3. */
    public long install(NestedPageTable table) {
        long nestedCr3 = next.getAndIncrement() << Page.SHIFT;
        tables.put(nestedCr3, table);
        return nestedCr3;
    }

    /** Removes a table, as when its VM is destroyed. */
    public void remove(long nestedCr3) {
        tables.remove(nestedCr3);
    }

    /** Whether a table has this nCR3. */
    public boolean has(long nestedCr3) {
        return tables.containsKey(nestedCr3);
    }

    /** The table of an nCR3; an unknown one maps nothing. */
    public NestedPageTable table(long nestedCr3) {
        NestedPageTable table = tables.get(nestedCr3);
        return table != null ? table : page -> NestedPageTable.NOT_PRESENT;
    }
}
