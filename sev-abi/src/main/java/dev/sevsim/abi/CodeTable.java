package dev.sevsim.abi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * The constants of an enumeration by their wire codes.
 *
 * @param <E> the enumeration
 */
public final class CodeTable<E extends Enum<E>> {
    private final long[] codes;
    private final List<Optional<E>> constants;

    private CodeTable(long[] codes, List<Optional<E>> constants) {
        this.codes = codes;
        this.constants = constants;
    }

    /**
     * The table of all constants.
     *
     * @throws IllegalStateException when two constants have the same code
     */
    public static <E extends Enum<E>> CodeTable<E> of(E[] constants, ToLongFunction<E> code) {
        E[] sorted = constants.clone();
        Arrays.sort(sorted, Comparator.comparingLong(code));
        long[] codes = new long[sorted.length];
        List<Optional<E>> found = new ArrayList<>(sorted.length);
        for (int i = 0; i < sorted.length; i++) {
            codes[i] = code.applyAsLong(sorted[i]);
            if (i > 0 && codes[i] == codes[i - 1]) {
                throw new IllegalStateException(
                        sorted[i - 1] + " and " + sorted[i] + " both have code 0x" + Long.toHexString(codes[i]));
            }
            found.add(Optional.of(sorted[i]));
        }
        return new CodeTable<>(codes, found);
    }

    /** The constant with this code; empty for a code that is not assigned. */
    public Optional<E> find(long code) {
        int index = Arrays.binarySearch(codes, code);
        return index < 0 ? Optional.empty() : constants.get(index);
    }
}
